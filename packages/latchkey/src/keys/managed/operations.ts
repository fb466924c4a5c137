import type { InstanceRow } from "../../contracts/keys.ts"
import { behind, laggards, liveRows } from "./acknowledge.ts"
import {
  type RingDocument,
  type RingEntry,
  RingError,
  type RootWrap,
  type Tombstone,
} from "./document.ts"
import { leastPropagation, type RingPolicy } from "./policy.ts"
import type { RingInstance } from "./protocol.ts"
import { inspectStore, type StoreReport } from "./store-report.ts"
import { rewrap } from "./rewrap.ts"
import { inOrder, isOver, type KeyState, keyState, retiresAt, sealingKey } from "./schedule.ts"
import { promote, retire, revoke, rotate } from "./transition.ts"

/** One key, as an operator sees it. Times in milliseconds since the epoch. */
export interface KeyStatus {
  readonly id: string
  readonly epoch: number
  readonly state: KeyState
  /** It came from `AUTH_SECRET` when the ring was made. */
  readonly imported: boolean
  readonly created: number
  readonly notBefore: number
  readonly notAfter: number
  /** When it stops opening; null while it has no successor. */
  readonly retiresAt: number | null
  /** Its part of the tokens that the live instances opened lately, 0 to 1; null where none of them says. */
  readonly share: number | null
}

/** A ring, as an operator sees it. Holds nothing secret. */
export interface KeyringStatus {
  readonly ring: string
  readonly rev: number
  /** When it was changed last. */
  readonly at: number
  readonly now: number
  /** The key that seals. */
  readonly active: string
  readonly keys: readonly KeyStatus[]
  readonly tombstones: readonly Tombstone[]
  readonly roots: readonly Omit<RootWrap, "wrapped">[]
  readonly policy: RingPolicy
  /** The instances that live, where the store knows them. */
  readonly instances: readonly InstanceRow[]
  /** Those of them that have an older revision, miss one of these keys, or still accept one that is revoked. */
  readonly behind: readonly string[]
}

export interface RevokeOptions {
  /** For people; kept in the ring. */
  readonly reason: string
  /** Lets in tokens of these keys that a register of sessions knows. */
  readonly keepRegistered?: boolean
}

export interface WaitOptions {
  /** Milliseconds. Default: as long as a refresh takes at the most. */
  readonly timeout?: number
}

/** What a person or a command may do with a ring. Each reads the ring first, and writes by compare-and-swap. */
export interface KeyringOperations {
  status(): Promise<KeyringStatus>
  /** Publishes the next key now; it seals as soon as every instance can know it. */
  rotate(): Promise<KeyringStatus>
  /**
   * Lets the published key seal now.
   *
   * @throws Error naming the instances that don't have it
   */
  promote(): Promise<KeyringStatus>
  /** Ends a key's sealing as soon as may be; its tokens stay good. */
  retire(id: string): Promise<KeyringStatus>
  /**
   * Ends keys now: what they sealed is refused by each instance within twice the refresh time. Only stored data can
   * still be read, where the ring has `held`, until it was sealed anew.
   */
  revoke(ids: string | readonly string[], options: RevokeOptions): Promise<KeyringStatus>
  /** Drops the wrappings of all roots but the configured ones, without waiting for older instances. */
  rewrap(): Promise<KeyringStatus>
  /** Waits until all instances know what this one knows, keys and revocations; who is behind at the end. */
  converged(options?: WaitOptions): Promise<readonly string[]>
  /** The keys' strings, newest first, fit for `AUTH_SECRET`: the way back. Secret. */
  export(): Promise<readonly string[]>
  /** How the store is doing, seen from here: for whoever looks for what is wrong. */
  examineStore(): Promise<StoreReport>
  /** Stops listening to the store. */
  close(): void
}

export function createOperations(instance: RingInstance): KeyringOperations {
  const status = (): Promise<KeyringStatus> => statusOf(instance)
  const change = async (
    make: (doc: RingDocument, now: number) => RingDocument | Promise<RingDocument>,
  ): Promise<KeyringStatus> => {
    await instance.change(make)
    return status()
  }
  return {
    async status() {
      await instance.sync()
      return status()
    },
    rotate: async () => {
      const fresh = await instance.fresh()
      return change((doc, now) => rotate(doc, now, fresh))
    },
    promote: async () => {
      const rows = await instance.instances()
      return change((doc, now) => promote(ready(doc, rows, now), now))
    },
    retire: async (id) => {
      const fresh = await instance.fresh()
      return change((doc, now) => retire(known(doc, [id]), id, now, fresh))
    },
    revoke: async (which, { reason, keepRegistered = false }) => {
      const ids = typeof which === "string" ? [which] : which
      const keepData = instance.holdsData
      const fresh = await instance.fresh()
      return change((doc, now) =>
        revoke(known(doc, ids), ids, { now, reason, fresh, keepRegistered, keepData }),
      )
    },
    rewrap: () =>
      change(async (doc, now) => {
        const roots = await instance.roots()
        const ours = new Set(roots.map(({ id }) => id))
        const add = roots.filter(({ id }) => !doc.roots.some(({ root }) => root === id))
        return rewrap(doc, roots, { now, add, drop: doc.roots.filter((w) => !ours.has(w.root)) })
      }),
    converged: (options) => converge(instance, options),
    async export() {
      const doc = await instance.sync()
      const now = instance.now()
      const sealing = theSealing(doc, now)
      const others = inOrder(doc)
        .toReversed()
        .filter((key) => key !== sealing && !isOver(doc, key, now))
      return [sealing, ...others].map((key) => key.material)
    },
    examineStore: () => inspectStore(instance.store),
    close: () => instance.close(),
  }
}

/** After a fork whose sides revoked what the other went on with there is none, until an instance makes one. */
function theSealing(doc: RingDocument, now: number): RingEntry {
  const key = sealingKey(doc, now)
  if (key) return key
  throw new RingError(
    `No key of ring ${doc.ring} seals. The application makes one when it looks next.`,
  )
}

async function statusOf(instance: RingInstance): Promise<KeyringStatus> {
  const { doc } = instance.held!
  const now = instance.now()
  const instances = liveRows(doc, await instance.instances(), now)
  return {
    ring: doc.ring,
    rev: doc.rev,
    at: doc.at,
    now,
    active: theSealing(doc, now).id,
    keys: doc.keys.map((key) => {
      const { id, epoch, created, notBefore, notAfter } = key
      const end = retiresAt(doc, key)
      return {
        id,
        epoch,
        state: keyState(doc, key, now),
        imported: epoch === 0,
        created,
        notBefore,
        notAfter,
        retiresAt: Number.isFinite(end) ? end : null,
        share: shareOf(id, instances),
      }
    }),
    tombstones: doc.tombstones,
    roots: doc.roots.map(({ root, at }) => ({ root, at })),
    policy: doc.policy,
    instances,
    behind: behind(doc, instances, now)
      .map((row) => row.instance)
      .toSorted(),
  }
}

/** How much of what the instances opened lately was sealed by this key. */
function shareOf(id: string, rows: readonly InstanceRow[]): number | null {
  const counts = rows.flatMap(({ opened }) => (opened ? [opened] : []))
  const total = counts.flatMap((each) => Object.values(each)).reduce((a, b) => a + b, 0)
  if (total === 0) return null
  return counts.reduce((sum, each) => sum + (each[id] ?? 0), 0) / total
}

function known(doc: RingDocument, ids: readonly string[]): RingDocument {
  const missing = ids.filter((id) => !doc.keys.some((key) => key.id === id))
  if (missing.length > 0) throw new Error(`Ring ${doc.ring} has no key ${missing.join(", ")}.`)
  return doc
}

/** Whether the key that waits may start: long enough there for whoever can't be asked, and known to all others. */
function ready(doc: RingDocument, rows: readonly InstanceRow[], now: number): RingDocument {
  const waiting = inOrder(doc).find((key) => key.notBefore > now)
  if (!waiting) throw new Error(`Ring ${doc.ring} has no key that waits. Rotate first.`)
  const late = laggards(doc, waiting, rows, now)
    .map((row) => row.instance)
    .toSorted()
  if (late.length > 0) {
    throw new Error(`These instances don't have key ${waiting.id} yet: ${late.join(", ")}.`)
  }
  if (rows.length === 0 && now < waiting.created + leastPropagation(doc.policy)) {
    throw new Error(
      `Key ${waiting.id} was published a moment ago, and the store knows no instances.`,
    )
  }
  return doc
}

async function converge(
  instance: RingInstance,
  options: WaitOptions = {},
): Promise<readonly string[]> {
  const doc = instance.held?.doc ?? (await instance.sync())
  const end = Date.now() + (options.timeout ?? leastPropagation(doc.policy))
  for (;;) {
    const late = behind(doc, await instance.instances(), instance.now())
    if (late.length === 0 || Date.now() >= end) return late.map((row) => row.instance).toSorted()
    const pause = Math.min(1_000, doc.policy.refresh, end - Date.now())
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

import type { InstanceRow, KeyStore, KeyView, RootKey, StoredRing } from "../../contracts/keys.ts"
import { crypto, type MaybePromise } from "../../crypto/index.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import { ringKey } from "../ring-key.ts"
import { type RingDocument } from "./document.ts"
import { changes, type RingEvent } from "./events.ts"
import {
  createDataKeys,
  digestOf,
  newDataKey,
  openDocument,
  sealDocument,
  wrapUnder,
} from "./lock.ts"
import { judge, merge } from "./merge.ts"
import { plan } from "./plan.ts"
import { hardAge, jittered, type RingPolicy } from "./policy.ts"
import { planRoots, rewrap } from "./roots.ts"
import { isSuccessorDue, keyAtGate, laggards, retiresAt } from "./schedule.ts"
import { bootstrap, type FreshKey } from "./transition.ts"
import { type TimedView, viewAt } from "./view.ts"
import { Budget, type RingWorld, sleep, within } from "./world.ts"

/** Milliseconds that one question to the store may take. */
const TIMEOUT = 3_000
/** How often the first read is tried before a request fails. */
const FIRST_TRIES = 3
/** How often a change is tried anew after a conflict, for a person and in the background. */
const TRIES = 12
const QUIET_TRIES = 3
/** Milliseconds between two refreshes that unknown key ids may cause, and how many may come together. */
const FORCED_INTERVAL = 5_000
const FORCED_BURST = 2
/** Milliseconds until a failed read is tried again, at the first and at the most. */
const RETRY = 1_000
const RETRY_MAX = 30_000

/** The decisions, apart so that a simulation can show what each is for. */
export interface RingRules {
  readonly judge: typeof judge
  readonly merge: typeof merge
  readonly plan: typeof plan
  readonly jittered: typeof jittered
  readonly forcedInterval: number
}

export const RULES: RingRules = { judge, merge, plan, jittered, forcedInterval: FORCED_INTERVAL }

export interface RingInstanceOptions {
  readonly ring: string
  readonly store: KeyStore
  readonly policy: RingPolicy
  /** A reader never writes the document. */
  readonly role: "full" | "reader"
  /** The name of this instance. */
  readonly instance: string
  /** Newest first. Asked at each refresh. */
  readonly roots: () => Awaitable<readonly RootKey[]>
  /** What joins the first document as keys that open, newest first. */
  readonly imported: () => Awaitable<readonly string[]>
  /** See `bootstrap`. */
  readonly gently: boolean
  /** Which of these keys something stored still needs. */
  readonly held?: ((ids: readonly string[]) => Awaitable<readonly string[]>) | undefined
  readonly world: RingWorld
  readonly rules?: RingRules
  readonly on: (event: RingEvent) => void
}

/** What this instance holds: the newest document it has verified, and where it stands in the store. */
export interface Held {
  readonly doc: RingDocument
  readonly bytes: Uint8Array
  readonly digest: string
  /** Undefined until it was read back. */
  readonly version: string | undefined
  /** `doc` knows more than the stored bytes, which are to be replaced. */
  readonly ahead: boolean
  readonly root: string
}

/**
 * One instance's part in looking after a ring. Requests are answered from memory; reading, changing and announcing
 * happen beside them. It never creates a ring because a read failed, never exchanges what it has for something that
 * knows less, and changes the document only by compare-and-swap.
 */
export class RingInstance {
  readonly #options: RingInstanceOptions
  readonly #rules: RingRules
  readonly #world: RingWorld
  readonly #dataKeys = createDataKeys()
  readonly #budget: Budget
  #held: Held | undefined
  #timed: TimedView | undefined
  #pending: Promise<void> | undefined
  #loading: Promise<void> | undefined
  #readAt = 0
  #due = 0
  #failures = 0
  #offset = 0
  #saidOverdue: string | null = null
  #unwatch: (() => void) | undefined

  constructor(options: RingInstanceOptions) {
    this.#options = options
    this.#world = options.world
    this.#rules = options.rules ?? RULES
    // A ring that is read often may be asked for often.
    const interval = Math.min(this.#rules.forcedInterval, options.policy.refresh)
    this.#budget = new Budget(interval, FORCED_BURST)
  }

  /** What this instance holds; undefined before the first read. */
  get held(): Held | undefined {
    return this.#held
  }

  /** The time, by the store's clock where ours is off. */
  now(): number {
    return Math.round(this.#world.now() + this.#offset)
  }

  /** Milliseconds until the next refresh is due. */
  get dueIn(): number {
    return Math.max(0, this.#due - this.now())
  }

  /** The keys that count now; see `ManagedKeys.view`. */
  view(): MaybePromise<KeyView> {
    if (!this.#held) return (this.#loading ??= this.#first()).then(() => this.#current())
    const now = this.now()
    const age = now - this.#readAt
    const hard = hardAge(this.#held.doc.policy)
    // A clock that was set back makes the last read lie in the future.
    if (now < this.#due && age > -hard) return this.#current()
    const late = age >= hard
    const refreshed = this.#pending ?? this.#refresh()
    refreshed.catch(() => {})
    // Asleep for long, or cut off: look first. Where that fails, what we know still stands.
    if (!late || this.#failures > 0) return this.#current()
    return refreshed.then(
      () => this.#current(),
      () => this.#current(),
    )
  }

  /** Looks for newer keys because a token names one that is not known; undefined where the budget is spent. */
  refresh(): Promise<void> | undefined {
    if (this.#pending) return this.#pending
    if (!this.#budget.take(this.now())) return undefined
    return this.#single(() => this.#pull())
  }

  /** Reads the store now, and does what is due. For people and tests; requests call `view`. */
  async sync(): Promise<RingDocument> {
    await this.#idle()
    await (this.#held ? this.#refresh() : (this.#loading ??= this.#first()))
    return this.#held!.doc
  }

  /** Changes the document by compare-and-swap, tried anew on what others wrote meanwhile. */
  async change(
    make: (doc: RingDocument, now: number) => Awaitable<RingDocument>,
  ): Promise<RingDocument> {
    await this.sync()
    await this.#idle()
    await this.#single(() => this.#change(make, TRIES))
    return this.#held!.doc
  }

  /** One thing at a time: an older answer of the store must not be judged after a newer one. */
  async #idle(): Promise<void> {
    while (this.#pending) await this.#pending.catch(() => {})
  }

  /** The instances, where the store knows them. */
  async instances(): Promise<readonly InstanceRow[]> {
    return (await this.#options.store.instances?.()) ?? []
  }

  /** A key that is in no ring yet. */
  async fresh(): Promise<FreshKey> {
    return named(this.#world.material())
  }

  roots(): Awaitable<readonly RootKey[]> {
    return this.#options.roots()
  }

  /** Stops listening to the store. */
  close(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
  }

  #current(): KeyView {
    const now = this.now()
    const known = this.#timed
    if (known && now < known.until && now >= known.from) return known.view
    const { doc, root } = this.#held!
    const origin = `ring=${doc.ring} rev=${doc.rev} store=${this.#options.store.name} root=${root}`
    const timed = viewAt(doc, now, origin)
    if (!timed) throw new Error(`No key of ring ${doc.ring} seals.`)
    this.#timed = timed
    if (timed.overdue && timed.overdue !== this.#saidOverdue) {
      const message = `key ${timed.overdue} seals past its time: it has no successor`
      this.#say("key.overdue", "error", message, timed.overdue)
    }
    this.#saidOverdue = timed.overdue
    return timed.view
  }

  async #first(): Promise<void> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          await (this.#pending ?? this.#refresh())
          break
        } catch (error) {
          if (attempt >= FIRST_TRIES) throw error
          await sleep(this.#world, RETRY * attempt * this.#world.random())
        }
      }
      this.#listen()
    } finally {
      this.#loading = undefined
    }
  }

  #single(work: () => Promise<void>): Promise<void> {
    this.#pending = work().finally(() => {
      this.#pending = undefined
    })
    return this.#pending
  }

  /** Reads; then announces this instance and does what is due. Only a failed read is a failure. */
  #refresh(): Promise<void> {
    return this.#single(async () => {
      try {
        await this.#pull()
      } catch (error) {
        const wait = Math.min(
          RETRY * 2 ** this.#failures++,
          RETRY_MAX,
          this.#options.policy.refresh,
        )
        this.#due = this.now() + wait * (0.5 + this.#world.random() / 2)
        if (this.#held) this.#say("ring.unreachable", "error", messageOf(error))
        throw error
      }
      this.#failures = 0
      const { refresh } = this.#held!.doc.policy
      this.#due = this.#readAt + this.#rules.jittered(refresh, this.#world.random())
      await this.#announce()
      await this.#tend()
    })
  }

  async #pull(): Promise<void> {
    const started = this.#world.now()
    const [stored] = await Promise.all([this.#read(), this.#setClock()])
    await this.#take(stored)
    this.#readAt = Math.round(started + this.#offset)
  }

  #read(): Promise<StoredRing | null> {
    return within(this.#world, TIMEOUT, this.#options.store.read())
  }

  async #take(stored: StoredRing | null): Promise<void> {
    const held = this.#held
    if (!stored) return held ? this.#restore(held, null) : this.#bootstrap()
    if (held && sameBytes(held.bytes, stored.bytes)) {
      if (held.version !== stored.version) this.#held = { ...held, version: stored.version }
      if (held.ahead) await this.#putBack(this.#held!, stored.version)
      return
    }
    const theirs = await this.#open(stored)
    if (!held) return this.#adopt(theirs)
    const verdict = this.#rules.judge(held.doc, theirs.doc, {
      oursDigest: held.digest,
      now: this.now(),
    })
    return verdict === "newer" ? this.#adopt(theirs) : this.#restore(held, theirs)
  }

  async #open(stored: StoredRing): Promise<Held> {
    const { ring } = this.#options
    const roots = await this.#options.roots()
    try {
      const opened = await openDocument(stored.bytes, { ring, roots, dataKeys: this.#dataKeys })
      const digest = await digestOf(stored.bytes)
      return { ...opened, ...stored, digest, ahead: false }
    } catch (error) {
      this.#say("ring.rejected", "error", messageOf(error))
      throw error
    }
  }

  #adopt(held: Held): void {
    const first = !this.#held
    this.#held = held
    this.#timed = undefined
    if (first) this.#say("ring.loaded", "info", `loaded from ${this.#options.store.name}`)
  }

  /** The store knows less than we do, e.g. after a backup was restored: puts back what is missing. */
  async #restore(ours: Held, theirs: Held | null): Promise<void> {
    const doc = theirs ? this.#rules.merge(ours.doc, theirs.doc, this.now()) : ours.doc
    // Whatever becomes of the write: from here on this instance knows both.
    const { root } = ours
    const base = theirs ?? { ...ours, version: undefined }
    this.#adopt({ ...base, doc, root, ahead: true })
    await this.#putBack(this.#held!, theirs ? theirs.version! : null)
  }

  async #putBack(held: Held, expected: string | null): Promise<void> {
    if (this.#options.role === "reader") return
    // A copy of the store that is late looks like an older ring; then the write finds a conflict, and all is well.
    if (!(await this.#write(held, held.doc, expected))) return
    this.#say("ring.restored", "error", "the store had lost what is known here; it was put back")
  }

  async #bootstrap(): Promise<void> {
    const { ring, policy, gently, role } = this.#options
    if (role === "reader") throw new Error(`There is no ring ${ring} yet, and a reader makes none.`)
    const roots = await this.#options.roots()
    if (!roots.some((root) => root.unwrap)) {
      throw new Error("There is no root to wrap a new ring with: set AUTH_SECRET.")
    }
    const now = this.now()
    const imported: FreshKey[] = []
    for (const secret of await this.#options.imported()) imported.push(await named(secret))
    const dataKey = newDataKey()
    const wraps = []
    for (const root of roots) wraps.push(await wrapUnder(root, { ring, dataKey }, now))
    const fresh = await this.fresh()
    const doc = bootstrap({ ring, now, policy, fresh, imported, gently, dataKey, roots: wraps })
    const bytes = await sealDocument(doc)
    // Created only where there is none; of several that come together one wins, and all take its ring.
    const wrote = await this.#options.store.write(bytes, null)
    if (wrote === "ok") this.#report(changes(null, doc))
    const stored = await this.#read()
    if (!stored) throw new Error(`${this.#options.store.name} did not keep the ring.`)
    await this.#take(stored)
  }

  /** Whether it was written; else someone else wrote first. */
  async #write(base: Held, next: RingDocument, expected: string | null): Promise<boolean> {
    const prev = base.digest
    const doc = { ...next, rev: base.doc.rev + 1, at: Math.round(this.now()), prev }
    const bytes = await sealDocument(doc)
    const write = this.#options.store.write(bytes, expected)
    if ((await within(this.#world, TIMEOUT, write)) === "conflict") return false
    const digest = await digestOf(bytes)
    this.#adopt({ doc, bytes, digest, version: undefined, root: base.root, ahead: false })
    this.#report(changes(base.doc, doc))
    await this.#take(await this.#read())
    return true
  }

  async #change(
    make: (doc: RingDocument, now: number) => Awaitable<RingDocument>,
    tries: number,
  ): Promise<void> {
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (this.#held!.version === undefined) await this.#pull()
      const base = this.#held!
      const next = await make(base.doc, this.now())
      if (next === base.doc) return
      if (await this.#write(base, next, base.version!)) return
      await sleep(this.#world, 20 * attempt * this.#world.random())
      await this.#pull()
    }
    throw new Error("The ring was changed by others again and again; nothing was written.")
  }

  async #tend(): Promise<void> {
    if (this.#options.role === "reader") return
    try {
      await this.#change((doc, now) => this.#next(doc, now), QUIET_TRIES)
    } catch (error) {
      this.#say("ring.write-failed", "warn", messageOf(error))
    }
  }

  async #next(doc: RingDocument, now: number): Promise<RingDocument> {
    const key = keyAtGate(doc, now)
    const rows = key ? await this.instances() : []
    if (key) this.#nameLaggards(laggards(doc, key, rows, now))
    const old = doc.keys.filter((one) => now >= retiresAt(doc, one)).map(({ id }) => id)
    const held = new Set(old.length > 0 ? await this.#options.held?.(old) : [])
    const { policy } = this.#options
    const fresh = isSuccessorDue(doc, now) ? await this.fresh() : null
    const next = this.#rules.plan(doc, { now, policy, fresh, rows, held })
    const roots = await this.#options.roots()
    const grace = doc.policy.propagation + doc.policy.staleness
    return rewrap(next, roots, { ...planRoots(next, roots, { now, grace }), now })
  }

  #nameLaggards(rows: readonly InstanceRow[]): void {
    for (const { instance, rev, root } of rows) {
      const message = `instance ${instance} has revision ${rev} (root ${root}) and does not know the next key`
      this.#say("key.postponed", "warn", message)
    }
  }

  async #announce(): Promise<void> {
    const { store, instance } = this.#options
    const { doc, root } = this.#held!
    try {
      await store.beat?.({ instance, rev: doc.rev, root })
    } catch (error) {
      this.#say("ring.write-failed", "warn", messageOf(error))
    }
  }

  /** Where our clock and the store's differ by more than they may, the store's counts: all have the same. */
  async #setClock(): Promise<void> {
    const { store, policy } = this.#options
    if (!store.now) return
    const before = this.#world.now()
    const theirs = await within(this.#world, TIMEOUT, store.now()).catch(() => null)
    const after = this.#world.now()
    if (theirs === null || after - before > policy.skew) return
    const off = theirs - (before + after) / 2
    const offset = Math.abs(off) > policy.skew ? off : 0
    if (offset !== 0 && this.#offset === 0) {
      const message = `this clock differs from ${store.name}'s by ${Math.round(off / 1000)} s; using that one`
      this.#say("clock.off", "warn", message)
    }
    if (Math.abs(offset - this.#offset) > policy.skew) this.#timed = undefined
    this.#offset = offset
  }

  #listen(): void {
    const { store } = this.#options
    this.#unwatch ??= store.watch?.(() => {
      const spread = Math.min(1_000, this.#options.policy.refresh / 4) * this.#world.random()
      const look = (): void => void this.#single(() => this.#pull()).catch(() => {})
      this.#world.later(() => this.#pending ?? look(), { ms: spread, holds: false })
    })
  }

  #say(type: RingEvent["type"], level: RingEvent["level"], message: string, kid?: string): void {
    const { ring } = this.#options
    const rev = this.#held?.doc.rev ?? 0
    this.#report([{ type, level, ring, rev, message, ...(kid ? { kid } : {}) }])
  }

  #report(events: readonly RingEvent[]): void {
    for (const event of events) this.#options.on(event)
  }
}

async function named(material: string): Promise<FreshKey> {
  return { id: (await ringKey(material)).id, material }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed"
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && crypto.equal(a as never, b as never))
}

import type { Context } from "../config/context.ts"
import { crypto, randomToken } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"

/** A right to do something alone, for a while. */
export interface Lease {
  /** Milliseconds that are left, by our own clock. */
  left(): number
  release(): Promise<void>
}

interface Held {
  readonly holder: string
  /** Milliseconds since this process began. */
  readonly until: number
}

/** Leases of this process, for adapters that keep none. */
const local = sharedMemo("leases", () => new Map<string, Held>())
/** Milliseconds between two looks for those that are over and nobody gave back. */
const PRUNE_INTERVAL = 60_000
let pruned = 0

function prune(now: number): void {
  if (now - pruned < PRUNE_INTERVAL) return
  pruned = now
  for (const [key, { until }] of local) if (until <= now) local.delete(key)
}

/** A name of bounded length, for things whose names others choose. */
export async function leaseKey(kind: string, ...parts: readonly string[]): Promise<string> {
  return `${kind}/${crypto.toBase64url(await crypto.sha256(JSON.stringify(parts)))}`
}

/**
 * Takes a lease: of all instances, where the adapter keeps leases, else of this process. Null while somebody has it.
 *
 * @param ttl - Milliseconds after which it is over, whatever became of us.
 */
export async function takeLease(context: Context, key: string, ttl: number): Promise<Lease | null> {
  const { adapter } = context
  const holder = randomToken(16)
  // Not by the clock: one that is set back would make the lease longer than the store does.
  const until = performance.now() + ttl
  const left = (): number => until - performance.now()
  if (!adapter?.takeLease) return takeLocal(key, { holder, until })
  if (!(await adapter.takeLease({ key, holder, ttl }))) return null
  return {
    left,
    async release() {
      try {
        await adapter.releaseLease?.({ key, holder })
      } catch {
        // It ends by itself; what was done under it is done.
      }
    },
  }
}

function takeLocal(key: string, held: Held): Lease | null {
  const now = performance.now()
  prune(now)
  const other = local.get(key)
  if (other && other.until > now) return null
  local.set(key, held)
  return {
    left: () => held.until - performance.now(),
    release() {
      if (local.get(key) === held) local.delete(key)
      return Promise.resolve()
    },
  }
}

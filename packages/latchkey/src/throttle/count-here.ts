import { BoundedMap, sharedMemo, WeakMemo } from "../crypto/memo.ts"
import type { Count, Counted } from "./count.ts"

/** Buckets that are kept at most. */
const LIMIT = 100_000
/** Milliseconds between two looks for what is over. No timer: who counts, looks. */
const SWEEP = 60_000

interface Kept {
  count: number
  readonly until: number
}

interface Counts {
  readonly kept: BoundedMap<string, Kept>
  sweptAt: number
}

/** The map keeps up to twice what it promises. */
const make = (): Counts => ({ kept: new BoundedMap(LIMIT / 2), sweptAt: 0 })
const ofProcess = (): Counts => sharedMemo("throttle-counts", make)

/** Counts in this process. */
export const countHere: Count = (bucket) => countIn(ofProcess(), bucket)

/** Counts in this process what is counted in a store as well. */
export function countBeside(store: object): Count {
  const memo = sharedMemo("throttle-counts-of-stores", () => new WeakMemo<object, Counts>())
  const counts = memo.get(store) ?? make()
  memo.set(store, counts)
  return (bucket) => countIn(counts, bucket)
}

/** How many buckets this process keeps. */
export const countsHere = (): number => ofProcess().kept.size

function countIn(all: Counts, { key, until }: Parameters<Count>[0]): Counted {
  sweep(all, Date.now())
  const kept = all.kept.get(key) ?? { count: 0, until }
  all.kept.set(key, kept)
  const total = ++kept.count
  return {
    total,
    giveBack: () => kept.count--,
    forget: () => (kept.count = Math.max(0, kept.count - total)),
  }
}

function sweep(all: Counts, now: number): void {
  if (Math.abs(now - all.sweptAt) < SWEEP) return
  all.sweptAt = now
  all.kept.prune(({ until }) => until <= now)
}

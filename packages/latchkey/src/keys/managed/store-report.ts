import type { KeyStore, StoreRemark } from "../../contracts/keys.ts"

/** How the place of a ring is doing, seen from here. */
export interface StoreReport {
  /** Its name. */
  readonly store: string
  /** Milliseconds that its clock is ahead of this one; 0 where it has none. */
  readonly clockOffset: number
  /** Milliseconds that a read took. */
  readonly latency: number
  /** What it says against itself. */
  readonly remarks: readonly StoreRemark[]
}

/**
 * Looks at a ring's place: how fast, how late, and whether it keeps what it is given.
 *
 * @throws what the store throws
 */
export async function inspectStore(store: KeyStore): Promise<StoreReport> {
  const started = performance.now()
  await store.read()
  const latency = performance.now() - started
  const before = Date.now()
  const theirs = await store.now?.()
  const clockOffset = theirs === undefined ? 0 : theirs - (before + Date.now()) / 2
  return { store: store.name, clockOffset, latency, remarks: (await store.inspect?.()) ?? [] }
}

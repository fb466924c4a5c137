import { BoundedMap, sharedMemo } from "../crypto/memo.ts"

/**
 * Numbers about keys that this process counts as it goes; read when someone collects metrics.
 *
 * @module
 */

/** Tokens that did not open, by what became of them. Never by key id: those are an attacker's to choose. */
export type Refusal = "unknown" | "revoked" | "forged" | "expired" | "malformed"

export function refusals(): Record<Refusal, number> {
  return sharedMemo("refusals", () => ({
    unknown: 0,
    revoked: 0,
    forged: 0,
    expired: 0,
    malformed: 0,
  }))
}

/** How often a source was asked. */
export interface Refreshes {
  ok: number
  failed: number
  /** When it answered last, milliseconds since the epoch; 0 before it did. */
  at: number
}

/** By the source's name. */
export function refreshes(): BoundedMap<string, Refreshes> {
  return sharedMemo("refreshes", () => new BoundedMap<string, Refreshes>(256))
}

export function countRefresh(source: string, result: "ok" | "failed"): void {
  const all = refreshes()
  const counts = all.get(source) ?? { ok: 0, failed: 0, at: 0 }
  counts[result]++
  if (result === "ok") counts.at = Date.now()
  all.set(source, counts)
}

/** What a managed ring says of itself at a moment. Times in milliseconds. */
export interface RingFigures {
  readonly ring: string
  readonly rev: number
  /** Since the key that seals has sealed. */
  readonly activeAge: number
  /** Until the next key seals; below zero where it is late. */
  readonly nextActivation: number
  /** Changes that met another instance's, by this one. */
  readonly conflicts: number
}

/** A ring that can be asked. */
export interface ObservedRing {
  /** Null before it was read. */
  figures(): RingFigures | null
  /** Null where the store doesn't know its instances. */
  census(): Promise<Census | null>
}

/** The instances of a ring that live. */
export interface Census {
  readonly current: number
  /** Those that miss a key or accept a revoked one; see `behind`. */
  readonly behind: number
}

/** The rings of this process, by name; held weakly, since a ring lives as long as its store. */
export function observedRings(): BoundedMap<string, WeakRef<ObservedRing>> {
  return sharedMemo("observed-rings", () => new BoundedMap<string, WeakRef<ObservedRing>>(64))
}

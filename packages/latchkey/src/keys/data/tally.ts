import type { OpenedData } from "./seal-data.ts"

/** What became of a row. */
export interface Outcome {
  readonly key: string
  /** As it was found. */
  readonly opened: OpenedData
  /** `changed`: someone else wrote it at the same time, again and again. */
  readonly result: "left" | "resealed" | "changed"
}

/** What a sweep counted, as it found things. */
export interface SweepTally {
  readonly rows: number
  /** Sealed by the key that seals now. */
  readonly current: number
  /** Sealed by another key of the ring. */
  readonly older: number
  /** Sealed by a revoked key that still opens stored data. */
  readonly revoked: number
  /** Never sealed. */
  readonly plain: number
  /** What can't be opened, and is left as it is: see `OpenedData`. */
  readonly unknown: number
  readonly destroyed: number
  readonly forged: number
  readonly malformed: number
  /** How many of those that open were once sealed by a key that was revoked later; see `OpenedText`. */
  readonly exposed: number
  /** By the key that they name. */
  readonly keys: Readonly<Record<string, number>>
  /** Sealed anew. Nothing is, without `apply`. */
  readonly resealed: number
  /** Written by others at the same time, again and again; the next sweep will see. */
  readonly changed: number
  /** The first hundred that can't be opened. */
  readonly problems: readonly SweepProblem[]
}

/** A row that does not open. */
export interface SweepProblem {
  readonly key: string
  readonly status: "unknown" | "destroyed" | "forged" | "malformed"
  /** The key that it names. */
  readonly kid: string | null
}

const MAX_PROBLEMS = 100

export function emptyTally(): SweepTally {
  return {
    rows: 0,
    current: 0,
    older: 0,
    revoked: 0,
    plain: 0,
    unknown: 0,
    destroyed: 0,
    forged: 0,
    malformed: 0,
    exposed: 0,
    keys: {},
    resealed: 0,
    changed: 0,
    problems: [],
  }
}

export function addTo(tally: SweepTally, outcomes: readonly Outcome[]): SweepTally {
  const next = { ...tally, keys: { ...tally.keys }, problems: [...tally.problems] }
  for (const { key, opened, result } of outcomes) {
    next.rows++
    next[kindOf(opened)]++
    if ("kid" in opened) next.keys[opened.kid] = (next.keys[opened.kid] ?? 0) + 1
    if ("exposed" in opened && opened.exposed !== null) next.exposed++
    if (result !== "left") next[result]++
    if (!("text" in opened) && next.problems.length < MAX_PROBLEMS) {
      const kid = "kid" in opened ? opened.kid : null
      next.problems.push({ key, status: opened.status, kid })
    }
  }
  return next
}

type Kind = Exclude<OpenedData["status"], "ok"> | "current" | "older"

function kindOf(opened: OpenedData): Kind {
  if (opened.status !== "ok") return opened.status
  return opened.current ? "current" : "older"
}

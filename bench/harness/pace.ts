import type { Section } from "../report/section.ts"
import type { Family } from "./row.ts"

/** How long things are run: for figures, or only to see that all of it works. */
export interface Pace {
  /** Contenders take turns so often. */
  readonly rounds: number
  /** Milliseconds of each turn. */
  readonly slice: number
  /** Milliseconds before the first turn, for everybody: what has more code is compiled later. */
  readonly warmUp: number
  /** Processes started, where starting is measured. */
  readonly starts: number
  /** Milliseconds that a server is under load, each time. */
  readonly load: number
}

export const paces = {
  full: { rounds: 7, slice: 130, warmUp: 1_000, starts: 15, load: 600 },
  quick: { rounds: 1, slice: 30, warmUp: 30, starts: 2, load: 200 },
} as const satisfies Record<string, Pace>

/** One measurement of the run. */
export interface Measurement {
  readonly id: string
  readonly title: string
  /** Whose processes it keeps running. */
  readonly family?: Family
  /** About how many seconds it takes at this pace. */
  seconds(pace: Pace): number
  run(pace: Pace): Promise<Section>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

import { availableParallelism } from "node:os"
import { Runner } from "./process.ts"
import type { Row } from "./row.ts"

/** One contender in one row. Times in microseconds of CPU, all threads counted. */
export interface Figure {
  readonly contender: string
  readonly note: string
  /** Median over rounds. */
  readonly cpu: number
  readonly least: number
  readonly most: number
  /** Median of the clock time per operation, with 16 under way. */
  readonly clock: number
  /** Times the first floor of the row: median of the ratios within each round. */
  readonly ratio: number
  /** Bytes allocated per operation. */
  readonly bytes: number
}

export interface RowResult {
  readonly id: string
  readonly title: string
  readonly figures: readonly Figure[]
}

export interface Result {
  readonly at: string
  readonly command: string
  readonly machine: Readonly<Record<string, string | number>>
  readonly rounds: number
  readonly slice: number
  readonly rows: readonly RowResult[]
}

export interface MeasureOptions {
  readonly rows: readonly Row[]
  readonly contenders: readonly string[]
  readonly rounds: number
  /** Milliseconds. */
  readonly slice: number
  readonly machine: Result["machine"]
  readonly say: (text: string) => void
}

interface Slice {
  readonly cpu: number
  readonly clock: number
}

/** How many operations the allocation of one is averaged over. */
const ALLOCATIONS = 1_000

/** Runs all of it. A contender that has no such operation has no figure; one that reads wrongly stops everything. */
export async function measure(options: MeasureOptions): Promise<Result> {
  const results: RowResult[] = []
  for (const row of options.rows) {
    options.say(`${row.id} `)
    results.push(await measureRow(row, options))
    options.say("\n")
  }
  const { machine, rounds, slice } = options
  const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.trim()
  return { at: new Date().toISOString(), command, machine, rounds, slice, rows: results }
}

async function measureRow(row: Row, options: MeasureOptions): Promise<RowResult> {
  const core = availableParallelism() - 1
  const runners: { runner: Runner; note: string; slices: Slice[]; bytes: number }[] = []
  try {
    for (const name of options.contenders) {
      const file = new URL(`../contenders/${name}.ts`, import.meta.url).pathname
      const runner = new Runner(name, file, { core })
      await runner.ready()
      const { has } = await runner.ask<{ has: boolean }>({ do: "prepare", row: row.id })
      if (has) runners.push({ runner, note: name, slices: [], bytes: 0 })
      else runner.stop()
    }
    for (let round = 0; round < options.rounds; round++) {
      options.say(".")
      // Another order each round, so that nobody always runs after the same one.
      const order = runners.map((_, n) => runners[(n + round) % runners.length]!)
      for (const one of order) {
        one.slices.push(await one.runner.ask<Slice>({ do: "slice", milliseconds: options.slice }))
      }
    }
    for (const one of runners) one.bytes = await allocated(one.note, row, core)
  } finally {
    for (const { runner } of runners) runner.stop()
  }
  const floor = runners[0]!.slices
  const figures = runners.map(({ note, slices, bytes }) => ({
    contender: note,
    note,
    cpu: median(slices.map((one) => one.cpu)),
    least: Math.min(...slices.map((one) => one.cpu)),
    most: Math.max(...slices.map((one) => one.cpu)),
    clock: median(slices.map((one) => one.clock)),
    ratio: median(slices.map((one, n) => one.cpu / floor[n]!.cpu)),
    bytes,
  }))
  return { id: row.id, title: row.title, figures }
}

/** Counted in a process of its own, whose heap is laid out for that. */
async function allocated(name: string, row: Row, core: number): Promise<number> {
  const file = new URL(`../contenders/${name}.ts`, import.meta.url).pathname
  const runner = new Runner(name, file, { core, heap: true })
  try {
    await runner.ready()
    await runner.ask({ do: "prepare", row: row.id })
    const { bytes } = await runner.ask<{ bytes: number }>({ do: "allocate", count: ALLOCATIONS })
    return bytes
  } finally {
    runner.stop()
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

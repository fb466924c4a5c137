/** One kind of operation, of all who have it: microseconds of CPU, and times each floor. */
import { contenders } from "../list.ts"
import { type Measurement, median, type Pace } from "../harness/pace.ts"
import type { Row } from "../harness/row.ts"
import type { Column, Line, Section } from "../report/section.ts"
import type { Message } from "../harness/worker.ts"
import { contenderOf, prepareAll, type Subject, takeTurns } from "./turns.ts"

export interface OperationOptions {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly row: Row
  /** Those that ratios are taken of. */
  readonly floors: readonly string[]
  readonly only?: readonly string[]
  /** What is measured besides. */
  readonly also?: readonly ("bytes" | "latency" | "trips")[]
}

const ALLOCATIONS = 1_000
const LARGE_SPACE = ["--min-semi-space-size=512", "--max-semi-space-size=512"]
/** Milliseconds to a provider and back, where one is far away. */
const DISTANCE = 25

/** Whose tail the others are held against. */
const TAIL_OF = "floor-wire"
/** The slowest hundredth is a matter of chance: the median of so many runs. */
const TAILS = 3

const extras: Readonly<Record<"bytes" | "latency" | "trips", readonly Column[]>> = {
  bytes: [{ id: "kilobytes", title: "kB allocated" }],
  latency: [
    { id: "p50", title: "p50 µs" },
    { id: "p99/p50", title: "p99 / p50" },
    { id: "tail", title: `× ${TAIL_OF}'s` },
  ],
  trips: [
    { id: "cold", title: "trips, first" },
    { id: "warm", title: "trips, warm" },
    { id: "far", title: `ms at ${DISTANCE} ms` },
  ],
}

export function operations(options: OperationOptions): Measurement {
  const { id, title, note, row, floors, only, also = [] } = options
  const count = (only ?? contenders[row.family]).length
  return {
    id,
    title,
    family: row.family,
    seconds: ({ rounds, slice, warmUp }) =>
      count * ((warmUp + rounds * slice) / 1000 + also.length * (row.family === "oidc" ? 2 : 0.5)),
    async run(pace): Promise<Section> {
      const subjects = await prepareAll({ [id]: row }, pace, only)
      await takeTurns(subjects, pace)
      const lines: Line[] = []
      for (const subject of subjects) {
        const values = {
          ...figures(subject, subjects, floors),
          ...(await besides(subject, row, also, pace)),
        }
        lines.push({ contender: subject.contender, values })
      }
      if (also.includes("latency")) compareTails(lines)
      return { id, title, ...(note ? { note } : {}), columns: columnsOf(floors, also), lines }
    },
  }
}

function columnsOf(floors: readonly string[], also: readonly (keyof typeof extras)[]): Column[] {
  return [
    { id: "cpu", title: "µs" },
    { id: "least", title: "least" },
    { id: "most", title: "most" },
    ...floors.map((floor) => ({ id: `x ${floor}`, title: `× ${floor}` })),
    ...also.flatMap((one) => extras[one]),
  ]
}

function compareTails(lines: Line[]): void {
  const base = lines.find(({ contender }) => contender === TAIL_OF)?.values["p99/p50"]
  if (base === undefined) return
  for (const [at, line] of lines.entries()) {
    lines[at] = { ...line, values: { ...line.values, tail: line.values["p99/p50"]! / base } }
  }
}

/** Ratios are those within a round: the machine drifts. */
function figures(
  { slices }: Subject,
  subjects: readonly Subject[],
  floors: readonly string[],
): Line["values"] {
  const times = slices.map(({ cpu }) => cpu)
  const ratios = floors.flatMap((floor) => {
    const base = subjects.find(({ contender }) => contender === floor)?.slices
    return base ? [[`x ${floor}`, median(times.map((cpu, n) => cpu / base[n]!.cpu))] as const] : []
  })
  return {
    cpu: median(times),
    least: Math.min(...times),
    most: Math.max(...times),
    ...Object.fromEntries(ratios),
  }
}

async function besides(
  { runner, prepared, contender, key }: Subject,
  row: Row,
  also: readonly string[],
  pace: Pace,
): Promise<Line["values"]> {
  const values: Record<string, number> = {}
  if (also.includes("bytes"))
    values["kilobytes"] = (await allocated(contender, key, row, pace)) / 1000
  if (also.includes("latency")) {
    const found: { p50: number; p99: number }[] = []
    const message = { do: "latency", key, milliseconds: pace.slice * 3 }
    for (let n = 0; n < TAILS; n++) found.push(await runner.ask(message))
    const p50 = median(found.map((one) => one.p50))
    Object.assign(values, { p50, "p99/p50": median(found.map((one) => one.p99 / one.p50)) })
  }
  if (also.includes("trips") && prepared.cold !== undefined) {
    const { p50 } = await runner.ask<{ p50: number }>({
      do: "distance",
      key,
      milliseconds: DISTANCE,
    })
    Object.assign(values, { cold: prepared.cold, warm: prepared.warm!, far: p50 })
  }
  return values
}

/** Counted in a process of its own, whose young space is so large that nothing is collected meanwhile. */
async function allocated(name: string, key: string, row: Row, pace: Pace): Promise<number> {
  const runner = await contenderOf(row, name, LARGE_SPACE)
  await runner.ask({ do: "prepare", key, row, warmUp: pace.warmUp } satisfies Message)
  const { bytes } = await runner.ask<{ bytes: number }>({ do: "allocate", key, count: ALLOCATIONS })
  return bytes
}

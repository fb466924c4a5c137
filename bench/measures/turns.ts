/** Contenders in turn, each warm in a process of its own. */
import { contenders, flags } from "../list.ts"
import type { Pace } from "../harness/pace.ts"
import { Runner } from "../harness/process.ts"
import type { Family, Row } from "../harness/row.ts"
import type { Slice } from "../harness/work.ts"
import type { Message, Prepared } from "../harness/worker.ts"

const worker = new URL("../harness/worker.ts", import.meta.url).pathname

/** One contender with one row made ready. */
export interface Subject {
  readonly contender: string
  readonly key: string
  readonly runner: Runner
  readonly prepared: Prepared
  readonly slices: Slice[]
}

/** They live on until the run is over: most of a short measurement would be their start. */
const running = new Map<string, Promise<Runner>>()

/** The process of a contender, started at the first call. */
export function contenderOf(row: Row, name: string, more: readonly string[] = []): Promise<Runner> {
  const id = [row.family, name, ...more].join(" ")
  const known = running.get(id)
  if (known) return known
  const file = new URL(`../contenders/${row.family}/${name}.ts`, import.meta.url).pathname
  const options = { flags: [...(flags[row.family] ?? []), ...more] }
  const runner = new Runner(`${row.family}/${name}`, worker, [file], options)
  const started = runner.ready().then(() => runner)
  running.set(id, started)
  return started
}

/** The contenders of a family that have these rows. */
export async function prepareAll(
  rows: Readonly<Record<string, Row>>,
  pace: Pace,
  only?: readonly string[],
): Promise<Subject[]> {
  const { family } = Object.values(rows)[0]!
  const subjects: Subject[] = []
  for (const contender of contenders[family]) {
    if (only && !only.includes(contender)) continue
    const runner = await contenderOf(Object.values(rows)[0]!, contender)
    for (const [key, row] of Object.entries(rows)) {
      const message: Message = { do: "prepare", key, row, warmUp: pace.warmUp }
      const prepared = await runner.ask<Prepared>(message)
      if (prepared.has) subjects.push({ contender, key, runner, prepared, slices: [] })
    }
  }
  return subjects
}

/** Another order each round, so that nobody always runs after the same one. */
export async function takeTurns(subjects: readonly Subject[], pace: Pace): Promise<void> {
  for (let round = 0; round < pace.rounds; round++) {
    for (let n = 0; n < subjects.length; n++) {
      const { runner, key, slices } = subjects[(n + round) % subjects.length]!
      slices.push(await runner.ask<Slice>({ do: "slice", key, milliseconds: pace.slice }))
    }
  }
}

/** Ends the processes of a family: nobody needs them any more. */
export async function stopFamily(family: Family): Promise<void> {
  for (const [id, runner] of running) {
    if (!id.startsWith(`${family} `)) continue
    running.delete(id)
    ;(await runner).stop()
  }
}

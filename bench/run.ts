/**
 * `npm run bench`: contenders in turn, warm, pinned to one core; medians, and ratios within a round.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { arch, cpus, platform } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { parseArgs } from "node:util"
import { contenders } from "./list.ts"
import { paces } from "./harness/pace.ts"
import { pin } from "./harness/process.ts"
import { measurements } from "./measures/list.ts"
import { stopFamily } from "./measures/turns.ts"
import { publish } from "./report/publish.ts"
import type { Result, Section } from "./report/section.ts"
import { table } from "./report/table.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string" },
    quick: { type: "boolean" },
    rounds: { type: "string" },
    slice: { type: "string" },
    out: { type: "string" },
    publish: { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
})

if (values.help) {
  process.stdout.write(`Usage: npm run bench -- [options]

  --rows <ids>   only these, e.g. check-small,sqlite (prefixes will do)
  --quick        short turns and few of them: to see that all of it works; its figures mean nothing
  --rounds <n>   turns of each contender, default ${paces.full.rounds}
  --slice <ms>   of each turn, default ${paces.full.slice}
  --out <folder> writes result.json and result.md there
  --publish      after a run of everything: writes bench/results, docs/performance.md and docs/performance.svg
  --json         prints JSON instead of the table

Rows: ${measurements.map(({ id }) => id).join(", ")}
`)
  process.exit(0)
}

const chosen = measurements.filter(
  ({ id }) => values.rows === undefined || values.rows.split(",").some((one) => id.startsWith(one)),
)
if (values.publish && (values.quick || chosen.length < measurements.length)) {
  process.stderr.write("--publish is for a run of everything, without --quick and --rows.\n")
  process.exit(1)
}
/** About how many seconds it takes until the processes of a contender are there. */
const START = 1.5
const base = values.quick ? paces.quick : paces.full
const pace = {
  ...base,
  ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
  ...(values.slice ? { slice: Number(values.slice) } : {}),
}
// The core of the contenders is theirs alone.
pin(process.pid, 0)

const say = (text: string): void => void process.stderr.write(text)
const clock = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
/** With the start of its processes, where it is the first that needs them. */
const secondsOf = (each: (typeof chosen)[number]): number => {
  const { family } = each
  const isFirst = family !== undefined && chosen.find((one) => one.family === family) === each
  return each.seconds(pace) + (isFirst ? contenders[family].length * START : 0)
}
let left = chosen.reduce((sum, each) => sum + secondsOf(each), 0)
say(`${chosen.length} rows, about ${clock(left)}\n`)
const sections: Section[] = []
for (const measurement of chosen) {
  const started = performance.now()
  say(`${measurement.id.padEnd(18)} `)
  sections.push(await measurement.run(pace))
  const { family } = measurement
  if (family && chosen.findLast((one) => one.family === family) === measurement)
    await stopFamily(family)
  left -= secondsOf(measurement)
  const took = (performance.now() - started) / 1000
  say(`${took.toFixed(1).padStart(6)} s   ${left > 1 ? `about ${clock(left)} to go` : ""}\n`)
}

const result: Result = {
  at: new Date().toISOString(),
  command: `npm run bench -- ${process.argv.slice(2).join(" ")}`.replace(/ --$/, ""),
  machine: {
    node: process.version,
    openssl: process.versions.openssl,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    system: `${platform()} ${arch()}`,
    rounds: pace.rounds,
    slice: `${pace.slice} ms`,
    "warm-up": `${pace.warmUp} ms`,
  },
  sections,
}
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${table(result)}\n`)
const results = new URL("./results", import.meta.url).pathname
for (const folder of [values.out, values.publish ? results : undefined]) {
  if (folder === undefined) continue
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "result.json"), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(folder, "result.md"), `${table(result)}\n`)
}
if (values.publish) publish(result)
process.exit(0)

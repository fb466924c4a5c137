/**
 * `npm run bench`: contenders in turn, warm, pinned to one core; medians and ratios within a round.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { arch, cpus, platform } from "node:os"
import process from "node:process"
import { parseArgs } from "node:util"
import { contenders } from "./list.ts"
import { measure, type Result } from "./harness/measure.ts"
import { rows } from "./harness/row.ts"
import { table } from "./report/table.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string" },
    contenders: { type: "string" },
    rounds: { type: "string", default: "7" },
    slice: { type: "string", default: "200" },
    out: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
})

if (values.help) {
  process.stdout.write(`Usage: npm run bench -- [options]

  --rows <ids>         only these, e.g. check-small,secrets-16 (prefixes will do)
  --contenders <names> only these files of bench/contenders
  --rounds <n>         default 7
  --slice <ms>         of each contender in each round, default 200
  --out <folder>       writes result.json and result.md there
  --json               prints JSON instead of the table
`)
  process.exit(0)
}

const wanted = (list: string | undefined, id: string): boolean =>
  list === undefined || list.split(",").some((one) => id.startsWith(one))

const result: Result = await measure({
  rows: rows.filter(({ id }) => wanted(values.rows, id)),
  contenders: contenders.filter((name) => wanted(values.contenders, name)),
  rounds: Number(values.rounds),
  slice: Number(values.slice),
  machine: {
    node: process.version,
    openssl: process.versions.openssl,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    system: `${platform()} ${arch()}`,
  },
  say: (text) => process.stderr.write(text),
})

const text = table(result)
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`)
if (values.out) {
  mkdirSync(values.out, { recursive: true })
  writeFileSync(`${values.out}/result.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${values.out}/result.md`, `${text}\n`)
}

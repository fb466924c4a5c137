/**
 * `npm run bench:revocation`: how long it takes until a session that one instance ends is refused by the others, each a
 * process of its own, over the push of PostgreSQL and of Redis.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { parseArgs } from "node:util"
import { median } from "../harness/pace.ts"
import { Group } from "./group.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    instances: { type: "string", default: "2,4,8,16" },
    out: { type: "string" },
    help: { type: "boolean" },
  },
})
if (values.help) {
  process.stdout.write(`Usage: npm run bench:revocation -- [options]

  --rounds <n>     sessions ended, default 100
  --instances <n>  processes, default 2,4,8,16: one after the other, the smallest first
  --out <folder>   writes revocation.md there

Servers: LATCHKEY_TEST_POSTGRES and LATCHKEY_TEST_REDIS, else those of this machine.
`)
  process.exit(0)
}

const rounds = Number(values.rounds)
const counts = values.instances.split(",").map(Number)
const lines: string[] = []
for (const push of ["postgres", "redis"] as const) {
  const group = await Group.over(push)
  if (!group) continue
  for (const count of counts.toSorted((a, b) => a - b)) {
    await group.grow(count)
    const each: number[][] = []
    for (let n = 0; n < rounds; n++) each.push(await group.end())
    const sorted = each.flat().toSorted((a, b) => a - b)
    const at = (part: number): string => sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(1)
    const all = median(each.map((times) => Math.max(...times))).toFixed(1)
    lines.push(
      `| ${push} | ${count} | ${median(sorted).toFixed(1)} | ${at(0.95)} | ${at(1)} | ${all} |`,
    )
  }
  await group.stop()
}
const text = `Measured ${new Date().toISOString().slice(0, 10)}: ${rounds} sessions ended by one of several processes on one machine with ${cpus().length} cores; milliseconds from the call of \`revokeSessions\` until another process refuses the session, store included.

| push of | processes | median | 95 of 100 | longest | until all do, median |
| --- | --: | --: | --: | --: | --: |
${lines.join("\n")}
`
process.stdout.write(text)
if (values.out) {
  mkdirSync(values.out, { recursive: true })
  writeFileSync(`${values.out}/revocation.md`, text)
}
process.exit(0)

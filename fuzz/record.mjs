import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./bundle.mjs"

const data = join(root, "docs/security/results/fuzz.json")
const page = join(root, "docs/security/results/fuzz.md")

const known = existsSync(data) ? JSON.parse(readFileSync(data, "utf8")) : {}

/** The minutes of processor time that all runs together spent on a target. */
export function spentOn(name) {
  return known[name]?.minutes ?? 0
}

/** Adds a run to those of the same target before, whose corpus it began with, and writes the page. */
export function record({ name, cpu, runs, ...rest }, { seed, order }) {
  // One that came no further than its corpus has tried nothing.
  if (runs === 0 && !rest.crashed) return
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const before = known[name] ?? { minutes: 0, runs: 0, times: 0, since: date }
  known[name] = {
    // Rounded down, so that many short runs are not more than they were.
    minutes: Math.floor((before.minutes + cpu / 60) * 1000) / 1000,
    runs: before.runs + runs,
    times: (before.times ?? 1) + 1,
    since: before.since ?? before.date,
    ...rest,
    seed,
    commit,
    date,
  }
  const rows = order.filter((target) => known[target]).map((target) => [target, known[target]])
  writeFileSync(data, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`)
  writeFileSync(page, pageOf(rows))
}

function pageOf(rows) {
  const lines = rows.map(([name, row]) => {
    const { minutes, times = 1, runs, coverage, kept, crashed, seed, commit, since, date } = row
    const cells = [name, minutes.toFixed(1), times, runs, coverage, kept, crashed ? 1 : 0]
    return `| ${[...cells, seed, commit, since ?? date, date].join(" | ")} |`
  })
  const minutes = rows.reduce((sum, [, row]) => sum + row.minutes, 0)
  const least = Math.min(...rows.map(([, row]) => row.minutes))
  return `# Fuzzing: all runs of each target

By \`npm run fuzz -- --minutes N [--total N] [target …]\`; what each target holds to be true stands in \`packages/latchkey/test/fuzz\`. Minutes are of processor time, and those of all runs together: each began with the corpus that those before had kept, on the code as it was then. Found is what the last run found, before it was mended; seed and commit are the last run's. ${rows.length} targets, ${minutes.toFixed(1)} minutes, ${least.toFixed(1)} at least for each.

| target | minutes | runs | inputs | coverage | kept | found | last seed | commit | from | to |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join("\n")}
`
}

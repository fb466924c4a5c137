/**
 * The machine of people, keys, clocks and stores that fail (`packages/latchkey/test/invariants`), for longer:
 * `npm run invariants -- --runs 500 --seed 7`. Writes `docs/security/results/invariants.md`; a failure prints the shortest
 * course that it found.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs, stripVTControlCharacters } from "node:util"
import { bin, must, root, run, toolEnv } from "./run.mjs"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
})
const [runs, seed] = [Number(values.runs), Number(values.seed)]
if (!(runs >= 1) || !Number.isInteger(seed)) {
  console.error("Usage: npm run invariants -- [--runs 500] [--seed N]")
  process.exit(2)
}
console.log(`${runs} courses for each way to keep sessions, seed ${seed}`)
const env = toolEnv({ INVARIANT_RUNS: String(runs), INVARIANT_SEED: String(seed) })
const args = ["run", "--reporter=verbose", "packages/latchkey/test/invariants"]
const { code, output } = await run(join(bin, "vitest"), args, { cwd: root, env, stream: true })
const plain = stripVTControlCharacters(output)
const steps = [...plain.matchAll(/invariants: (\w+), (\d+) checks/g)]
const [, passed = "0"] = /Tests .*?(\d+) passed/.exec(plain) ?? []
const commit = (await must("git", ["rev-parse", "--short", "HEAD"], { cwd: root })).trim()
const date = new Date().toISOString().slice(0, 10)
const rows = steps.map(([, strategy, checks]) => `| ${strategy} | ${runs} | ${checks} |`)
const page = join(root, "docs/security/results/invariants.md")
writeFileSync(
  page,
  `# Invariants

The last long run of the machine that [faults](../faults.md#invariants) tells of: \`npm run invariants -- --runs ${runs} --seed ${seed}\`, ${date}, commit ${commit}: ${code === 0 ? "all held" : "something did not hold"}, ${passed} tests passed.

| sessions kept as | courses | checks |
| --- | --- | --- |
${rows.join("\n")}
`,
)
await must(join(bin, "oxfmt"), [page])
process.exitCode = code

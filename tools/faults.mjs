/**
 * The faults that take longer than CI has: `npm run faults -- --random 1000000 --scale 34 --seed 7` sends a million random
 * requests, and opens ten thousand connections. Writes `docs/security/results/faults.md`.
 *
 * @module
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs, stripVTControlCharacters } from "node:util"
import { bin, must, root, run, toolEnv } from "./run.mjs"

const { values } = parseArgs({
  options: {
    random: { type: "string", default: "1000000" },
    scale: { type: "string", default: "34" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
})
const { random, scale, seed } = values
console.log(`${random} random requests, ${300 * Number(scale)} connections, seed ${seed}`)
const env = toolEnv({ FAULTS_RANDOM: random, FAULTS_SCALE: scale, FAULTS_SEED: seed })
const files = ["random", "siege"].map(
  (name) => `packages/latchkey/test/faults/${name}.faults.test.ts`,
)
const { code, output } = await run(join(bin, "vitest"), ["run", "--reporter=verbose", ...files], {
  cwd: root,
  env,
  stream: true,
})
const plain = stripVTControlCharacters(output)
const tests = [...plain.matchAll(/^\s*([✓×]) .*?(FLT-\d+: .*?)(?: \d+ ?ms)?$/gm)]
const commit = (await must("git", ["rev-parse", "--short", "HEAD"], { cwd: root })).trim()
const date = new Date().toISOString().slice(0, 10)
const page = join(root, "docs/security/results/faults.md")
writeFileSync(
  page,
  `# Faults, for longer

The last long run: \`npm run faults -- --random ${random} --scale ${scale} --seed ${seed}\`, ${date}, commit ${commit}: ${random} random requests, ${300 * Number(scale)} connections; ${code === 0 ? "all held" : "something did not hold"}.

| fault | held |
| --- | --- |
${tests.map(([, mark, name]) => `| ${name} | ${mark === "✓" ? "yes" : "no"} |`).join("\n")}
`,
)
await must(join(bin, "oxfmt"), [page])
process.exitCode = code

/**
 * `npm run bench`: builds the library, installs its peers in `bench/`, and measures. `npm run bench:revocation`: the same
 * of how fast the end of a session spreads. `npm run bench:profile`: where the time of one operation goes.
 *
 * @module
 */
import { join } from "node:path"
import process from "node:process"
import { build } from "./build.mjs"
import { bin, must, pinnedNode, root, run } from "./run.mjs"

const bench = join(root, "bench")
const quiet = ["--ignore-scripts", "--omit=peer", "--legacy-peer-deps", "--no-audit", "--no-fund"]

await build({ pack: false })
await must("npm", ["ci", ...quiet], { cwd: bench })
const [first, ...others] = process.argv.slice(2)
const scripts = { revocation: "spread/run.ts", profile: "profile.ts" }
const args = scripts[first]
  ? [join(bench, scripts[first]), ...others]
  : [join(bench, "run.ts"), ...process.argv.slice(2)]
const { code } = await run(pinnedNode(), args, { stream: true })
// What it has written is written as the formatter would.
if (code === 0 && args.includes("--publish")) {
  await must(join(bin, "oxfmt"), ["bench/results", "docs/performance.md", "README.md"])
}
process.exitCode = code

/**
 * `npm run bench`: builds the library, installs its peers in `bench/`, and measures. `npm run bench:revocation`: the same
 * of how fast the end of a session spreads.
 *
 * @module
 */
import { join } from "node:path"
import process from "node:process"
import { build } from "./build.mjs"
import { must, pinnedNode, root, run } from "./run.mjs"

const bench = join(root, "bench")
const quiet = ["--ignore-scripts", "--omit=peer", "--legacy-peer-deps", "--no-audit", "--no-fund"]

await build({ pack: false })
await must("npm", ["ci", ...quiet], { cwd: bench })
const [first, ...others] = process.argv.slice(2)
const args =
  first === "revocation"
    ? [join(bench, "spread/run.ts"), ...others]
    : [join(bench, "run.ts"), ...process.argv.slice(2)]
const { code } = await run(pinnedNode(), args, { stream: true })
process.exitCode = code

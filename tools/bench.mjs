/**
 * `npm run bench`: builds the library, installs its peers in `bench/`, and measures.
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
const args = [join(bench, "run.ts"), ...process.argv.slice(2)]
const { code } = await run(pinnedNode(), args, { stream: true })
process.exitCode = code

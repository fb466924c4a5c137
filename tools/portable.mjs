/**
 * Runs the portable suite on the packed library in each runtime we promise, each from a pinned package of its own.
 * `--only node20,bun` runs some of them; `--write` notes what all came to in docs/security/results. The runtimes are
 * installed below `.cache/portable`, once.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { bundles } from "./portable/bundles.mjs"
import { edge } from "./portable/edge.mjs"
import { home } from "./portable/install.mjs"
import { bun, deno, node } from "./portable/process.mjs"
import { project } from "./portable/project.mjs"
import { writeResult } from "./portable/result.mjs"
import { workerd, workerdLoad } from "./portable/workerd.mjs"

/** @type {Record<string, { title: string, run: () => Promise<{ passed: number, failed: number, output: string }> }>} */
const runtimes = {
  node20: { title: "Node 20.20.2", run: () => node("20.20.2") },
  node22: { title: "Node 22.23.3", run: () => node("22.23.3") },
  node24: { title: "Node 24.21.0", run: () => node("24.21.0") },
  node26: { title: "Node 26.10.0", run: () => node("26.10.0") },
  "node20-web": { title: "Node 20.20.2, WebCrypto", run: () => node("20.20.2", ["edge-light"]) },
  "node26-web": { title: "Node 26.10.0, WebCrypto", run: () => node("26.10.0", ["edge-light"]) },
  bun: { title: "Bun 1.4.5", run: () => bun("1.4.5") },
  deno: { title: "Deno 2.9.5", run: () => deno("2.9.5") },
  workerd: { title: "workerd 1.20261023.1", run: () => workerd({ flags: [] }) },
  "workerd-nodejs": {
    title: "workerd 1.20261023.1, nodejs_compat",
    run: () => workerd({ flags: ["nodejs_compat"] }),
  },
  "workerd-load": { title: "workerd 1.20261023.1, many and hasty requests", run: workerdLoad },
  edge: { title: "edge-runtime 5.0.0", run: edge },
  bundles: { title: "bundles without node:", run: bundles },
}

const asked = process.argv.indexOf("--only")
const names = asked < 0 ? Object.keys(runtimes) : (process.argv[asked + 1] ?? "").split(",")
const unknown = names.filter((name) => !Object.hasOwn(runtimes, name))
if (unknown.length > 0) {
  console.error(`No runtime ${unknown.join(", ")}. There are: ${Object.keys(runtimes).join(", ")}`)
  process.exit(2)
}

mkdirSync(home, { recursive: true })
await project()
const total = { passed: 0, failed: 0 }
const rows = []
const results = []
for (const name of names) {
  const { title, run } = runtimes[name]
  const began = Date.now()
  const { passed, failed, output } = await run().catch((error) => ({
    passed: 0,
    failed: 1,
    output: String(error?.stack ?? error),
  }))
  results.push({ title, passed, failed })
  total.passed += passed
  total.failed += failed
  rows.push([
    title,
    String(passed),
    String(failed),
    `${((Date.now() - began) / 1000).toFixed(1)} s`,
  ])
  if (failed > 0) console.log(`# ${title}\n${problems(output)}\n`)
}

console.log(table([["runtime", "passed", "failed", "time"], ...rows]))
console.log(`\n${total.passed} passed, ${total.failed} failed`)
if (asked < 0 && process.argv.includes("--write")) writeResult(results)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

/** What went wrong, without what went right. */
function problems(output) {
  const lines = output.split("\n").filter((line) => !/^(ok |1\.\.)/.test(line))
  return lines.slice(0, 200).join("\n")
}

function table(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))
  return lines.map((line) => line.map(pad).join("  ")).join("\n")
}

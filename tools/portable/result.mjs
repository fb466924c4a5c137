import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { writeFileSync } from "node:fs"
import { bin, root } from "../run.mjs"

const page = join(root, "docs/security/results/runtimes.md")

/**
 * Writes down what a run of all runtimes came to.
 *
 * @param {{ title: string, passed: number, failed: number }[]} results
 */
export function writeResult(results) {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root }).toString()
  const whole = results.filter(({ passed, failed }) => failed === 0 && passed > 0)
  // "Node 20.20.2, WebCrypto" is Node 20.20.2 once more; bundles are of no runtime.
  const names = whole.map(({ title }) => title.split(",")[0]).filter((name) => /\d/.test(name))
  const lines = results.map(({ title, passed, failed }) => `| ${title} | ${passed} | ${failed} |`)
  const text = [
    "# Runtimes",
    "",
    `The last run of \`npm run portable -- --write\`: the core suite on the packed package, ${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}. It passed whole in ${new Set(names).size} runtimes.`,
    "",
    "| runtime | passed | failed |",
    "| --- | --- | --- |",
    ...lines,
    "",
  ]
  writeFileSync(page, text.join("\n"))
  execFileSync(join(bin, "oxfmt"), [page])
}

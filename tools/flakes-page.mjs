/**
 * Notes of the rounds of the whole suite, and the page about them.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { steadyRounds } from "./flakes-report.mjs"
import { bin, must, root } from "./run.mjs"

const data = join(root, "docs/security/results/flakes.json")
const page = join(root, "docs/security/results/flakes.md")

/** @param {{ commit: string, seed: number, passed: number, failed: string[] }} round */
export async function note(round) {
  const known = existsSync(data) ? JSON.parse(readFileSync(data, "utf8")) : []
  const all = [...known, { date: new Date().toISOString().slice(0, 10), ...round }]
  writeFileSync(data, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(page, pageOf(all))
  await must(join(bin, "oxfmt"), [data, page])
}

function pageOf(all) {
  const lines = all.map(
    ({ date, commit, seed, passed, failed }) =>
      `| ${date} | ${commit} | ${seed} | ${passed} | ${failed.map((name) => name.replaceAll("|", "\\|")).join("<br>")} |`,
  )
  return `# Flakes

Each round of \`npm run flakes\` that ran the whole suite on what was committed, in an order shuffled by its seed. ${steadyRounds(all)} runs without a flake, from the last one back: a test that fails sets them to nothing, whatever the reason was.

| date | commit | seed | passed | failed |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`
}

/**
 * `npm run regexes`: asks recheck of every regular expression of the sources whether there is a text that makes it slow.
 * The figures go into docs/security/results/regexes.md.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { check } from "recheck"
import { explained } from "./explained.mjs"
import { expressions } from "../tools/expressions.mjs"

const root = join(import.meta.dirname, "..")
const { literals, made } = expressions()

const distinct = new Map(literals.map((one) => [`/${one.source}/${one.flags}`, one]))
const counts = { safe: 0, vulnerable: 0, unknown: 0 }
const odd = []
const unexplained = []
const needed = new Set()
for (const [text, { place, source, flags }] of distinct) {
  const { status, complexity } = await check(source, flags.replace("v", "u"), { timeout: 20_000 })
  counts[status]++
  if (status === "safe") continue
  const file = Object.keys(explained).find((name) => place.startsWith(name))
  needed.add(file)
  const said = `${status} ${complexity?.summary ?? ""}`.trim()
  if (file === undefined) unexplained.push(`${place} ${text} ${said}`)
  odd.push(`| ${place} | \`${text.replaceAll("|", "\\|")}\` | ${said} | ${explained[file] ?? ""} |`)
}
const idle = Object.keys(explained).filter((name) => !needed.has(name))
for (const one of unexplained) console.log(`not explained: ${one}`)
// Some are found by trying texts at random, and not at every run.
for (const one of idle) console.log(`explained, and not found this time: ${one}`)
process.exitCode = unexplained.length > 0 ? 1 : 0

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim()
const page = `# Regular expressions

By \`npm run regexes\` with recheck 4.5.0, commit ${commit}, ${new Date().toISOString().slice(0, 10)}: ${literals.length} in the sources, ${distinct.size} different ones; ${counts.safe} safe, ${counts.vulnerable} that some text makes slow, ${counts.unknown} not judged. ${made.length} more are put together when they run, from parts that are written in the sources: ${made.join(", ")}.

| place | expression | what recheck says of it | why no such text comes |
| --- | --- | --- | --- |
${odd.join("\n")}
`
writeFileSync(join(root, "docs/security/results/regexes.md"), page)
console.log(JSON.stringify({ all: literals.length, different: distinct.size, ...counts }))

/**
 * Writes into `docs/adapters-of-others.md` what `interop/adapters` says of each published adapter. The tests hold both
 * the lists against the adapters, and the page against the lists.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { installAdapters } from "./interop-adapters.mjs"
import { root } from "./run.mjs"

const page = join(root, "docs/adapters-of-others.md")
const mark = (name) => [
  `<!-- ${name}: written by tools/make-adapters-page.mjs -->`,
  `<!-- /${name} -->`,
]

/**
 * The page as it should be.
 *
 * @param {readonly { id: string, package: string, store: string, unmet: Record<string, string> }[]} subjects
 * @param {Record<string, { what: string, engine: string }>} reasons
 * @param {(subject: object) => number} casesOf how many cases of the suite a subject is asked
 */
export function adaptersPage(subjects, reasons, casesOf) {
  const manifest = JSON.parse(readFileSync(join(root, "interop/adapters/package.json"), "utf8"))
  const rows = subjects.map((subject) => {
    const cases = casesOf(subject)
    const unmet = Object.values(subject.unmet).join(" ").split(" ").filter(Boolean).length
    const why = Object.keys(subject.unmet).map((reason) => `[${reason}](#${reason})`)
    const name = `\`${subject.package}\` ${manifest.dependencies[subject.package]}`
    return `| ${name} | ${subject.store} | ${cases - unmet} of ${cases} | ${why.join(", ")} |`
  })
  const table = [
    "| adapter | store | cases met | what it does not meet |",
    "| - | - | - | - |",
    ...rows,
  ]
  const sections = Object.entries(reasons).map(([reason, { what, engine }]) => {
    const who = subjects.filter((subject) => reason in subject.unmet)
    const cases = who.map(({ id, unmet }) => `${id} (${unmet[reason].replaceAll(" ", ", ")})`)
    return `### ${reason}\n\n${what}\n\nThe engine: ${engine}\n\nCases: ${cases.join("; ")}.`
  })
  const texts = { measured: table.join("\n"), reasons: sections.join("\n\n") }
  return Object.entries(texts).reduce(
    (text, [name, inner]) => {
      const [start, end] = mark(name)
      const [before, rest] = text.split(start)
      return `${before}${start}\n\n${inner}\n\n${end}${rest.split(end)[1]}`
    },
    readFileSync(page, "utf8"),
  )
}

/** The groups that no adapter of others has. */
const ours = ["account-changes", "session-list", "leases"]

/** The number of cases that the suite would ask. */
export function countCases(adapterConformance) {
  return ({ lacks, unasked = [] }) => {
    let cases = 0
    const it = () => void cases++
    const test = { describe: (_, body) => body(), it }
    adapterConformance({ adapter: () => ({}), test, skip: [...ours, ...lacks, ...unasked] })
    return cases
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await installAdapters()
  const { subjects } = await import(join(folder, "subjects.ts"))
  const { reasons } = await import(join(folder, "reasons.ts"))
  const { adapterConformance } = await import(
    join(folder, "node_modules/latchkey/dist/testing/index.js")
  )
  writeFileSync(page, adaptersPage(subjects, reasons, countCases(adapterConformance)))
}

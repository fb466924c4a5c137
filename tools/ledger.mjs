/**
 * The acceptance ledger: what the system must do, and the tests that show it. `docs/ledger/ledger.json` is the list;
 * `node tools/ledger.mjs` writes the table beside it.
 *
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "./run.mjs"

const folder = join(root, "docs/ledger")
const page = join(folder, "README.md")

/**
 * @typedef {{ file: string, name: string }} LedgerTest file from the repository's root; titles joined by " > "
 * @typedef {{ id: string, must: string, tests: LedgerTest[], open?: string }} LedgerRow `open`: what no test shows yet
 * @returns {LedgerRow[]}
 */
export function readLedger() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).rows)
}

/** What a run of vitest says, as `file` and joined titles to status. */
export function testStatuses(reports) {
  const statuses = new Map()
  for (const { testResults } of reports) {
    for (const { name, assertionResults } of testResults) {
      for (const { ancestorTitles, title, status } of assertionResults) {
        statuses.set(`${relative(root, name)}\0${[...ancestorTitles, title].join(" > ")}`, status)
      }
    }
  }
  return statuses
}

/**
 * Holds the ledger against what ran.
 *
 * @param {LedgerRow[]} rows
 * @param {Map<string, string>} statuses see {@link testStatuses}
 * @param {{ notRun?: (file: string) => boolean }} [options] files that this machine can't run; their tests are not held
 * @returns {string[]} what is wrong, a line each
 */
export function ledgerProblems(rows, statuses, { notRun = () => false } = {}) {
  const ids = rows.map(({ id }) => id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  const problems = twice.map((id) => `${id} stands in the ledger twice`)
  for (const { id, tests } of rows) {
    for (const { file, name } of tests) {
      if (notRun(file)) continue
      const status = statuses.get(`${file}\0${name}`)
      if (status === "passed") continue
      problems.push(`${id}: ${file}: "${name}" ${status ?? "does not exist"}`)
    }
  }
  return problems
}

/** The table, from the list. */
export function ledgerPage(rows) {
  const shown = rows.filter(({ tests, open }) => tests.length > 0 && !open).length
  const lines = rows.map(({ id, must, tests, open }) => {
    const links = tests.map(({ file, name }) => `[${cell(name)}](../../${file})`)
    const rest = open ? `open: ${cell(open)}` : links.length === 0 ? "open" : undefined
    return `| ${id} | ${cell(must)} | ${[...links, ...(rest ? [rest] : [])].join("<br>")} |`
  })
  return [
    "# The acceptance ledger",
    "",
    "What the system must do, and the tests that show it. `npm test` fails when a test that is named here is missing,",
    "skipped or failing. Made from the JSON files of this folder by `node tools/ledger.mjs`.",
    "",
    `${shown} of ${rows.length} rows are shown whole; the others are open, some in part.`,
    "",
    "| id | the system must | shown by |",
    "| --- | --- | --- |",
    ...lines,
    "",
  ].join("\n")
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ")
}

/** Whether the table is the one that the list makes. */
export function pageInSync() {
  return readFileSync(page, "utf8") === ledgerPage(readLedger())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(page, ledgerPage(readLedger()))
}

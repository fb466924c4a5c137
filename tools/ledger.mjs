/**
 * The acceptance ledger: what the system must do, and the tests that show it. The JSON files of `docs/ledger` are the
 * list; `node tools/ledger.mjs` writes the table beside them.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { cell, rowsByFile, testLink } from "./ledger-tests.mjs"
import { root } from "./run.mjs"

const folder = join(root, "docs/ledger")
const page = join(folder, "README.md")

/** @returns {import("./ledger-tests.mjs").LedgerRow[]} */
export function readLedger() {
  return rowsByFile(folder).flatMap(({ rows }) => rows)
}

/** The table, from the list. */
export function ledgerPage(rows) {
  const shown = rows.filter(({ tests, open }) => tests.length > 0 && !open).length
  const lines = rows.map(({ id, must, tests, open }) => {
    const links = tests.map((test) => testLink(test, "../../"))
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

/** Whether the table is the one that the list makes. */
export function pageInSync() {
  return readFileSync(page, "utf8") === ledgerPage(readLedger())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(page, ledgerPage(readLedger()))
}

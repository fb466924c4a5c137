/**
 * The security ledger: each advisory and each row of a checklist, with the tests that show what we do about it, the
 * reason why it can't apply, or what is open. `docs/security/ledger/*.json` are the list, `ids.json` among them says
 * what must be there, and `node tools/security-ledger.mjs` writes the page.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { cell, ledgerProblems, rowsByFile, testLink } from "./ledger-tests.mjs"
import { root } from "./run.mjs"

const folder = join(root, "docs/security/ledger")
const page = join(root, "docs/security/ledger.md")

/** Rows here stand in for those that nobody has written yet: a row of another file takes their place. */
const standIns = "open.json"

/**
 * @typedef {import("./ledger-tests.mjs").LedgerTest} LedgerTest
 * @typedef {{ id: string, must: string, tests?: LedgerTest[], open?: string, not?: string }} SecurityRow `open`: what
 *   no test shows yet; `not`: why it can't apply
 * @typedef {{ family: string, title: string, ids: string[] }} Family
 * @typedef {"shown" | "partly" | "open" | "not"} State
 */

/** @returns {SecurityRow[]} */
export function readSecurityLedger() {
  return withoutStandIns(rowsByFile(folder))
}

/** @param {{ name: string, rows: SecurityRow[] }[]} files */
export function withoutStandIns(files) {
  const own = files.filter(({ name }) => name !== standIns).flatMap(({ rows }) => rows)
  const taken = new Set(own.map(({ id }) => id))
  const rest = files.filter(({ name }) => name === standIns).flatMap(({ rows }) => rows)
  return [...own, ...rest.filter(({ id }) => !taken.has(id))]
}

/** @returns {Family[]} */
export function readFamilies() {
  return JSON.parse(readFileSync(join(folder, "ids.json"), "utf8")).families
}

/**
 * Holds the ledger against the list of ids, its own rules and what ran.
 *
 * @param {SecurityRow[]} rows
 * @param {Map<string, string>} statuses
 * @param {{ families?: Family[], notRun?: (file: string) => boolean }} [options]
 * @returns {string[]} what is wrong, a line each
 */
export function problems(rows, statuses, { families = readFamilies(), notRun } = {}) {
  return [...shapeProblems(rows, families), ...ledgerProblems(rows, statuses, { notRun })]
}

/** What is wrong with the list itself, whatever ran. */
export function shapeProblems(rows, families) {
  const ids = new Set(rows.map(({ id }) => id))
  const missing = families.flatMap((family) => family.ids).filter((id) => !ids.has(id))
  return [
    ...missing.map((id) => `${id} has no row in the security ledger`),
    ...rows.flatMap((row) => rowProblems(row).map((problem) => `${row.id}: ${problem}`)),
  ]
}

function rowProblems({ must, tests = [], open, not }) {
  const all = []
  if (!must) all.push("says nothing of what the system must do")
  if (tests.length === 0 && !open && !not) all.push("has no test, no reason and no open gap")
  if (not && (open || tests.length > 0))
    all.push("can't apply, and has a test or a gap all the same")
  return all
}

/** @returns {State} */
export function stateOf({ tests = [], open, not }) {
  if (not) return "not"
  if (tests.length === 0) return "open"
  return open ? "partly" : "shown"
}

/** How many rows are in each state. */
export function tally(rows) {
  const counts = { shown: 0, partly: 0, open: 0, not: 0 }
  for (const row of rows) counts[stateOf(row)]++
  return counts
}

/** Rows by family, in the order of the list; rows that no list names go to the family whose name they begin with. */
export function byFamily(rows, families) {
  const familyOf = new Map(families.flatMap(({ family, ids }) => ids.map((id) => [id, family])))
  const longest = families.map(({ family }) => family).sort((a, b) => b.length - a.length)
  const named = ({ id }) => familyOf.get(id) ?? longest.find((name) => id.startsWith(name)) ?? ""
  const order = new Map(families.flatMap(({ ids }) => ids).map((id, index) => [id, index]))
  const place = ({ id }) => order.get(id) ?? Infinity
  const sorted = rows.toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
  return [...families, { family: "", title: "Others" }]
    .map(({ family, title }) => ({
      title,
      rows: sorted.filter((row) => named(row) === family),
    }))
    .filter((each) => each.rows.length > 0)
}

/** The page, from the lists. */
export function securityPage(rows, families) {
  const groups = byFamily(rows, families)
  return [
    "# The security ledger",
    "",
    "Each advisory that has been published against software of our kind, and each row of the checklists that we hold",
    "ourselves to, with the tests that show what we do. `npm test` fails when a test that is named here is missing,",
    "skipped or failing, and when a row is missing. Made from `docs/security/ledger/*.json` by",
    "`node tools/security-ledger.mjs`. What is counted from it stands in the [scorecard](scorecard.md).",
    "",
    "_shown_: tests show all of it. _partly_: tests show a part, and the row says what is open. _open_: no test shows",
    "it. _can't apply_: the row says why. What we saw go wrong elsewhere (OBS) and what the system must do besides (M)",
    "stand in the [acceptance ledger](../ledger/README.md), and are held by the same run.",
    "",
    "| family | rows | shown | partly | open | can't apply |",
    "| --- | --- | --- | --- | --- | --- |",
    ...groups.map(({ title, rows: own }) => totals(`[${title}](#${anchor(title)})`, own)),
    totals("**all**", rows),
    ...groups.flatMap(({ title, rows: own }) => ["", `## ${title}`, "", ...table(own)]),
    "",
  ].join("\n")
}

function totals(title, rows) {
  const { shown, partly, open, not } = tally(rows)
  return `| ${title} | ${rows.length} | ${shown} | ${partly} | ${open} | ${not} |`
}

function anchor(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-")
}

function table(rows) {
  const lines = rows.map(({ id, must, tests = [], open, not }) => {
    const links = tests.map((test) => testLink(test, "../../"))
    const gap = open ? [`**open:** ${cell(open)}`] : []
    const reason = not ? [`can't apply: ${cell(not)}`] : []
    return `| ${id} | ${cell(must)} | ${[...links, ...gap, ...reason].join("<br>")} |`
  })
  return ["| id | the system must | shown by |", "| --- | --- | --- |", ...lines]
}

/** Whether the page is the one that the lists make. */
export function securityPageInSync() {
  return readFileSync(page, "utf8") === securityPage(readSecurityLedger(), readFamilies())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = readSecurityLedger()
  writeFileSync(page, securityPage(rows, readFamilies()))
  for (const problem of shapeProblems(rows, readFamilies())) console.log(problem)
}

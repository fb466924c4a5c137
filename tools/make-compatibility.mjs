/**
 * Writes `docs/compatibility.md` from the ledger: what is as in NextAuth.js and Auth.js, what is stricter, what is more,
 * and what is not there. Each line names its tests, and `npm test` fails when one of them is missing or fails.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { readLedger } from "./ledger.mjs"
import { root } from "./run.mjs"

const page = join(root, "docs/compatibility.md")
const SHOWN = 2

const verdicts = {
  same: "as there",
  stricter: "stricter",
  more: "more",
  absent: "not there",
}

/**
 * @typedef {import("./ledger-tests.mjs").LedgerRow & {
 *   section?: string, verdict?: keyof typeof verdicts, note?: string
 * }} Row rows with a section stand in the table of that name; those whose id begins with PAIN- in the last one
 * @param {Row[]} rows
 * @returns {string}
 */
export function compatibilityPage(rows) {
  const compared = rows.filter(({ section }) => section)
  const pains = rows.filter(({ id }) => id.startsWith("PAIN-")).sort(byId)
  const sections = [...new Set(compared.map(({ section }) => section))]
  const ended = pains.filter(({ tests, open }) => tests.length > 0 && !open).length
  return [
    "# Compatibility with NextAuth.js 4 and Auth.js 5",
    "",
    "What of `next-auth` 4.24, `next-auth` 5 (beta) and `@auth/core` 0.41 works in the same way through the doors, where we are stricter, what is more, and what is not there. Each line names the tests that show it, and `npm test` fails when one of them is missing, skipped or failing. What differs in detail is in [Differences](differences.md); how to move is in [The move](migrate/README.md).",
    "",
    "Made from `docs/ledger` by `node tools/make-compatibility.mjs`.",
    "",
    ...count(compared),
    ...sections.flatMap((section) => table(section, compared)),
    "## What their users suffered from",
    "",
    `The complaints that came up again and again in their issue trackers, ${pains.length} of them; ${ended} are ended, each by a test.`,
    "",
    "| | what people want to see | here | shown by |",
    "| --- | --- | --- | --- |",
    ...pains.map(
      (row) => `| ${number(row)} | ${cell(row.must)} | ${stateOf(row)} | ${shownBy(row)} |`,
    ),
    "",
  ].join("\n")
}

function count(rows) {
  const lines = Object.entries(verdicts).map(([verdict, words]) => {
    const found = rows.filter((row) => row.verdict === verdict)
    return `| ${words} | ${found.length} |`
  })
  return ["| | lines |", "| --- | --- |", ...lines, ""]
}

function table(section, rows) {
  const lines = rows
    .filter((row) => row.section === section)
    .map((row) => {
      const state = [verdicts[row.verdict], row.note, row.open && `open: ${row.open}`]
      const said = state.filter(Boolean).map(cell).join("; ")
      return `| ${cell(row.must)} | ${said} | ${shownBy(row)} |`
    })
  return [`## ${section}`, "", "| what | here | shown by |", "| --- | --- | --- |", ...lines, ""]
}

function stateOf({ tests, open, differs }) {
  const state = open ? `open: ${cell(open)}` : tests.length > 0 ? "ended" : "as there"
  return differs ? `${state}; [differs](differences.md): ${cell(differs)}` : state
}

function shownBy({ tests }) {
  const files = [...new Set(tests.map(({ file }) => file))]
  const links = files.slice(0, SHOWN).map((file) => `[${file.split("/").at(-1)}](../${file})`)
  const rest = files.length > SHOWN ? [`and ${files.length - SHOWN} more`] : []
  const total = tests.length === 1 ? "1 test" : `${tests.length} tests`
  return tests.length === 0 ? "" : `${total}: ${[...links, ...rest].join(", ")}`
}

const number = ({ id }) => id.slice("PAIN-".length).replace(/^0/, "")
const byId = (a, b) => number(a) - number(b)

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ")
}

/** What is wrong with the list: a row in a table that shows nothing, or has no known verdict. */
export function compatibilityProblems(rows) {
  const compared = rows.filter(({ section }) => section)
  return [
    ...compared
      .filter(({ verdict }) => !Object.hasOwn(verdicts, verdict ?? ""))
      .map(({ id, verdict }) => `${id} has no verdict that is known: ${verdict}`),
    ...compared
      .filter(({ verdict, tests }) => verdict !== "absent" && tests.length === 0)
      .map(({ id }) => `${id} names no test`),
    ...compared
      .filter(({ verdict, note }) => verdict === "absent" && !note)
      .map(({ id }) => `${id} is not there, and does not say why`),
  ]
}

/** Whether the page is the one that the list makes. */
export function compatibilityInSync() {
  return readFileSync(page, "utf8") === compatibilityPage(readLedger())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(page, compatibilityPage(readLedger()))
}

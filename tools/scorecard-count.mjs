/**
 * What a figure of the scorecard counts: tests of the last run, rows of the security ledger, or a number in a result
 * that was committed.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { groupOf } from "./ledger-tests.mjs"
import { root } from "./run.mjs"
import { stateOf } from "./security-ledger.mjs"

/**
 * @typedef {{ file: string, name?: string, group?: string, each?: number, of?: string, sum?: string }} TestSource passing
 *   tests of a file, or of a folder, whose name ends with a slash; `each`: cases in each test, and `of`: what they are;
 *   `sum`: an expression that finds the number of cases in titles, each found text counted once
 * @typedef {{ ledger: string[], answered: true } | { ledger: string[] }} LedgerSource rows whose ids begin so: those
 *   that are answered, or the tests that they name
 * @typedef {{ result: string, number: string } | { result: string, lines: string }} ResultSource a committed result: the
 *   first group of an expression as a number, or how many lines an expression finds
 * @typedef {TestSource | LedgerSource | ResultSource} Source
 * @typedef {{ statuses: Map<string, string>, ledger: import("./security-ledger.mjs").SecurityRow[],
 *   notRun?: (file: string) => boolean, read?: (file: string) => string | undefined }} Facts
 * @typedef {{ count: number, gaps: string[], problems: string[], partial: boolean }} Counted `gaps`: what keeps a rule
 *   from being met; `problems`: what must not be, ever; `partial`: this machine could not run all of it
 */

/** @returns {Counted} */
export function countSource(source, facts) {
  if ("result" in source) return countResult(source, facts)
  if ("ledger" in source) return source.answered ? answered(source, facts) : cases(source, facts)
  return countTests(source, facts)
}

/** Several sources as one figure; a test that several name is counted once. */
export function countAll(sources, facts) {
  const seen = new Set()
  const all = sources.map((source) => countSource(source, { ...facts, seen }))
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    gaps: all.flatMap(({ gaps }) => gaps),
    problems: all.flatMap(({ problems }) => problems),
    partial: all.some(({ partial }) => partial),
  }
}

function countTests({ each = 1, sum, ...source }, { statuses, seen, notRun = () => false }) {
  if (notRun(source.file)) return { count: 0, gaps: [], problems: [], partial: true }
  const all = testsOf(source, statuses)
  const held = all.filter(([key]) => !notRun(key.slice(0, key.indexOf("\0"))))
  const passed = held.filter(([key, status]) => status === "passed" && isNew(key, seen))
  const problems = held
    .filter(([, status]) => status === "failed")
    .map(([key]) => `${key.replace("\0", ": ")} failed`)
  const count = sum ? sumOf(passed, sum) : passed.length * each
  return { count, gaps: [], problems, partial: held.length < all.length }
}

/** Numbers of cases that titles tell; one that several titles tell is counted once. */
function sumOf(tests, expression) {
  const found = tests.map(([key]) => new RegExp(expression).exec(key)).filter(Boolean)
  const numbers = new Map(found.map((match) => [match[0], Number(match.at(-1))]))
  return [...numbers.values()].reduce((total, one) => total + one, 0)
}

/** Tests by name, by the start of their titles, of a file, or of a folder. */
function testsOf({ file, name, group = "" }, statuses) {
  if (name !== undefined) return groupOf({ file, group: name }, statuses).filter(exactly(name))
  if (!file.endsWith("/")) return groupOf({ file, group }, statuses)
  return [...statuses].filter(([key]) => key.startsWith(file))
}

function exactly(name) {
  return ([key]) => key.endsWith(`\0${name}`)
}

function isNew(key, seen) {
  if (!seen) return true
  const before = seen.size
  return seen.add(key).size > before
}

/** Rows that a prefix names; `ADV-` are all advisories, `RL-` are all of RL. */
function rowsOf(prefixes, ledger) {
  return ledger.filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)))
}

function answered({ ledger: prefixes }, { ledger }) {
  const rows = rowsOf(prefixes, ledger)
  const open = rows.filter((row) => ["open", "partly"].includes(stateOf(row)))
  const gaps = open.length > 0 ? [`open in the ledger: ${few(open.map(({ id }) => id))}`] : []
  return { count: rows.length - open.length, gaps, problems: [], partial: false }
}

/** Names of a list, of a long one the first. */
function few(names) {
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ""
  return `${names.slice(0, 8).join(", ")}${more}`
}

function cases({ ledger: prefixes }, facts) {
  const tests = rowsOf(prefixes, facts.ledger).flatMap(({ tests: own = [] }) => own)
  const all = tests.map((test) => countTests(test, facts))
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    gaps: [],
    problems: [],
    partial: all.some(({ partial }) => partial),
  }
}

function countResult({ result, number, lines }, { read = readResult }) {
  const text = read(result)
  if (text === undefined) return none(`there is no ${result}`)
  const count = lines
    ? [...text.matchAll(new RegExp(lines, "gm"))].length
    : Number(new RegExp(number, "m").exec(text)?.[1]?.replaceAll(",", ""))
  if (!Number.isFinite(count)) return none(`${result} does not say it`)
  return { count, gaps: [], problems: [], partial: false }
}

function none(gap) {
  return { count: 0, gaps: [gap], problems: [], partial: false }
}

function readResult(file) {
  const path = join(root, file)
  return existsSync(path) ? readFileSync(path, "utf8") : undefined
}

/**
 * What the ledgers have in common: rows that name tests, held against what a test run reports.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { root } from "./run.mjs"

/**
 * @typedef {{ file: string, name: string }} OneTest file from the repository's root; titles joined by " > "
 * @typedef {{ file: string, group: string, atLeast: number }} TestGroup every test of the file whose joined titles
 *   start with `group`; all of them pass, and there are `atLeast` of them or more
 * @typedef {OneTest | TestGroup} LedgerTest
 * @typedef {{ id: string, must: string, tests: LedgerTest[], open?: string }} LedgerRow `open`: what no test shows yet
 */

/** The rows of each JSON file of a folder that has rows, by the file's name. */
export function rowsByFile(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"))
  return files.sort().flatMap((name) => {
    const { rows } = JSON.parse(readFileSync(join(folder, name), "utf8"))
    return rows ? [{ name, rows }] : []
  })
}

/**
 * What a run of vitest says, as `file` and joined titles to status. Several tests may have one title: under it stands
 * the worst of them, and each but the first once more with its number, to be counted.
 */
export function testStatuses(reports) {
  const statuses = new Map()
  for (const { testResults } of reports) {
    for (const { name, assertionResults } of testResults) {
      for (const { ancestorTitles, title, status } of assertionResults) {
        const key = `${relative(root, name)}\0${[...ancestorTitles, title].join(" > ")}`
        if (statuses.has(key)) statuses.set(`${key}\0${statuses.size}`, status)
        if ((statuses.get(key) ?? "passed") === "passed") statuses.set(key, status)
      }
    }
  }
  return statuses
}

/**
 * Holds rows against what ran.
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
  for (const { id, tests = [] } of rows) {
    for (const test of tests.filter(({ file }) => !notRun(file))) {
      const problem = testProblem(test, statuses)
      if (problem) problems.push(`${id}: ${test.file}: ${problem}`)
    }
  }
  return problems
}

/** @returns {string | undefined} */
export function testProblem(test, statuses) {
  if (test.group !== undefined) return groupProblem(test, statuses)
  const status = statuses.get(`${test.file}\0${test.name}`)
  return status === "passed" ? undefined : `"${test.name}" ${status ?? "does not exist"}`
}

function groupProblem({ file, group, atLeast }, statuses) {
  const all = groupOf({ file, group }, statuses)
  const bad = all.find(([, status]) => status !== "passed")
  if (bad) return `"${bad[0].slice(file.length + 1)}" ${bad[1]}`
  const enough = Number.isInteger(atLeast) && atLeast > 0 && all.length >= atLeast
  return enough ? undefined : `"${group}…" has ${all.length} tests, not ${atLeast}`
}

/** The tests of a group, with their status. */
export function groupOf({ file, group }, statuses) {
  return [...statuses].filter(([key]) => key.startsWith(`${file}\0${group}`))
}

/** A test as a link of Markdown; `up` leads from the page to the repository's root. */
export function testLink({ file, name, group, atLeast }, up) {
  return name === undefined
    ? `[${cell(group)} …](${up}${file}) (≥ ${atLeast})`
    : `[${cell(name)}](${up}${file})`
}

/** Text that can stand in a table of Markdown. */
export function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ")
}

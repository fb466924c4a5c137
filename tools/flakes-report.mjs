/**
 * What reports of the same suite say that is not the same.
 *
 * @module
 */
import { relative } from "node:path"

/**
 * The tests that did not end the same in all reports, with how they ended; a test that is missing in one ended there, too.
 *
 * @param {{ testResults: { name: string, status?: string, assertionResults: { ancestorTitles: string[], title: string, status: string }[] }[] }[]} reports vitest's JSON
 * @param {string} root what file names are told from
 * @returns {{ name: string, ends: string[] }[]}
 */
export function unsteady(reports, root) {
  const ends = new Map()
  for (const [round, { testResults }] of reports.entries()) {
    for (const file of testResults) {
      const path = relative(root, file.name)
      // A file that could not be loaded has no tests.
      if (file.assertionResults.length === 0) note(ends, path, round, file.status ?? "failed")
      for (const { ancestorTitles, title, status } of file.assertionResults)
        note(ends, [path, ...ancestorTitles, title].join(" > "), round, status)
    }
  }
  return [...ends]
    .map(([name, all]) => ({ name, ends: reports.map((_, round) => all.get(round) ?? "missing") }))
    .filter(({ ends: all }) => new Set(all).size > 1)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** The tests of one report that failed, and the files that could not be loaded. */
export function failedIn({ testResults }, root) {
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const path = relative(root, name)
    const failed = assertionResults.filter((test) => test.status === "failed")
    if (failed.length === 0) return status === "failed" ? [path] : []
    return failed.map(({ ancestorTitles, title }) => [path, ...ancestorTitles, title].join(" > "))
  })
}

/** How many of these rounds, from the last one back, had no test that failed. */
export function steadyRounds(rounds) {
  return rounds.length - 1 - rounds.findLastIndex(({ failed }) => failed.length > 0)
}

function note(ends, name, round, status) {
  const all = ends.get(name) ?? new Map()
  // Two tests of one name: the worse counts.
  if (all.get(round) !== "failed") all.set(round, status)
  ends.set(name, all)
}

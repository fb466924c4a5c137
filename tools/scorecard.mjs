/**
 * The scorecard: thirty-six families of checks, how many cases an excellent project would run of each, and how many
 * run here. `docs/security/scorecard.json` is the list. `node tools/scorecard.mjs` counts what the last test run and
 * the committed results say, notes it there, and writes the page; `npm test` fails when anything counts less than what
 * is noted.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { cell } from "./ledger-tests.mjs"
import { lastStatuses, notRunHere } from "./last-run.mjs"
import { root } from "./run.mjs"
import { countAll } from "./scorecard-count.mjs"
import { readSecurityLedger } from "./security-ledger.mjs"

const list = join(root, "docs/security/scorecard.json")
const page = join(root, "docs/security/scorecard.md")

/**
 * @typedef {{ of: string, needed: number, counted: number, gaps: string[],
 *   sources: import("./scorecard-count.mjs").Source[] }} Figure `counted` and `gaps` are noted by this tool
 * @typedef {{ n: number, family: string, rule: string, figures: Figure[], open?: string }} ScoreRow `open`: what is
 *   missing that no figure tells
 * @typedef {{ notTested: string[], rows: ScoreRow[] }} Scorecard
 */

/** @returns {Scorecard} */
export function readScorecard() {
  return JSON.parse(readFileSync(list, "utf8"))
}

/**
 * The figures as they are now. One that fell stays noted, so that the next test run fails; who means it, changes the
 * list. A machine that can't run all of a figure leaves it as it was.
 */
export function recount({ rows, ...rest }, facts) {
  const figureNow = (figure) => {
    const { count, gaps, partial } = countAll(figure.sources, facts)
    return partial ? figure : { ...figure, counted: Math.max(count, figure.counted), gaps }
  }
  return { ...rest, rows: rows.map((row) => ({ ...row, figures: row.figures.map(figureNow) })) }
}

/** What is worse than what is noted, a line each. */
export function scoreProblems({ rows }, facts) {
  return rows.flatMap(({ n, family, figures }) =>
    figures.flatMap(({ of, counted, sources }) => {
      const { count, problems, partial } = countAll(sources, facts)
      const fewer =
        !partial && count < counted ? [`${count} ${of}, where ${counted} are noted`] : []
      return [...problems, ...fewer].map((problem) => `scorecard ${n}, ${family}: ${problem}`)
    }),
  )
}

/** Whether the rule of a row is met. */
export function isMet({ figures, open }) {
  return !open && figures.every((figure) => missing(figure).length === 0)
}

function missing({ of, needed, counted, gaps }) {
  return counted < needed ? [...gaps, `${number(needed - counted)} more ${of}`] : gaps
}

/** The page, from the list. */
export function scorePage({ rows, notTested }) {
  return [
    "# The scorecard",
    "",
    "What an excellent project of this kind would run, and what runs here. The figures are counted from the test report",
    "and the committed results by `node tools/scorecard.mjs`, never by hand; `npm test` fails when one falls below what",
    "stands here, or when a test in it fails. A case is counted once within a row. The rows of the ids are in the",
    "[ledger](ledger.md); what takes longer than a test run has its last result, with seed, commit and date, in",
    "[results](results).",
    "",
    `${rows.filter(isMet).length} of ${rows.length} rules are met; the others are open, and say what is missing.`,
    "",
    "| | family | counted of needed | the rule | met |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(line),
    "",
    "## What was not tested",
    "",
    ...notTested.map((text) => `- ${text}`),
    "",
  ].join("\n")
}

function line(row) {
  const figures = row.figures.map(
    ({ of, needed, counted }) => `${number(counted)} of ${number(needed)} ${cell(of)}`,
  )
  const gaps = [...row.figures.flatMap(missing), ...(row.open ? [row.open] : [])]
  const state = isMet(row) ? "yes" : `**open:** ${gaps.map(cell).join("; ")}`
  return `| ${row.n} | ${cell(row.family)} | ${figures.join("<br>")} | ${cell(row.rule)} | ${state} |`
}

function number(value) {
  return value.toLocaleString("en")
}

/** Whether the page is the one that the list makes. */
export function scorePageInSync() {
  return readFileSync(page, "utf8") === scorePage(readScorecard())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const facts = { statuses: lastStatuses(), ledger: readSecurityLedger(), notRun: notRunHere() }
  const scorecard = recount(readScorecard(), facts)
  writeFileSync(list, `${JSON.stringify(scorecard, null, 2)}\n`)
  writeFileSync(page, scorePage(scorecard))
}

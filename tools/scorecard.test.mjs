import { describe, expect, it } from "vitest"
import { countAll } from "./scorecard-count.mjs"
import {
  isMet,
  readScorecard,
  recount,
  scorePage,
  scorePageInSync,
  scoreProblems,
} from "./scorecard.mjs"

const statuses = new Map([
  ["a/one.test.ts\0works > here", "passed"],
  ["a/one.test.ts\0works > there", "passed"],
  ["a/two.test.ts\0else", "passed"],
])
const ledger = [
  { id: "AB-1", must: "x", tests: [{ file: "a/one.test.ts", group: "works", atLeast: 2 }] },
  { id: "AB-2", must: "x", open: "a gap" },
  { id: "AB-3", must: "x", not: "never" },
  { id: "C", must: "x", tests: [{ file: "a/two.test.ts", name: "else" }] },
]
const facts = { statuses, ledger, read: () => undefined }
const count = (...sources) => countAll(sources, facts)

describe("a figure", () => {
  it("counts the tests of a file, of a group, and of a folder", () => {
    expect(count({ file: "a/one.test.ts" }).count).toBe(2)
    expect(count({ file: "a/one.test.ts", group: "works > here" }).count).toBe(1)
    expect(count({ file: "a/" }).count).toBe(3)
    expect(count({ file: "a/two.test.ts", each: 7, of: "routes" }).count).toBe(7)
  })

  it("counts a test once, however many sources name it", () => {
    expect(count({ file: "a/one.test.ts" }, { file: "a/" }, { ledger: ["AB-"] }).count).toBe(3)
  })

  it("counts the rows of the ledger that are answered, and names those that are not", () => {
    const { count: answered, gaps } = count({ ledger: ["AB-"], answered: true })
    expect([answered, gaps]).toEqual([2, ["open in the ledger: AB-2"]])
    expect(count({ ledger: ["AB-", "C"] }).count).toBe(3)
  })

  it("takes a number, or a number of lines, from a result, and says where there is none", () => {
    const read = () => "Score: 1,091.5 %\n| a | yes |\n| b | no |\n| c | yes |"
    const of = (source) => countAll([{ result: "x.md", ...source }], { ...facts, read })
    expect(of({ number: "^Score: ([\\d.,]+)" }).count).toBe(1091.5)
    expect(of({ lines: "\\| yes \\|$" }).count).toBe(2)
    expect(of({ number: "^Killed: (\\d+)" }).gaps).toEqual(["x.md does not say it"])
    expect(count({ result: "x.md", number: "(1)" })).toMatchObject({
      count: 0,
      gaps: ["there is no x.md"],
    })
  })

  it("adds up the cases that titles tell, each once", () => {
    const told = new Map([
      ["v.test.ts\0set a, 94 cases > here", "passed"],
      ["v.test.ts\0set a, 94 cases > there", "passed"],
      ["v.test.ts\0set b, 6 cases > here", "passed"],
      ["v.test.ts\0set c, 7 cases > here", "failed"],
    ])
    const source = { file: "v.test.ts", group: "set", sum: "set (\\w+), (\\d+) cases" }
    expect(countAll([source], { ...facts, statuses: told }).count).toBe(100)
  })

  it("names a test that failed, and counts neither that nor one that was skipped", () => {
    const counted = (status) => {
      const bad = new Map(statuses).set("a/two.test.ts\0else", status)
      const { count: passed, problems } = countAll([{ file: "a/" }], { ...facts, statuses: bad })
      return [passed, problems]
    }
    expect(counted("failed")).toEqual([2, ["a/two.test.ts: else failed"]])
    expect(counted("skipped")).toEqual([2, []])
  })

  it("is partial where this machine can't run all of it", () => {
    const notRun = (file) => file === "a/two.test.ts"
    expect(countAll([{ file: "a/" }], { ...facts, notRun }).partial).toBe(true)
    expect(countAll([{ file: "a/one.test.ts" }], { ...facts, notRun }).partial).toBe(false)
  })
})

describe("the scorecard", () => {
  const row = (figure, more = {}) => ({
    notTested: ["the moon"],
    rows: [
      {
        n: 1,
        family: "Tests",
        rule: "all pass",
        figures: [{ of: "tests", gaps: [], ...figure }],
        ...more,
      },
    ],
  })
  const sources = [{ file: "a/" }]

  it("notes what is counted, and is content with more", () => {
    const noted = recount(row({ needed: 3, counted: 0, sources }), facts)
    expect(noted.rows[0].figures[0].counted).toBe(3)
    expect(scoreProblems(noted, facts)).toEqual([])
    expect(scoreProblems(row({ needed: 3, counted: 2, sources }), facts)).toEqual([])
  })

  it("does not forget a figure that fell", () => {
    const card = row({ needed: 3, counted: 4, sources })
    expect(recount(card, facts)).toEqual(card)
  })

  it("fails when less is counted than is noted, or a test in it did not pass", () => {
    expect(scoreProblems(row({ needed: 3, counted: 4, sources }), facts)).toEqual([
      "scorecard 1, Tests: 3 tests, where 4 are noted",
    ])
    const bad = new Map(statuses).set("a/two.test.ts\0else", "failed")
    const problems = scoreProblems(row({ needed: 3, counted: 2, sources }), {
      ...facts,
      statuses: bad,
    })
    expect(problems).toEqual(["scorecard 1, Tests: a/two.test.ts: else failed"])
  })

  it("leaves a figure as it was where this machine can't run all of it", () => {
    const here = { ...facts, notRun: () => true }
    const card = row({ needed: 3, counted: 9, sources })
    expect(recount(card, here)).toEqual(card)
    expect(scoreProblems(card, here)).toEqual([])
  })

  it("calls a rule met only when nothing is missing", () => {
    const met = (figure, more) => isMet(row({ sources, ...figure }, more).rows[0])
    expect(met({ needed: 3, counted: 3 })).toBe(true)
    expect(met({ needed: 3, counted: 2 })).toBe(false)
    expect(met({ needed: 3, counted: 3, gaps: ["AB-2"] })).toBe(false)
    expect(met({ needed: 3, counted: 3 }, { open: "a seed" })).toBe(false)
  })

  it("shows each figure of each needed one, what is open, and what was not tested", () => {
    const page = scorePage(row({ needed: 1200, counted: 3, sources }, { open: "a seed" }))
    expect(page).toContain("0 of 1 rules are met")
    expect(page).toContain("3 of 1,200 tests")
    expect(page).toContain("**open:** 1,197 more tests; a seed")
    expect(page).toContain("- the moon")
  })

  it("has a figure in each of its 36 rows", () => {
    const { rows } = readScorecard()
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 36 }, (_, index) => index + 1))
    for (const { figures } of rows) {
      expect(figures.length).toBeGreaterThan(0)
      for (const figure of figures) expect(figure.counted).toBeTypeOf("number")
    }
  })

  it("has the page that its list makes", () => {
    expect(scorePageInSync(), "run `npm run scorecard` after `npm test`").toBe(true)
  })
})

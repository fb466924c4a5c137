import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ledgerProblems, testLink, testStatuses } from "./ledger-tests.mjs"
import { root } from "./run.mjs"

const row = (...tests) => [{ id: "M1", must: "do it", tests }]

/** A report of one file, of titles and what became of them. */
const report = (...tests) => [
  {
    testResults: [
      {
        name: join(root, "a.test.ts"),
        assertionResults: tests.map(([title, status]) => ({
          ancestorTitles: ["a"],
          title,
          status,
        })),
      },
    ],
  },
]

const statuses = (...tests) => testStatuses(report(...tests))

describe("rows held against what ran", () => {
  const one = { file: "a.test.ts", name: "a > works" }

  it("are content with a test that passed", () => {
    expect(ledgerProblems(row(one), statuses(["works", "passed"]))).toEqual([])
  })

  it("name a test that does not exist, was skipped or failed", () => {
    expect(ledgerProblems(row(one), new Map())[0]).toMatch(/^M1: .*does not exist$/)
    for (const status of ["skipped", "failed"]) {
      expect(ledgerProblems(row(one), statuses(["works", status]))[0]).toMatch(
        new RegExp(`${status}$`),
      )
    }
  })

  it("believe the worse of two tests with one title", () => {
    for (const order of [
      ["passed", "failed"],
      ["failed", "passed"],
    ]) {
      const both = statuses(...order.map((status) => ["works", status]))
      expect(ledgerProblems(row(one), both)[0]).toMatch(/failed$/)
    }
  })

  it("don't hold a file that this machine can't run", () => {
    const notRun = (file) => file === "a.test.ts"
    expect(ledgerProblems(row(one), new Map(), { notRun })).toEqual([])
  })

  it("name an id that stands there twice", () => {
    expect(ledgerProblems([...row(), ...row()], new Map())).toEqual([
      "M1 stands in the ledger twice",
    ])
  })
})

describe("a group of tests", () => {
  const group = { file: "a.test.ts", group: "a > holds", atLeast: 2 }
  const two = [
    ["holds 1", "passed"],
    ["holds 2", "passed"],
    ["else", "failed"],
  ]

  it("holds when enough of it passed and none did not", () => {
    expect(ledgerProblems(row(group), statuses(...two))).toEqual([])
  })

  it("does not hold when there are too few, or no number says how many", () => {
    expect(ledgerProblems(row({ ...group, atLeast: 3 }), statuses(...two))).toEqual([
      'M1: a.test.ts: "a > holds…" has 2 tests, not 3',
    ])
    for (const atLeast of [0, undefined, "2"]) {
      expect(ledgerProblems(row({ ...group, atLeast }), statuses(...two))).toHaveLength(1)
    }
  })

  it("does not hold when one of it was skipped or failed", () => {
    for (const status of ["skipped", "failed", "pending", "todo"]) {
      const all = statuses(...two, ["holds 3", status])
      expect(ledgerProblems(row(group), all)).toEqual([`M1: a.test.ts: "a > holds 3" ${status}`])
    }
  })

  it("counts tests of one title one by one", () => {
    const same = [...two, ["holds 2", "passed"]]
    expect(ledgerProblems(row({ ...group, atLeast: 3 }), statuses(...same))).toEqual([])
    const bad = statuses(...two, ["holds 2", "skipped"])
    expect(ledgerProblems(row(group), bad)).toEqual(['M1: a.test.ts: "a > holds 2" skipped'])
  })

  it("is linked with its number", () => {
    expect(testLink(group, "../")).toBe("[a > holds …](../a.test.ts) (≥ 2)")
  })
})

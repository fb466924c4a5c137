import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ledgerPage, ledgerProblems, pageInSync, testStatuses } from "./ledger.mjs"
import { root } from "./run.mjs"

const row = (tests) => [{ id: "M1", must: "do it", tests }]
const report = (title, status) => [
  {
    testResults: [
      {
        name: join(root, "a.test.ts"),
        assertionResults: [{ ancestorTitles: ["a"], title, status }],
      },
    ],
  },
]

describe("the ledger", () => {
  it("is content with a test that passed", () => {
    const statuses = testStatuses(report("works", "passed"))
    expect(ledgerProblems(row([{ file: "a.test.ts", name: "a > works" }]), statuses)).toEqual([])
  })

  it("names a test that does not exist, was skipped or failed", () => {
    const rows = row([{ file: "a.test.ts", name: "a > works" }])
    expect(ledgerProblems(rows, new Map())[0]).toMatch(/^M1: .*does not exist$/)
    for (const status of ["skipped", "failed"]) {
      const statuses = testStatuses(report("works", status))
      expect(ledgerProblems(rows, statuses)[0]).toMatch(new RegExp(`${status}$`))
    }
  })

  it("names an id that stands there twice", () => {
    expect(ledgerProblems([...row([]), ...row([])], new Map())).toEqual([
      "M1 stands in the ledger twice",
    ])
  })

  it("says open where no test is named", () => {
    expect(ledgerPage(row([]))).toMatch(/\| M1 \| do it \| open \|/)
  })

  it("counts a row as shown only when nothing of it is open", () => {
    const [whole] = row([{ file: "a.test.ts", name: "a > works" }])
    expect(ledgerPage([whole])).toMatch(/^1 of 1 rows/m)
    expect(ledgerPage([{ ...whole, open: "the rest" }])).toMatch(/^0 of 1 rows/m)
    expect(ledgerPage([{ ...whole, open: "the rest" }])).toMatch(/<br>open: the rest \|$/m)
  })

  it("has the page that its list makes", () => {
    expect(pageInSync(), "run `node tools/ledger.mjs`").toBe(true)
  })
})

import { describe, expect, it } from "vitest"
import { ledgerPage, pageInSync } from "./ledger.mjs"

const row = (tests) => [{ id: "M1", must: "do it", tests }]

describe("the ledger", () => {
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

import { describe, expect, it } from "vitest"
import { readLedger } from "./ledger.mjs"
import {
  compatibilityInSync,
  compatibilityPage,
  compatibilityProblems,
} from "./make-compatibility.mjs"

const test = { file: "a/b.test.ts", name: "b" }
const row = { id: "C-1", section: "Paths", verdict: "same", must: "a path", tests: [test] }

describe("docs/compatibility.md", () => {
  it("is as it would be written", () => {
    expect(compatibilityInSync(), "run `node tools/make-compatibility.mjs`").toBe(true)
  })

  it("claims nothing that no test shows, and leaves nothing out without a reason", () => {
    expect(compatibilityProblems(readLedger())).toEqual([])
    expect(compatibilityProblems([{ ...row, tests: [] }])).toEqual(["C-1 names no test"])
    expect(compatibilityProblems([{ ...row, verdict: "absent" }])).toHaveLength(1)
    expect(compatibilityProblems([{ ...row, verdict: "better" }])).toHaveLength(1)
  })

  it("counts a pain as ended only where a test shows it and nothing is open", () => {
    const pain = { id: "PAIN-02", must: "no secret at build", tests: [test] }
    expect(compatibilityPage([pain])).toContain("1 of them; 1 are ended")
    expect(compatibilityPage([{ ...pain, open: "half" }])).toContain("1 of them; 0 are ended")
    expect(compatibilityPage([{ ...pain, tests: [] }])).toContain("1 of them; 0 are ended")
  })

  it("has all 37 complaints, each once", () => {
    const ids = readLedger()
      .filter(({ id }) => id.startsWith("PAIN-"))
      .map(({ id }) => id)
    expect(ids.sort()).toEqual(
      Array.from({ length: 37 }, (_, index) => `PAIN-${String(index + 1).padStart(2, "0")}`),
    )
  })
})

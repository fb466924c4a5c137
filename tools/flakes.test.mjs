import { describe, expect, it } from "vitest"
import { failedIn, steadyRounds, unsteady } from "./flakes-report.mjs"

const round = (...statuses) => ({
  testResults: [
    {
      name: "/repository/a.test.ts",
      status: "passed",
      assertionResults: statuses.map((status, n) => ({
        ancestorTitles: ["a"],
        title: `test ${n}`,
        status,
      })),
    },
  ],
})

describe("the search for flakes", () => {
  it("is content where each test ends as it always did, failed ones too", () => {
    const same = round("passed", "failed", "skipped")
    expect(unsteady([same, same, same], "/repository")).toEqual([])
  })

  it("names who passed once and failed once, and who was not always there", () => {
    const found = unsteady(
      [round("passed", "passed"), round("failed", "passed"), round("passed")],
      "/repository",
    )
    expect(found).toEqual([
      { name: "a.test.ts > a > test 0", ends: ["passed", "failed", "passed"] },
      { name: "a.test.ts > a > test 1", ends: ["passed", "passed", "missing"] },
    ])
  })

  it("names a file that could not be loaded once", () => {
    const broken = {
      testResults: [{ name: "/repository/a.test.ts", status: "failed", assertionResults: [] }],
    }
    const found = unsteady([round("passed"), broken], "/repository")
    expect(found.map(({ name }) => name)).toEqual(["a.test.ts", "a.test.ts > a > test 0"])
  })

  it("knows what failed in a round, a file that could not be loaded too", () => {
    expect(failedIn(round("passed", "failed", "skipped"), "/repository")).toEqual([
      "a.test.ts > a > test 1",
    ])
    const broken = [{ name: "/repository/b.test.ts", status: "failed", assertionResults: [] }]
    expect(failedIn({ testResults: broken }, "/repository")).toEqual(["b.test.ts"])
    expect(failedIn(round("passed"), "/repository")).toEqual([])
  })

  it("counts rounds from the last one back, to one in which something failed", () => {
    const [good, bad] = [{ failed: [] }, { failed: ["a"] }]
    const counts = [[], [good, good], [bad], [good, bad, good, good], [good, bad]]
    expect(counts.map(steadyRounds)).toEqual([0, 2, 0, 2, 0])
  })
})

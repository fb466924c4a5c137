import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "./run.mjs"
import {
  byFamily,
  problems,
  readFamilies,
  readSecurityLedger,
  securityPage,
  securityPageInSync,
  shapeProblems,
  stateOf,
  tally,
  withoutStandIns,
} from "./security-ledger.mjs"

const families = [
  { family: "AB", title: "First", ids: ["AB-1", "AB-2"] },
  { family: "ABC", title: "Second", ids: ["ABC-1"] },
]
const test = { file: "a.test.ts", name: "a > works" }
const rows = [
  { id: "AB-1", must: "do it", tests: [test] },
  { id: "AB-2", must: "do it too", open: "the rest" },
  { id: "ABC-1", must: "do it well", not: "there is no such thing here" },
]
const ran = new Map([["a.test.ts\0a > works", "passed"]])

describe("the security ledger", () => {
  it("is content with rows for all ids whose tests passed", () => {
    expect(problems(rows, ran, { families })).toEqual([])
  })

  it("misses an id without a row", () => {
    expect(problems(rows.slice(1), ran, { families })).toEqual([
      "AB-1 has no row in the security ledger",
    ])
  })

  it("names a test that did not pass", () => {
    const skipped = new Map([["a.test.ts\0a > works", "skipped"]])
    expect(problems(rows, skipped, { families })).toEqual(['AB-1: a.test.ts: "a > works" skipped'])
    expect(problems(rows, new Map(), { families })[0]).toMatch(/does not exist$/)
  })

  it("refuses a row that says nothing, and one that says two things", () => {
    const [first, ...rest] = rows
    const shape = (row) => shapeProblems([{ ...first, ...row }, ...rest], families)
    expect(shape({ tests: [] })[0]).toMatch(/no test, no reason/)
    expect(shape({ must: "" })[0]).toMatch(/says nothing/)
    expect(shape({ not: "never" })[0]).toMatch(/all the same/)
    expect(shape({ tests: [], not: "never", open: "a gap" })[0]).toMatch(/all the same/)
  })

  it("lets a stand-in give way to a row of another file, and names what two files hold", () => {
    const standIn = { name: "open.json", rows: [{ ...rows[0], tests: [], open: "all of it" }] }
    const own = { name: "ab.json", rows }
    expect(withoutStandIns([own, standIn])).toEqual(rows)
    const twice = withoutStandIns([own, { name: "other.json", rows: [rows[0]] }])
    expect(problems(twice, ran, { families })).toEqual(["AB-1 stands in the ledger twice"])
  })

  it("knows what is shown whole, in part, not at all, and what can't apply", () => {
    expect(tally([...rows, { ...rows[0], open: "a part" }])).toEqual({
      shown: 1,
      partly: 1,
      open: 1,
      not: 1,
    })
    expect(stateOf({ tests: [] })).toBe("open")
  })

  it("puts rows under their family, also those that no list names", () => {
    const more = [...rows, { id: "ABC-9", must: "more", open: "all" }, { id: "Z", must: "else" }]
    const ids = byFamily(more.toReversed(), families).map((group) => group.rows.map(({ id }) => id))
    expect(ids).toEqual([["AB-1", "AB-2"], ["ABC-1", "ABC-9"], ["Z"]])
  })

  it("shows each row with its tests, its gap or its reason", () => {
    const page = securityPage(rows, families)
    expect(page).toContain("| [First](#first) | 2 | 1 | 0 | 1 | 0 |")
    expect(page).toContain("| **all** | 3 | 1 | 0 | 1 | 1 |")
    expect(page).toContain("| AB-1 | do it | [a > works](../../a.test.ts) |")
    expect(page).toContain("| AB-2 | do it too | **open:** the rest |")
    expect(page).toContain("| ABC-1 | do it well | can't apply: there is no such thing here |")
  })

  it("has a row of the right shape for each id of its list, and no id twice", () => {
    const listed = readFamilies().flatMap(({ ids }) => ids)
    expect(new Set(listed).size).toBe(listed.length)
    expect(listed.filter((id) => /^ADV-(?!SV)/.test(id))).toHaveLength(106)
    expect(listed.filter((id) => id.startsWith("oidcc-"))).toHaveLength(57)
    expect(shapeProblems(readSecurityLedger(), readFamilies())).toEqual([])
  })

  it("has a row that tests show for each id that SECURITY.md claims", () => {
    const text = readFileSync(join(root, "SECURITY.md"), "utf8")
    const claimed = new Set(text.match(/\b(?:ADV-[A-Z]{2}\d{2}|ASVS-\d+(?:\.\d+)*)\b/g))
    expect(claimed.size).toBeGreaterThan(30)
    const shown = readSecurityLedger().filter((row) => ["shown", "partly"].includes(stateOf(row)))
    const isShown = (id) => shown.some((row) => row.id === id || row.id.startsWith(`${id}.`))
    expect([...claimed].filter((id) => !isShown(id))).toEqual([])
  })

  it("has the page that its lists make", () => {
    expect(securityPageInSync(), "run `node tools/security-ledger.mjs`").toBe(true)
  })
})

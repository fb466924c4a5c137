import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const root = new URL("../../../../", import.meta.url)
const page = readFileSync(new URL("docs/doctor.md", root), "utf8")
const errors = readFileSync(new URL("docs/errors.md", root), "utf8")
const declared = readFileSync(new URL("packages/latchkey/src/cli/doctor/finding.ts", root), "utf8")
const codes = [...declared.matchAll(/^ {2}\| "(\w+)"$/gm)].map((match) => match[1]!)
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf("\n")), text] as const),
)

describe("docs/doctor.md", () => {
  it("has a section for each finding that errors.md has not, in order, and no other", () => {
    const own = codes.filter((code) => !errors.includes(`\n## ${code}\n`)).toSorted()
    expect(own.length).toBeGreaterThan(30)
    expect([...sections.keys()]).toEqual(own)
  })

  it.each(codes)("%s: says why and what to do, or is linked", (code) => {
    const text = sections.get(code)
    if (text === undefined) return expect(page).toContain(`errors.md#${code.toLowerCase()}`)
    for (const part of ["Why", "Do"]) {
      expect(text.match(new RegExp(`^- ${part}: \\S.*[.)]$`, "gm")), part).toHaveLength(1)
    }
  })
})

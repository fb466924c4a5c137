import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { adapterConformance } from "../../../src/testing/index.ts"
import { root } from "../../doors/tools.ts"
import { reasons, type Reason, type Subject, subjects } from "./subjects.ts"

const { adaptersPage, countCases } = (await import(
  /* @vite-ignore */ join(root, "tools/make-adapters-page.mjs")
)) as {
  adaptersPage(
    subjects: readonly Subject[],
    reasons: Readonly<Record<string, Reason>>,
    casesOf: (subject: Subject) => number,
  ): string
  countCases(suite: typeof adapterConformance): (subject: Subject) => number
}

it("docs/adapters-of-others.md says what the lists say (node tools/make-adapters-page.mjs)", () => {
  const page = readFileSync(join(root, "docs/adapters-of-others.md"), "utf8")
  const wanted = adaptersPage(subjects, reasons, countCases(adapterConformance))
  expect(plain(page)).toBe(plain(wanted))
})

it("each reason is somebody's, and each that is named exists", () => {
  const named = new Set(subjects.flatMap((subject) => Object.keys(subject.unmet)))
  expect([...named].toSorted()).toEqual(Object.keys(reasons).toSorted())
})

/** Without what the formatter does to tables. */
const plain = (text: string): string => text.replace(/ +/g, " ").replace(/\|[ |:-]+\|\n/g, "")

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as errors from "../../src/errors.ts"

const root = new URL("../../../../", import.meta.url).pathname
const source = join(root, "packages/latchkey/src")
const page = readFileSync(join(root, "docs/errors.md"), "utf8")

/** The members of a union of string literals, from the file that declares it: types leave no trace at run time. */
function members(file: string, union: string): string[] {
  const text = readFileSync(join(source, file), "utf8")
  const from = text.indexOf(`export type ${union} =`)
  const declaration = text.slice(from, text.indexOf("\n\n", from))
  return [...declaration.matchAll(/\| "([^"]+)"/g)].map((match) => match[1]!)
}

const types = members("errors.ts", "ErrorType")
const warnings = members("contracts/logger.ts", "WarningCode")
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const end = text.indexOf("\n")
      return [text.slice(0, end), text.slice(end)] as const
    }),
)

/** Everything that runs, but for the places that declare the codes. */
const code = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .filter((file) => file !== "errors.ts" && file !== join("contracts", "logger.ts"))
  .map((file) => readFileSync(join(source, file), "utf8"))
  .join("\n")

/** Whether some line makes this error, or says this warning. */
function isRaised(name: string): boolean {
  return types.includes(name) ? code.includes(`new ${name}(`) : code.includes(`"${name}"`)
}

describe("docs/errors.md", () => {
  it("has a section for each code, and each section is a code", () => {
    expect(types.length).toBeGreaterThan(30)
    expect(warnings.length).toBeGreaterThan(10)
    expect([...sections.keys()].toSorted()).toEqual([...types, ...warnings].toSorted())
    expect(page.match(/^#{2,} /gm)).toHaveLength(sections.size)
  })

  it("is where the errors point: each class has the anchor of its section", () => {
    const classes = Object.values(errors).filter((value) => typeof value === "function")
    const made = classes
      .filter((one) => one.prototype instanceof Error)
      .map((one) => new (one as typeof errors.AuthError)("x"))
    expect(made.length).toBeGreaterThan(30)
    const anchors = new Set([...sections.keys()].map((name) => name.toLowerCase()))
    for (const error of made) {
      expect(error.message).toContain(errors.errorDocs(error.type))
      expect(anchors).toContain(errors.errorDocs(error.type).split("#")[1])
    }
    for (const warning of warnings) {
      expect(anchors).toContain(errors.errorDocs(warning).split("#")[1])
    }
  })

  it.each([...types, ...warnings])("%s: says why, what to do, what the browser sees", (name) => {
    const text = sections.get(name) ?? ""
    expect(text.trim()).toMatch(/^[A-Z]/)
    for (const part of ["Why", "Do", "Browser", "Status"]) {
      expect(text.match(new RegExp(`^- ${part}: \\S.*[.)]$`, "gm")), part).toHaveLength(1)
    }
  })

  it.each([...types, ...warnings])("%s: is marked where this version does not raise it", (name) => {
    expect((sections.get(name) ?? "").includes("Not raised by this version")).toBe(!isRaised(name))
  })

  it("tells a browser the names that it says, and no others", () => {
    const told = /These types are told by name: ([^.]*)\./.exec(page)![1]!
    const named = [...told.matchAll(/`(\w+)`/g)].map((match) => match[1]!)
    const classes = Object.values(errors) as (typeof errors.AuthError)[]
    const client = classes
      .filter((one) => typeof one === "function" && one.prototype instanceof Error)
      .map((one) => new one())
      .filter((error) => errors.isClientError(error))
      .map((error) => error.type)
    expect(named.toSorted()).toEqual(client.toSorted())
  })
})

import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { ecsOf } from "../../src/security-events/ecs.ts"

const root = new URL("../../../../", import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), "utf8")
const page = read("docs/security-events.md")
const contract = read("packages/latchkey/src/contracts/security-events.ts")

/** The rows of the table under a heading, cell by cell. */
function rows(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!
  const lines = section.split("\n").filter((line) => line.startsWith("| "))
  return lines.slice(2).map((line) => line.split("|").map((cell) => cell.trim()))
}
const code = (cell: string): string => /^`([^`]+)`/.exec(cell)![1]!

describe("docs/security-events.md", () => {
  it("has a row for each type of event, and no other", () => {
    const declared = contract.slice(
      contract.indexOf("SecurityEventType ="),
      contract.indexOf("SecurityEventOutcome"),
    )
    const types = [...declared.matchAll(/\| "([\w-]+)"/g)].map((match) => match[1])
    expect(types.length).toBeGreaterThan(10)
    expect(rows("What is noted").map(([, type]) => code(type!))).toEqual(types)
  })

  it("has a row for each field, with the name that the log has", () => {
    const event: Required<SecurityEvent> = {
      id: "id",
      time: 0,
      type: "sign-in",
      outcome: "success",
      user: "user",
      actor: "actor",
      session: "session",
      provider: "provider",
      ip: "ip",
      userAgent: "userAgent",
      host: "host",
      trace: "trace",
      reason: "reason",
      ref: "ref",
      details: {},
    }
    const table = rows("Fields")
    expect(table.map(([, field]) => code(field!))).toEqual(Object.keys(event))
    const line = ecsOf(event)
    for (const [, field, ecs] of table) {
      const value = event[code(field!) as keyof SecurityEvent]
      const said = line[code(ecs!)]
      expect(said, field).toEqual(code(field!) === "time" ? "1970-01-01T00:00:00.000Z" : value)
    }
  })
})

import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { Dialect } from "./dialect.ts"
import { defaultProfile } from "../../src/oauth/defaults.ts"
import { play } from "./play.ts"

const here = new URL("./dialects/", import.meta.url)
const loaded = await Promise.all(
  readdirSync(here).map(async (file) => {
    const { dialect } = (await import(new URL(file, here).href)) as { dialect: Dialect }
    return { id: file.slice(0, -3), dialect }
  }),
)

/** What stands where the id should, and would be a name that many share if it were made text. */
const junk: readonly unknown[] = [
  undefined,
  null,
  "",
  {},
  [],
  ["one"],
  { toString: 1 },
  true,
  1e300,
]

/** The answer with every value that is the person's id replaced. */
function without(answer: unknown, id: string, by: unknown): unknown {
  if (typeof answer === "string" || typeof answer === "number") {
    return String(answer) === id ? by : answer
  }
  if (Array.isArray(answer)) return answer.map((member) => without(member, id, by))
  if (typeof answer !== "object" || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, without(value, id, by)]),
  )
}

/** The answer with what is at the top, or one below it, replaced: where a callback reaches through. */
function hollow(answer: object, by: unknown): unknown[] {
  return Object.keys(answer).map((name) => ({ ...answer, [name]: by }))
}

const cases = loaded.flatMap(({ id, dialect }) => {
  const answer = dialect.userinfo?.answer
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return []
  const changed = JSON.stringify(without(answer, dialect.user.id, "")) !== JSON.stringify(answer)
  return changed ? [{ id, dialect, answer }] : []
})

describe.each(cases)("$id", ({ dialect, answer }) => {
  it("takes nothing else for an id", async () => {
    for (const by of junk) {
      const body = JSON.stringify(without(answer, dialect.user.id, by))
      const userinfo = (): Response =>
        new Response(body, { headers: { "content-type": "application/json" } })
      await expect(play(dialect, { userinfo }), body).rejects.toThrow(/./)
    }
  })

  it("is the same person, or nobody, where a member is something else", async () => {
    for (const body of [null, 7, "text", [], [null], {}].flatMap((by) => hollow(answer, by))) {
      const userinfo = (): Response => Response.json(body)
      const id = await play(dialect, { userinfo }).then(
        ({ account }) => account.providerAccountId,
        () => "nobody",
      )
      expect([dialect.user.id, "nobody", "7", "text"], JSON.stringify(body)).toContain(id)
    }
  })
})

describe("the default profile", () => {
  it("has no id where a number was too large to be read exactly", () => {
    expect(defaultProfile({ id: (2 ** 53) as never })).not.toHaveProperty("id")
    expect(defaultProfile({ id: (2 ** 53 - 1) as never }).id).toBe("9007199254740991")
  })
})

/** Adapters that don't keep the contract, as published ones don't: the engine stays safe in front of them. */
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"

type Good = Required<Adapter>

function setUp(make: (good: Good) => Adapter): {
  readonly config: Browser["config"]
  readonly urls: string[]
  readonly warnings: string[]
  readonly good: Good
} {
  const urls: string[] = []
  const warnings: string[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    // Any text may be an identifier where the application says so.
    normalizeIdentifier: (text) => text,
    sendVerificationRequest: ({ url }) => void urls.push(url),
  }
  const good = MemoryAdapter() as Good
  const logger = {
    error: () => {},
    warn: (code: string) => void warnings.push(code),
    debug: () => {},
    info: () => {},
  }
  return { config: { providers: [email], adapter: make(good), logger }, urls, warnings, good }
}

/** Reads the row, then takes it away. */
function twoSteps(good: Good): Adapter {
  const rows = new Map<string, Date>()
  return {
    ...good,
    createVerificationToken: (row) => (
      rows.set(JSON.stringify([row.identifier, row.token]), row.expires),
      row
    ),
    async useVerificationToken({ identifier, token }) {
      const key = JSON.stringify([identifier, token])
      const expires = rows.get(key)
      await sleep(5)
      rows.delete(key)
      return expires ? { identifier, token, expires } : null
    },
  }
}

/** Takes every token of the address away, whichever was asked for. */
function takesAll(good: Good): Adapter {
  const rows = new Map<string, { token: string; expires: Date }>()
  return {
    ...good,
    createVerificationToken: (row) => (rows.set(row.identifier, row), row),
    useVerificationToken({ identifier, token }) {
      const row = rows.get(identifier)
      rows.delete(identifier)
      return row?.token === token ? { identifier, ...row } : null
    },
  }
}

/** Compares as MariaDB does. */
function folds(good: Good): Adapter {
  const { compare } = new Intl.Collator("en", { sensitivity: "base" })
  const known: string[] = []
  return {
    ...good,
    createUser: (user) => (known.push(user.email), good.createUser(user)),
    getUserByEmail: (email) =>
      good.getUserByEmail(known.find((one) => compare(one, email) === 0) ?? email),
  }
}

/** Answers an update with what it was given. */
const echoes = (good: Good): Adapter => ({
  ...good,
  updateUser: async (user) => (await good.updateUser(user), user as never),
})

/** Throws where there is nothing to delete or to update. */
const throwsForMissing = (good: Good): Adapter => ({
  ...good,
  async updateSession(session) {
    const updated = await good.updateSession(session)
    if (!updated) throw new Error("No record was found for an update.")
    return updated
  },
  async deleteSession(token) {
    const found = await good.getSessionAndUser(token)
    await good.deleteSession(token)
    if (!found) throw new Error("No record was found for a delete.")
    return found.session
  },
})

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("through %s", (_, door) => {
  it("of fifty who open a link at once one is let in, though the store gives the row to all", async () => {
    const { config, urls } = setUp(twoSteps)
    const asked = new Browser(config, { door })
    await asked.post("/signin/email", { email: "ada@example.com" })
    const browsers = Array.from({ length: 50 }, () => {
      const browser = new Browser(config, { door })
      browser.cookies = new Map(asked.cookies)
      return browser
    })
    const answers = await Promise.all(browsers.map((browser) => browser.get(urls[0]!)))
    const errors = answers.map((answer) => locationOf(answer).searchParams.get("error"))
    expect(errors.filter((error) => error === null)).toHaveLength(1)
    expect(errors.filter((error) => error === "Verification")).toHaveLength(49)
    const inside = browsers.filter((one) => one.names().some((name) => /session-token/.test(name)))
    expect(inside).toHaveLength(1)
  })

  it("a store that takes all tokens of an address away is asked for the right one first", async () => {
    const { config, urls } = setUp(takesAll)
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "ada@example.com" })
    expect(locationOf(await browser.get(urls[0]!)).searchParams.get("error")).toBeNull()
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("an address that only looks like another's is not that person's", async () => {
    const { config, urls, warnings, good } = setUp(folds)
    await good.createUser({ id: "", name: "Ada", email: "ada@example.com", emailVerified: null })
    await config.adapter!.createUser!({ id: "1", email: "bo@example.com", emailVerified: null })
    const bo = await good.getUserByEmail("bo@example.com")
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "bò@example.com" })
    await browser.get(urls[0]!)
    const session = await browser.session()
    expect((session?.["user"] as { id?: string } | undefined)?.id).not.toBe(bo!.id)
    expect((await good.getUser(bo!.id))!.emailVerified).toBeNull()
    expect(warnings.map((code) => code.toLowerCase())).toContainEqual(
      expect.stringMatching(/^adapter.answer$/),
    )
  })

  it("a user whose update answers nothing else keeps name and address", async () => {
    const { config, urls, good } = setUp(echoes)
    await good.createUser({ id: "1", name: "Ada", email: "ada@example.com", emailVerified: null })
    config.session = { strategy: "jwt" }
    const browser = new Browser(config, { door })
    await browser.post("/signin/email", { email: "ada@example.com" })
    await browser.get(urls[0]!)
    expect(await browser.session()).toMatchObject({
      user: { name: "Ada", email: "ada@example.com" },
    })
  })

  it("a session that is over is none for all who read it at once, whoever deletes it first", async () => {
    const { config, good } = setUp(throwsForMissing)
    const errors: Error[] = []
    config.logger = { ...config.logger, error: (error: Error) => void errors.push(error) } as never
    const user = await good.createUser({ id: "1", email: "ada@example.com", emailVerified: null })
    await good.createSession({ sessionToken: "over", userId: user.id, expires: new Date(0) })
    const name = `__Secure-${door === v4 ? "next-auth" : "authjs"}.session-token`
    const browsers = Array.from({ length: 5 }, () => new Browser(config, { door }))
    for (const browser of browsers) browser.cookies.set(name, { value: "over", attributes: "" })
    const sessions = await Promise.all(browsers.map((browser) => browser.session()))
    for (const session of sessions) expect(session).toEqual(door === v4 ? {} : null)
    for (const browser of browsers) expect(browser.names()).not.toContain(name)
    expect(errors).toEqual([])
  })

  it("a cookie that no store can hold is nobody's, and is not looked up", async () => {
    const asked: string[] = []
    const { config } = setUp((good) => ({
      ...good,
      getSessionAndUser(token) {
        asked.push(token)
        if (token === "fine") return null
        // As PostgreSQL does for U+0000.
        throw new Error("invalid byte sequence")
      },
    }))
    for (const value of ["a%00", "%00", "a%0Ab", "a%7F", "fine"]) {
      const browser = new Browser(config, { door })
      const name = `__Secure-${door === v4 ? "next-auth" : "authjs"}.session-token`
      browser.cookies.set(name, { value, attributes: "" })
      const answer = await browser.get("/session")
      expect(answer.status).toBe(200)
      expect(await answer.json()).toEqual(door === v4 ? {} : null)
    }
    expect(asked).toEqual(["fine"])
  })
})

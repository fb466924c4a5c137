import { describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import { Browser, own, v5 } from "../support/browser.ts"

const quiet = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }

interface Setup {
  readonly browser: Browser
  readonly adapter: Adapter
  signIn(): Promise<void>
}

function setUp(door = own, more: Partial<AuthConfig> = {}): Setup {
  const urls: string[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url }) => void urls.push(url),
  }
  const adapter = MemoryAdapter()
  const browser = new Browser({ providers: [email], adapter, logger: quiet, ...more }, { door })
  return {
    browser,
    adapter,
    async signIn() {
      await browser.post("/signin/email", { email: "ada@example.com" })
      await browser.get(urls.at(-1)!)
    },
  }
}

describe.each([
  ["latchkey", own, "__Host-latchkey.session-token"],
  ["v5 door", v5, "__Secure-authjs.session-token"],
] as const)("database sessions through %s", (_, door, cookie) => {
  it("an opaque id names a row, and a sign-out ends it", async () => {
    const { browser, adapter, signIn } = setUp(door)
    await signIn()
    const id = browser.cookies.get(cookie)!.value
    expect(id).not.toContain(".")
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
    expect(JSON.stringify(await browser.session())).not.toContain(id)
    await browser.post("/signout")
    expect(await adapter.getSessionAndUser!(id)).toBeNull()
    expect(browser.names()).not.toContain(cookie)
    browser.cookies.set(cookie, { value: id, attributes: "" })
    expect(await browser.session()).toBeNull()
  })

  it("does not depend on the secret", async () => {
    const { browser, signIn } = setUp(door)
    await signIn()
    browser.config = { ...browser.config, secret: "Wd7kQ2xVb9Rz4LmTs6YpNh8JcGf1Ea5Uo3IiHtXqZe0" }
    expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
  })

  it("ends when it was not used for maxAge, and slides by updateAge", async () => {
    const { browser, adapter, signIn } = setUp(door, { session: { maxAge: 1_000, updateAge: 0 } })
    await signIn()
    const id = browser.cookies.get(cookie)!.value
    const soon = new Date(Date.now() + 5_000)
    await adapter.updateSession!({ sessionToken: id, expires: soon })
    await browser.session()
    const slid = (await adapter.getSessionAndUser!(id))!.session.expires
    expect(slid.valueOf()).toBeGreaterThan(soon.valueOf() + 900_000)
    await adapter.updateSession!({ sessionToken: id, expires: new Date(Date.now() - 1) })
    expect(await browser.session()).toBeNull()
    expect(await adapter.getSessionAndUser!(id)).toBeNull()
    expect(browser.names()).not.toContain(cookie)
  })

  it("ends with the user", async () => {
    const { browser, adapter, signIn } = setUp(door)
    await signIn()
    const user = await adapter.getUserByEmail!("ada@example.com")
    await adapter.deleteUser!(user!.id)
    expect(await browser.session()).toBeNull()
  })

  it("a sealed token of another strategy is not looked up", async () => {
    const { browser, adapter } = setUp(door)
    let asked = 0
    browser.config = {
      ...browser.config,
      adapter: { ...adapter, getSessionAndUser: () => (asked++, null) },
    }
    browser.cookies.set(cookie, { value: "e".repeat(500), attributes: "" })
    expect(await browser.session()).toBeNull()
    expect(asked).toBe(0)
  })
})

it("a store that fails is not the same as nobody: 503, and the cookie stays", async () => {
  const { browser, adapter, signIn } = setUp()
  await signIn()
  const down = {
    ...adapter,
    getSessionAndUser: () => {
      throw new Error("connection refused")
    },
  }
  browser.config = { ...browser.config, adapter: down }
  const answer = await browser.get("/session")
  expect(answer.status).toBe(503)
  expect(answer.headers.getSetCookie()).toEqual([])
  browser.config = { ...browser.config, adapter }
  expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
})

it("an adapter may be a class", async () => {
  class ClassAdapter {
    readonly #rows = MemoryAdapter()
    getUserByEmail(email: string): ReturnType<NonNullable<Adapter["getUserByEmail"]>> {
      return this.#rows.getUserByEmail!(email)
    }
    createVerificationToken(row: never): unknown {
      return this.#rows.createVerificationToken!(row)
    }
    useVerificationToken(row: never): unknown {
      return this.#rows.useVerificationToken!(row)
    }
    createUser(row: never): unknown {
      return this.#rows.createUser!(row)
    }
    createSession(row: never): unknown {
      return this.#rows.createSession!(row)
    }
    getSessionAndUser(id: string): unknown {
      return this.#rows.getSessionAndUser!(id)
    }
  }
  const { browser, signIn } = setUp(own, { adapter: new ClassAdapter() as Adapter })
  await signIn()
  expect(await browser.session()).toMatchObject({ user: { email: "ada@example.com" } })
})

import { DatabaseSync } from "node:sqlite"
import { afterEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Door } from "../../src/config/context.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { RevocableOptions, RevocationStore } from "../../src/contracts/revocations.ts"
import { currentSession } from "../../src/core/current-session.ts"
import {
  type RevokedSessions,
  revokeSessions,
  type SessionsEnded,
} from "../../src/core/sessions.ts"
import { encode } from "../../src/doors/v5/jwt.ts"
import { RevocationsUnavailable } from "../../src/errors.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { Browser, own, SECRET, v4, v5 } from "../support/browser.ts"

/** Signs in whoever is named, as that user. */
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name }) => ({ id: `id-${String(name)}`, name: String(name) }),
}

interface Instance {
  readonly browser: (carrying?: Browser) => Browser
  readonly revoke: (which: RevokedSessions) => Promise<SessionsEnded>
  readonly request: (browser: Browser) => Request
  readonly errors: Error[]
  readonly calls: string[]
  readonly state: { down: boolean }
}

/** An instance of its own: another handle to the same place has another memory. */
function instanceOf(
  inner: RevocationStore,
  { door = own, times = {} }: { door?: Door; times?: Omit<RevocableOptions, "store"> } = {},
): Instance {
  const calls: string[] = []
  const state = { down: false }
  const asked =
    <A extends unknown[], T>(name: string, work: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      calls.push(name)
      return state.down ? Promise.reject(new Error("connection refused")) : work(...args)
    }
  const store: RevocationStore = {
    name: inner.name,
    add: asked("add", (revocation) => inner.add(revocation)),
    since: asked("since", (cursor) => inner.since(cursor)),
  }
  const errors: Error[] = []
  const logger = { error: (error: Error) => void errors.push(error) }
  const config: AuthConfig = {
    providers: [credentials],
    logger,
    secret: SECRET,
    trustHost: true,
    session: { strategy: "jwt", revocable: { store, ...times } },
  }
  const browser = (carrying?: Browser): Browser => {
    const made = new Browser(config, { door })
    if (carrying) made.cookies = new Map(carrying.cookies)
    return made
  }
  const request = (from: Browser): Request => {
    const cookie = [...from.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    return new Request("https://app.example/settings", { headers: { cookie } })
  }
  return {
    browser,
    errors,
    calls,
    state,
    request,
    revoke: (which) => revokeSessions(config, door, which),
  }
}

async function signIn(browser: Browser, name = "Ada"): Promise<Browser> {
  await browser.post("/callback/credentials", { name })
  expect(await browser.session()).toMatchObject({ user: { name } })
  return browser
}

const hasSession = (browser: Browser): boolean =>
  browser.names().some((name) => name.endsWith("session-token"))

async function expectOut(browser: Browser): Promise<void> {
  expect(hasSession(browser)).toBe(true)
  expect(await browser.session()).toEqual(browser.door.compat === 4 ? {} : null)
  expect(hasSession(browser)).toBe(false)
}

/** Lets every instance look again. */
const later = (ms: number): void => {
  vi.useFakeTimers({ now: Date.now() + ms, toFake: ["Date"] })
}

afterEach(() => {
  vi.useRealTimers()
})

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a session in a cookie that can be revoked, through %s", (_, door) => {
  it("sign-out ends every copy of the cookie, on every instance", async () => {
    const place = memoryRevocations()
    const [one, other] = [instanceOf(place, { door }), instanceOf(place, { door })]
    const browser = await signIn(one.browser())
    const copy = one.browser(browser)
    const elsewhere = other.browser(browser)
    expect(await elsewhere.session()).toMatchObject({ user: { name: "Ada" } })
    await browser.post("/signout")
    expect(hasSession(browser)).toBe(false)
    await expectOut(copy)
    later(5_001)
    // Told from memory while the look is under way; the next request knows.
    await elsewhere.session()
    await vi.waitFor(() => expectOut(elsewhere), 20_000)
  })

  it("without it a copy of the cookie goes on: that is what a cookie is", async () => {
    const one = instanceOf(memoryRevocations(), { door })
    const browser = await signIn(one.browser())
    const copy = one.browser(browser)
    copy.config = { ...copy.config, session: { strategy: "jwt" } }
    await browser.post("/signout")
    expect(await copy.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("all of a user end but the one that asks, and those of others stay", async () => {
    const one = instanceOf(memoryRevocations(), { door })
    const [phone, laptop, grace] = [one.browser(), one.browser(), one.browser()]
    await signIn(phone)
    await signIn(laptop)
    await signIn(grace, "Grace")
    await one.revoke({ user: "id-Ada", except: one.request(laptop) })
    await expectOut(phone)
    expect(await laptop.session()).toMatchObject({ user: { name: "Ada" } })
    expect(await grace.session()).toMatchObject({ user: { name: "Grace" } })
    await one.revoke({ user: "id-Ada" })
    await expectOut(laptop)
  })

  it("what a store did not keep is offered to it once, also by one that calls back while it is asked", async () => {
    const place = memoryRevocations()
    let adds = 0
    let down = true
    const add: RevocationStore["add"] = (revocation) => {
      adds++
      return down ? Promise.reject(new Error("connection refused")) : place.add(revocation)
    }
    const store = { ...place, add }
    const config: AuthConfig = {
      providers: [credentials],
      secret: SECRET,
      trustHost: true,
      logger: { error() {} },
      session: { strategy: "jwt", revocable: { store } },
    }
    const browser = await signIn(new Browser(config, { door }))
    await expect(revokeSessions(config, door, { user: "id-Grace" })).rejects.toThrow("memory")
    down = false
    later(5_001)
    await browser.session()
    await vi.waitFor(
      async () => expect((await place.since(null)).revocations).toHaveLength(1),
      20_000,
    )
    expect(adds).toBe(2)
  })

  it("one ends by the request that it came with; a request without one ends nothing", async () => {
    const one = instanceOf(memoryRevocations(), { door })
    const [phone, laptop] = [await signIn(one.browser()), await signIn(one.browser())]
    await one.revoke({ session: one.request(one.browser()) })
    expect(await laptop.session()).toMatchObject({ user: { name: "Ada" } })
    await one.revoke({ session: one.request(phone) })
    await expectOut(phone)
    expect(await laptop.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("whoever signs in right after all was ended is in, within the same second too", async () => {
    const one = instanceOf(memoryRevocations(), { door })
    const before = await signIn(one.browser())
    await one.revoke({ user: "id-Ada" })
    const after = await signIn(one.browser())
    await expectOut(before)
    later(10_000)
    expect(await after.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("a session stays ended when it is sealed anew, by an instance that had not heard of it", async () => {
    const place = memoryRevocations()
    const [one, late] = [instanceOf(place, { door }), instanceOf(place, { door })]
    const browser = await signIn(late.browser())
    await one.revoke({ user: "id-Ada" })
    // Within the bound it is let in there, and its cookie may be written again.
    await browser.send("/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ csrfToken: await browser.csrfToken(), data: {} }),
    })
    await expectOut(one.browser(browser))
  })
})

describe("what is asked of the store", () => {
  it("nothing at a check: one look in five seconds, however many requests come", async () => {
    const one = instanceOf(memoryRevocations())
    const browser = await signIn(one.browser())
    expect(one.calls).toEqual(["since"])
    for (let n = 0; n < 200; n++) await browser.session()
    expect(one.calls).toEqual(["since"])
    later(5_001)
    await Promise.all(Array.from({ length: 50 }, () => browser.session()))
    expect(one.calls).toEqual(["since", "since"])
  })
})

describe("a store that is down", () => {
  it("within the bound everyone stays in; past it the answer is 503, and the cookie stays", async () => {
    const one = instanceOf(memoryRevocations())
    const browser = await signIn(one.browser())
    one.state.down = true
    later(59_000)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    await new Promise((resolve) => setTimeout(resolve, 10))
    later(1_500)
    const answer = await browser.get("/session")
    expect(answer.status).toBe(503)
    expect(answer.headers.get("retry-after")).not.toBeNull()
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(one.errors.at(-1)).toBeInstanceOf(RevocationsUnavailable)
    expect(hasSession(browser)).toBe(true)
    one.state.down = false
    later(11_000)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("is asked less and less often, and no request waits for it twice", async () => {
    const one = instanceOf(memoryRevocations(), { times: { staleness: 1 } })
    const browser = await signIn(one.browser())
    one.state.down = true
    later(10_000)
    one.calls.length = 0
    for (let n = 0; n < 50; n++) expect((await browser.get("/session")).status).toBe(503)
    expect(one.calls).toEqual(["since"])
  })

  it("before the first look nobody is let in", async () => {
    const place = memoryRevocations()
    const browser = await signIn(instanceOf(place).browser())
    const cold = instanceOf(place, { times: { staleness: Infinity } })
    cold.state.down = true
    expect((await cold.browser(browser).get("/session")).status).toBe(503)
  })

  it("with no bound it goes on with what it knows", async () => {
    const one = instanceOf(memoryRevocations(), { times: { staleness: Infinity } })
    const browser = await signIn(one.browser())
    one.state.down = true
    later(86_400_000)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("an end that was not kept is an error, counts here, and reaches the store once it is back", async () => {
    const place = memoryRevocations()
    const [one, other] = [instanceOf(place), instanceOf(place)]
    const browser = await signIn(one.browser())
    one.state.down = true
    await expect(one.revoke({ user: "id-Ada" })).rejects.toBeInstanceOf(RevocationsUnavailable)
    await expectOut(one.browser(browser))
    expect(await other.browser(browser).session()).toMatchObject({ user: { name: "Ada" } })
    one.state.down = false
    later(11_000)
    await one.browser().session()
    await signIn(one.browser(), "Grace")
    later(5_001)
    const elsewhere = other.browser(browser)
    await elsewhere.session()
    await vi.waitFor(() => expectOut(elsewhere), 20_000)
  })

  it("sign-out signs this browser out all the same, and says in the log what was not kept", async () => {
    const one = instanceOf(memoryRevocations())
    const browser = await signIn(one.browser())
    const copy = one.browser(browser)
    one.state.down = true
    await browser.post("/signout")
    expect(hasSession(browser)).toBe(false)
    expect(one.errors.some((error) => error instanceof RevocationsUnavailable)).toBe(true)
    await expectOut(copy)
  })
})

describe("sessions of others", () => {
  it("one that Auth.js wrote has no id of ours, and ends with all of its user", async () => {
    const one = instanceOf(memoryRevocations(), { door: v5 })
    const name = "__Secure-authjs.session-token"
    const token = { sub: "id-Ada", name: "Ada" }
    const browser = one.browser()
    const value = await encode({ secret: SECRET, salt: name, token })
    browser.cookies.set(name, { value, attributes: "" })
    expect(await one.browser(browser).session()).toMatchObject({ user: { name: "Ada" } })
    await one.revoke({ user: "id-Ada" })
    await expectOut(browser)
  })
})

describe("where it is kept", () => {
  const configOf = (session: AuthConfig["session"], adapter = MemoryAdapter()): AuthConfig => ({
    providers: [credentials],
    secret: SECRET,
    trustHost: true,
    adapter,
    session: session!,
    logger: { error: () => {} },
  })

  it("`true` means the adapter", async () => {
    const adapter = MemoryAdapter()
    const config = configOf({ strategy: "jwt", revocable: true }, adapter)
    const browser = await signIn(new Browser(config))
    await revokeSessions(config, own, { user: "id-Ada" })
    expect((await adapter.revocations.since(null)).revocations).toMatchObject([
      { kind: "user", id: "id-Ada" },
    ])
    await expectOut(browser)
  })

  it("an adapter that keeps none is said so, and lets nobody in", async () => {
    const { revocations: _, ...adapter } = MemoryAdapter()
    const config = configOf({ strategy: "jwt", revocable: true }, adapter as never)
    const headers = new Headers()
    await expect(revokeSessions(config, own, { user: "id-Ada" })).rejects.toThrow("give it a store")
    const signedIn = await signIn(new Browser(configOf({ strategy: "jwt" })))
    headers.set(
      "cookie",
      [...signedIn.cookies].map(([name, { value }]) => `${name}=${value}`).join("; "),
    )
    const incoming = { headers, url: "https://app.example/" }
    await expect(currentSession(config, own, incoming, { write: false })).rejects.toThrow(
      "give it a store",
    )
  })

  it("without it there is nothing to revoke by", async () => {
    const config = configOf({ strategy: "jwt" })
    await expect(revokeSessions(config, own, { user: "id-Ada" })).rejects.toThrow(TypeError)
  })
})

describe("SqlAdapter", () => {
  it("keeps what has ended beside its tables, whatever they are called", async () => {
    const db = new DatabaseSync(":memory:")
    const adapter = SqlAdapter(db, { prefix: 'my "odd" ' })
    const revocation = { kind: "user", id: "7", at: 1, until: Date.now() + 1_000 } as const
    await adapter.revocations.add(revocation)
    expect((await adapter.revocations.since(null)).revocations).toEqual([revocation])
    const { n } = db
      .prepare('SELECT count(*) AS n FROM "my ""odd"" auth_session_revocation"')
      .get() as { n: number }
    expect(n).toBe(1)
  })
})

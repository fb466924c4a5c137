import { DatabaseSync } from "node:sqlite"
import { afterEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { AuthConfig, SessionOptions } from "../../src/config/auth-config.ts"
import type { Adapter, AdapterUser } from "../../src/contracts/adapter.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import type { SessionRecords } from "../../src/contracts/session-records.ts"
import type { ShownSession } from "../../src/actions/sessions.ts"
import { assurance } from "../../src/config/assurance.ts"
import { currentSession } from "../../src/core/current-session.ts"
import { deleteUser, listSessions, revokeSessions } from "../../src/core/sessions.ts"
import { encode } from "../../src/doors/v5/jwt.ts"
import { memoryRecords } from "../../src/records/memory.ts"
import { sqlRecords } from "../../src/records/sql.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { sqliteRevocations } from "../../src/revocations/sqlite.ts"
import { Browser, locationOf, own, SECRET, v4, v5 } from "../support/browser.ts"

/** Signs in whoever is named, as that user. */
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name }) => ({ id: `id-${String(name)}`, name: String(name) }),
}

const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
const HOUR = 3_600_000

interface Place {
  readonly config: AuthConfig
  readonly errors: Error[]
  readonly events: SecurityEvent[]
  browser(config?: Partial<SessionOptions>): Browser
  /** A browser that has a copy of another's cookies. */
  copyOf(browser: Browser): Browser
}

type Made = Pick<AuthConfig, "session" | "adapter">

async function withUsers(adapter: Adapter): Promise<Adapter> {
  for (const name of ["Ada", "Grace"]) {
    await adapter.createUser!({
      id: `id-${name}`,
      name,
      email: `${name}@example.com`,
      emailVerified: null,
    } as AdapterUser)
  }
  return adapter
}

const kinds: readonly (readonly [string, () => Promise<Made>])[] = [
  [
    "cookies, memory",
    async () => ({
      session: {
        strategy: "jwt",
        revocable: { store: memoryRevocations() },
        records: memoryRecords(),
      },
    }),
  ],
  [
    "cookies, SQLite",
    async () => {
      const db = new DatabaseSync(":memory:")
      return {
        session: {
          strategy: "jwt",
          revocable: { store: sqliteRevocations(db) },
          records: sqlRecords(db),
        },
      }
    },
  ],
  [
    "rows, MemoryAdapter",
    async () => ({
      adapter: await withUsers(MemoryAdapter()),
      session: { strategy: "database", records: true },
    }),
  ],
  [
    "rows, SqlAdapter",
    async () => ({
      adapter: await withUsers(SqlAdapter(new DatabaseSync(":memory:"))),
      session: { strategy: "database", records: true },
    }),
  ],
]

function placeOf(made: Made, more: Partial<SessionOptions> = {}, door = own): Place {
  const errors: Error[] = []
  const events: SecurityEvent[] = []
  const config: AuthConfig = {
    providers: [credentials],
    secret: SECRET,
    trustHost: true,
    clientIp: { proxies: 1 },
    logger: { error: (error: Error) => void errors.push(error) },
    // Sign-ins and refusals have tests of their own.
    securityEvents: (event) => {
      if (event.type === "session-ended" || event.type === "user-deleted") events.push(event)
    },
    ...made,
    session: { ...made.session, ...more },
  }
  const browser = (own: Partial<SessionOptions> = {}): Browser =>
    new Browser({ ...config, session: { ...config.session, ...own } }, { door })
  return {
    config,
    errors,
    events,
    browser,
    copyOf(from) {
      const made = browser()
      made.cookies = new Map(from.cookies)
      return made
    },
  }
}

async function signIn(browser: Browser, name = "Ada", agent = AGENT): Promise<Browser> {
  const headers = { "user-agent": agent, "x-forwarded-for": "192.0.2.7" }
  const answer = await browser.post("/callback/credentials", { name }, headers)
  expect(locationOf(answer).searchParams.get("error")).toBe(null)
  expect(await browser.session()).toMatchObject({ user: { name } })
  return browser
}

const isIn = async (browser: Browser): Promise<boolean> =>
  ((await browser.session()) as { user?: unknown } | null)?.user !== undefined

async function listed(browser: Browser): Promise<ShownSession[]> {
  const answer = await browser.get("/sessions")
  expect(answer.status).toBe(200)
  expect(answer.headers.get("cache-control")).toContain("no-store")
  return (await answer.json()) as ShownSession[]
}

const currentId = async (browser: Browser): Promise<string> =>
  (await listed(browser)).find(({ current }) => current)!.id

const requestOf = (browser: Browser): Request => {
  const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
  return new Request("https://app.example/settings", { headers: { cookie } })
}

const later = (ms: number): void => {
  vi.useFakeTimers({ now: Date.now() + ms, toFake: ["Date"] })
}

afterEach(() => {
  vi.useRealTimers()
})

describe.each(kinds)("sessions that are listed: %s", (_, make) => {
  it("a sign-in is listed with when, where from and how; nothing of it lets anyone in", async () => {
    const place = placeOf(await make())
    const before = Date.now()
    const browser = await signIn(place.browser(), "Ada", `${AGENT} ${"x".repeat(600)}`)
    const [one, ...others] = await listed(browser)
    expect(others).toEqual([])
    expect(one).toEqual({
      id: expect.stringMatching(/^[\w-]{22,43}$/),
      created: expect.any(Number),
      seen: one!.created,
      expires: expect.any(Number),
      ip: "192.0.2.7",
      userAgent: `${AGENT} ${"x".repeat(600)}`.slice(0, 512),
      provider: "credentials",
      amr: ["pwd"],
      current: true,
    })
    expect(one!.created).toBeGreaterThanOrEqual(before)
    expect(one!.expires).toBeGreaterThan(Date.now() + 29 * 24 * HOUR)
    for (const { value } of browser.cookies.values()) {
      expect(JSON.stringify(one)).not.toContain(value)
      expect(value).not.toContain(one!.id)
    }
    const stranger = place.browser()
    for (const name of browser.names().filter((each) => each.includes("session-token"))) {
      stranger.cookies.set(name, { value: one!.id, attributes: "" })
    }
    expect(await isIn(stranger)).toBe(false)
  })

  it("one ends another by its id, which is out at once; the copies of its cookie too", async () => {
    const place = placeOf(await make())
    const [laptop, phone] = [await signIn(place.browser()), await signIn(place.browser())]
    const copy = place.copyOf(phone)
    const all = await listed(laptop)
    expect(all.map(({ current }) => current).toSorted()).toEqual([false, true])
    const id = await currentId(phone)
    const answer = await laptop.post("/sessions", { id })
    expect([answer.status, await answer.json()]).toEqual([200, { ended: [id] }])
    expect(await isIn(phone)).toBe(false)
    expect(await isIn(copy)).toBe(false)
    expect(await isIn(laptop)).toBe(true)
    expect(await listed(laptop)).toHaveLength(1)
    expect(place.events).toMatchObject([
      { type: "session-ended", outcome: "success", user: "id-Ada", session: id },
    ])
    expect(place.errors).toEqual([])
  })

  it("a foreign id is answered as an unknown one, and nothing ends", async () => {
    const place = placeOf(await make())
    const [ada, grace] = [await signIn(place.browser()), await signIn(place.browser(), "Grace")]
    const answers = []
    for (const id of [await currentId(grace), "x".repeat(43), "no such id \u00ff"]) {
      const { status, headers } = await ada.post("/sessions", { id })
      answers.push([status, headers.getSetCookie()])
    }
    expect(answers).toEqual([
      [404, []],
      [404, []],
      [404, []],
    ])
    expect(await isIn(grace)).toBe(true)
    expect(await isIn(ada)).toBe(true)
  })

  it("others, then all: who asks stays, then goes with the cookie", async () => {
    const place = placeOf(await make())
    const [a, b, c] = [place.browser(), place.browser(), place.browser()]
    for (const each of [a, b, c]) await signIn(each)
    const grace = await signIn(place.browser(), "Grace")
    const others = (await (await a.post("/sessions", { which: "others" })).json()) as {
      ended: string[]
    }
    expect(others.ended).toHaveLength(2)
    expect(await Promise.all([a, b, c].map(isIn))).toEqual([true, false, false])
    expect(await listed(a)).toHaveLength(1)
    const copy = place.copyOf(a)
    expect((await a.post("/sessions", { which: "all" })).status).toBe(200)
    expect(a.names().some((name) => name.includes("session-token"))).toBe(false)
    expect(await isIn(copy)).toBe(false)
    expect(await isIn(grace)).toBe(true)
    expect(await listSessions(place.config, own, { user: "id-Ada" })).toEqual([])
  })

  it("the one that asks ends itself, by a form that leads on to a page", async () => {
    const place = placeOf(await make())
    const browser = await signIn(place.browser())
    const id = await currentId(browser)
    const answer = await browser.post("/sessions", { id, callbackUrl: "/bye" })
    expect(locationOf(answer).href).toBe("https://app.example/bye")
    expect(browser.names().some((name) => name.includes("session-token"))).toBe(false)
  })

  it("without our token, without a session, with nonsense: nothing ends", async () => {
    const place = placeOf(await make())
    const [a, b] = [await signIn(place.browser()), await signIn(place.browser())]
    expect((await a.post("/sessions", { which: "all", csrfToken: "x" })).status).toBe(400)
    const cross = { origin: "https://evil.example", "sec-fetch-site": "cross-site" }
    expect((await a.post("/sessions", { which: "all" }, cross)).status).toBe(400)
    for (const body of [{}, { which: "some" }, { id: "" }, { id: "x", which: "all" }]) {
      expect((await a.post("/sessions", body as Record<string, string>)).status).toBe(400)
    }
    const nobody = place.browser()
    expect((await nobody.get("/sessions")).status).toBe(401)
    expect((await nobody.post("/sessions", { which: "all" })).status).toBe(401)
    expect((await a.send("/sessions", { method: "DELETE" })).status).toBe(405)
    expect(await Promise.all([a, b].map(isIn))).toEqual([true, true])
  })

  it("a sign-out takes the session off the list; so does a new sign-in in the same browser", async () => {
    const place = placeOf(await make())
    const [a, b] = [await signIn(place.browser()), await signIn(place.browser())]
    const former = place.copyOf(b)
    const id = await currentId(b)
    await signIn(b)
    expect((await listed(a)).map((one) => one.id)).not.toContain(id)
    expect(await isIn(former)).toBe(false)
    expect(await listed(a)).toHaveLength(2)
    await b.post("/signout")
    expect(await listed(a)).toHaveLength(1)
    expect(place.errors).toEqual([])
  })

  it("a use is noted when updateAge has gone by, and not at every check", async () => {
    const made = await make()
    const records = (
      made.session!.records === true ? made.adapter!.records : made.session!.records
    ) as SessionRecords
    const calls: string[] = []
    const counted = new Proxy(records, {
      get: (target, name: keyof SessionRecords) =>
        typeof target[name] === "function"
          ? (...args: never[]) => {
              calls.push(name)
              return (target[name] as (...all: never[]) => unknown)(...args)
            }
          : target[name],
    })
    const place = placeOf(made, { records: counted })
    const browser = await signIn(place.browser())
    calls.length = 0
    for (let n = 0; n < 20; n++) await browser.session()
    expect(calls).toEqual([])
    later(25 * HOUR)
    const headers = { "user-agent": "Other/1.0", "x-forwarded-for": "192.0.2.8" }
    await browser.get("/session", headers)
    for (let n = 0; n < 20; n++) await browser.session()
    expect(calls).toEqual(["touch"])
    const [one] = await listed(browser)
    expect(one).toMatchObject({ ip: "192.0.2.8", userAgent: "Other/1.0", provider: "credentials" })
    expect(one!.seen - one!.created).toBeGreaterThanOrEqual(25 * HOUR)
    expect(one!.expires).toBeGreaterThan(Date.now() + 29 * 24 * HOUR)
  })

  it("a session of before there was a list joins it when its use is written down", async () => {
    const made = await make()
    const place = placeOf(made)
    const browser = await signIn(
      placeOf({
        ...made,
        session: { ...made.session, records: undefined } as unknown as SessionOptions,
      }).browser(),
    )
    browser.config = place.config
    later(25 * HOUR)
    await browser.get("/session", { "user-agent": AGENT })
    const [one, ...others] = await listed(browser)
    expect(others).toEqual([])
    expect(one).toMatchObject({ userAgent: AGENT, provider: "", amr: [], current: true })
    expect(one!.seen - one!.created).toBeGreaterThanOrEqual(24 * HOUR)
  })

  it("a list that is down keeps nobody from signing in, in, or out; who looks is told", async () => {
    const down: SessionRecords = {
      name: "down",
      add: () => Promise.reject(new Error("refused")),
      touch: () => Promise.reject(new Error("refused")),
      list: () => Promise.reject(new Error("refused")),
      find: () => Promise.reject(new Error("refused")),
      remove: () => Promise.reject(new Error("refused")),
    }
    const place = placeOf(await make(), { records: down })
    const browser = await signIn(place.browser())
    expect(place.errors.map(({ name }) => name)).toEqual(["RecordsUnavailable"])
    const answer = await browser.get("/sessions")
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"])
    later(25 * HOUR)
    expect(await isIn(browser)).toBe(true)
    const copy = place.copyOf(browser)
    await revokeSessions(place.config, own, { user: "id-Ada", except: requestOf(browser) })
    await browser.post("/signout")
    expect(await isIn(copy)).toBe(false)
  })
})

describe.each(kinds)("a limit: %s", (_, make) => {
  it("at the fourth sign-in the oldest ends, and only that", async () => {
    const place = placeOf(await make(), { limit: 3 })
    const browsers: Browser[] = []
    for (let n = 0; n < 4; n++) {
      later(1_000)
      browsers.push(await signIn(place.browser()))
    }
    expect(await Promise.all(browsers.map(isIn))).toEqual([false, true, true, true])
    expect(await listed(browsers[3]!)).toHaveLength(3)
    expect(await isIn(await signIn(place.browser(), "Grace"))).toBe(true)
    expect(place.events.map(({ type, details }) => [type, details?.["reason"]])).toEqual([
      ["session-ended", "limit"],
    ])
  })

  it("or it is refused, says so, and leaves nothing behind; in one's own browser there is room", async () => {
    const place = placeOf(await make(), { limit: { max: 2, onExceeded: "refuse" } })
    const [a, b, c] = [
      await signIn(place.browser()),
      await signIn(place.browser()),
      place.browser(),
    ]
    const answer = await c.post("/callback/credentials", { name: "Ada" })
    const target = locationOf(answer)
    expect([target.pathname, target.searchParams.get("error")]).toEqual([
      "/auth/signin",
      "TooManySessions",
    ])
    expect(await (await c.get(target.href)).text()).toContain("as many devices as you may be")
    expect(await Promise.all([a, b, c].map(isIn))).toEqual([true, true, false])
    expect(await listed(a)).toHaveLength(2)
    expect(await listSessions(place.config, own, { user: "id-Ada" })).toHaveLength(2)
    await signIn(b)
    await a.post("/signout")
    await signIn(c)
  })

  it("fifty at once leave at most three in", async () => {
    const place = placeOf(await make(), { limit: 3 })
    const browsers = Array.from({ length: 50 }, () => place.browser())
    await Promise.all(browsers.map((each) => each.csrfToken()))
    await Promise.all(browsers.map((each) => each.post("/callback/credentials", { name: "Ada" })))
    const left = (await Promise.all(browsers.map(isIn))).filter(Boolean)
    expect(left).toHaveLength(3)
    expect(await listSessions(place.config, own, { user: "id-Ada" })).toHaveLength(3)
    expect(place.errors).toEqual([])
  })

  it("fifty at once that are refused one more leave at most three in", async () => {
    const place = placeOf(await make(), { limit: { max: 3, onExceeded: "refuse" } })
    const browsers = Array.from({ length: 50 }, () => place.browser())
    await Promise.all(browsers.map((each) => each.post("/callback/credentials", { name: "Ada" })))
    const left = (await Promise.all(browsers.map(isIn))).filter(Boolean).length
    expect(left).toBeLessThanOrEqual(3)
    expect(await listSessions(place.config, own, { user: "id-Ada" })).toHaveLength(left)
  })

  it("while the list is down nobody gets round it", async () => {
    const made = await make()
    const inner = (
      made.session!.records === true ? made.adapter!.records : made.session!.records
    ) as SessionRecords
    for (const broken of ["add", "list"] as const) {
      const records = { ...inner, [broken]: () => Promise.reject(new Error("refused")) }
      const place = placeOf(made, { records, limit: 3 })
      const browser = place.browser()
      const answer = await browser.post("/callback/credentials", { name: "Ada" })
      expect(locationOf(answer).searchParams.get("error")).toBe("Unavailable")
      expect(await isIn(browser)).toBe(false)
      const again = placeOf(made, { records: inner })
      expect(await listSessions(again.config, own, { user: "id-Ada" })).toEqual([])
    }
  })
})

describe.each(kinds)("NI-12: the times of NIST's levels: %s", (_, make) => {
  it.each([
    ["aal1", 30 * 24 * HOUR, 30 * 24 * HOUR],
    ["aal2", 24 * HOUR, HOUR],
    ["aal3", 12 * HOUR, HOUR / 4],
  ] as const)("NI-12: %s", async (level, longest, idle) => {
    const place = placeOf(await make(), assurance[level])
    const [used, left] = [await signIn(place.browser()), await signIn(place.browser())]
    const began = Date.now()
    let hasIdled = false
    for (const step = idle / 3; Date.now() + step < began + longest;) {
      later(step)
      expect(await isIn(used)).toBe(true)
      if (hasIdled || Date.now() <= began + idle) continue
      expect(await isIn(left)).toBe(false)
      hasIdled = true
    }
    expect(hasIdled).toBe(idle < longest)
    later(began + longest + 1_000 - Date.now())
    expect([await isIn(used), await isIn(left)]).toEqual([false, false])
  })
})

describe.each(kinds)("an absolute timeout: %s", (_, make) => {
  it.each([
    ["latchkey", own],
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)("ends a session however much it is used, through %s", async (_door, door) => {
    const place = placeOf(await make(), { absoluteTimeout: 36_000, updateAge: 60 }, door)
    const browser = await signIn(place.browser())
    for (let hour = 1; hour < 10; hour++) {
      later(HOUR)
      const session = (await browser.session()) as { expires: string }
      expect(session).toMatchObject({ user: { name: "Ada" } })
      expect(Date.parse(session.expires)).toBeLessThanOrEqual(Date.now() + (10 - hour) * HOUR)
    }
    const [one] = await listSessions(place.config, door, { user: "id-Ada" })
    expect(one!.expires).toBeLessThanOrEqual(one!.created + 10 * HOUR + 1_000)
    later(HOUR)
    expect(await isIn(browser)).toBe(false)
    expect(await listSessions(place.config, door, { user: "id-Ada" })).toEqual([])
  })

  it("holds for sessions that began before it was set", async () => {
    const made = await make()
    // Of the application's own form, as rows of before were.
    const undated = { generateSessionToken: () => globalThis.crypto.randomUUID() }
    const browser = await signIn(placeOf(made, undated).browser())
    browser.config = placeOf(made, { absoluteTimeout: 36_000, updateAge: 60 }).config
    const until = Date.parse(((await browser.session()) as { expires: string }).expires)
    later(11 * HOUR)
    if (made.session!.strategy === "jwt") expect(await isIn(browser)).toBe(false)
    else {
      // A row of before does not say when it began: it slides no more.
      const session = (await browser.session()) as { expires: string }
      expect(Date.parse(session.expires)).toBeLessThanOrEqual(until)
      later(until - Date.now() + 1_000)
      expect(await isIn(browser)).toBe(false)
    }
  })

  it("the browser can't put it off", async () => {
    const place = placeOf(await make(), { absoluteTimeout: 36_000 })
    const browser = await signIn(place.browser())
    for (const [name, kept] of browser.cookies) {
      if (!name.includes("session-token") || !kept.value.includes("~")) continue
      const value = kept.value.replace(/~.*/, `~${(Date.now() + HOUR).toString(36)}`)
      browser.cookies.set(name, { ...kept, value })
      expect(await isIn(browser)).toBe(false)
    }
    later(11 * HOUR)
    expect(await isIn(browser)).toBe(false)
  })
})

describe.each(kinds)("revokeSessions and deleteUser: %s", (_, make) => {
  it("says what ended", async () => {
    const place = placeOf(await make())
    const [a, b, c] = [place.browser(), place.browser(), place.browser()]
    for (const each of [a, b, c]) await signIn(each)
    const ids = await Promise.all([a, b, c].map(currentId))
    const { config } = place
    expect(await revokeSessions(config, own, { session: requestOf(place.browser()) })).toEqual({
      ids: [],
      complete: true,
    })
    expect(await revokeSessions(config, own, { session: requestOf(a) })).toEqual({
      ids: [ids[0]],
      complete: true,
    })
    expect(await revokeSessions(config, own, { user: requestOf(b), except: requestOf(b) })).toEqual(
      { ids: [ids[2]], complete: true },
    )
    expect(await Promise.all([a, b, c].map(isIn))).toEqual([false, true, false])
    expect(await revokeSessions(config, own, { session: ids[1]!, user: "id-Grace" })).toEqual({
      ids: [],
      complete: true,
    })
    expect(await isIn(b)).toBe(true)
    expect(await revokeSessions(config, own, { session: ids[1]! })).toMatchObject({ ids: [ids[1]] })
    expect(await isIn(b)).toBe(false)
    expect(await listSessions(config, own, { user: "id-Ada" })).toEqual([])
    const reasons = place.events.map(({ details }) => details?.["reason"])
    expect(reasons).toEqual(["revoked", "revoked", "revoked"])
  })

  it("a session that begins while all of its user are ended stays on the list", async () => {
    const place = placeOf(await make())
    await Promise.all([
      ...Array.from({ length: 10 }, () =>
        place.browser().post("/callback/credentials", { name: "Ada" }),
      ),
      revokeSessions(place.config, own, { user: "id-Ada" }),
    ])
    const browsers = Array.from({ length: 10 }, () => place.browser())
    await Promise.all([
      ...browsers.map((each) => each.post("/callback/credentials", { name: "Ada" })),
      revokeSessions(place.config, own, { user: "id-Ada" }),
    ])
    const inside = (await Promise.all(browsers.map(isIn))).filter(Boolean).length
    expect(await listSessions(place.config, own, { user: "id-Ada" })).toHaveLength(inside)
  })
})

describe("deleteUser", () => {
  it.each(["jwt", "database"] as const)(
    "%s: sessions and all end, of a sign-in under way too",
    async (strategy) => {
      const adapter = await withUsers(MemoryAdapter())
      const session: SessionOptions = {
        strategy,
        records: true,
        ...(strategy === "jwt" ? { revocable: true } : {}),
      }
      const place = placeOf({ adapter, session })
      const [ada, grace] = [await signIn(place.browser()), await signIn(place.browser(), "Grace")]
      const late = place.browser()
      let goOn: (() => void) | undefined
      late.config = {
        ...place.config,
        callbacks: { signIn: () => new Promise((resolve) => (goOn = () => resolve(true))) },
      }
      const pending = late.post("/callback/credentials", { name: "Ada" })
      await vi.waitUntil(() => goOn !== undefined, 20_000)
      await new Promise((resolve) => setTimeout(resolve, 50))
      await deleteUser(place.config, own, "id-Ada")
      goOn!()
      await pending
      expect(await isIn(ada)).toBe(false)
      expect(await isIn(late)).toBe(false)
      expect(await isIn(grace)).toBe(true)
      expect(await adapter.getUser!("id-Ada")).toBe(null)
      expect(await listSessions(place.config, own, { user: "id-Ada" })).toEqual([])
      expect(place.events).toMatchObject([{ type: "user-deleted", user: "id-Ada" }])
    },
  )

  it("where the end of sessions can't be kept, the user stays", async () => {
    const adapter = await withUsers(MemoryAdapter())
    const store = { ...memoryRevocations(), add: () => Promise.reject(new Error("refused")) }
    const place = placeOf({ adapter, session: { strategy: "jwt", revocable: { store } } })
    await expect(deleteUser(place.config, own, "id-Ada")).rejects.toThrow("revoked sessions failed")
    expect(await adapter.getUser!("id-Ada")).not.toBe(null)
  })
})

describe("a cookie that Auth.js wrote", () => {
  const salt = "__Host-latchkey.session-token"
  const foreign = async (token: object): Promise<string> =>
    encode({ token: { sub: "id-Ada", name: "Ada", ...token }, secret: SECRET, salt })

  it("is known by its jti: a sign-out ends its copies, and so does revokeSessions", async () => {
    const place = placeOf(await kinds[0]![1]())
    for (const end of [
      (browser: Browser) => browser.post("/signout"),
      async (browser: Browser) => {
        const ended = await revokeSessions(place.config, own, { session: requestOf(browser) })
        expect(ended.ids).toHaveLength(1)
      },
    ]) {
      const browser = place.browser()
      browser.cookies.set(salt, { value: await foreign({}), attributes: "" })
      expect(await isIn(browser)).toBe(true)
      const [copy, other] = [place.copyOf(browser), place.browser()]
      other.cookies.set(salt, { value: await foreign({}), attributes: "" })
      await end(browser)
      expect(await isIn(copy)).toBe(false)
      expect(await isIn(other)).toBe(true)
    }
  })
})

describe("a cookie without any id, of an encode of the application's own", () => {
  it("is said to have none; a sign-out notes no id that was made up", async () => {
    const noted: string[] = []
    const inner = memoryRevocations()
    const store = {
      ...inner,
      add: (one: Parameters<typeof inner.add>[0]) => {
        noted.push(one.kind)
        return inner.add(one)
      },
    }
    const session: SessionOptions = {
      strategy: "jwt",
      revocable: { store },
      records: memoryRecords(),
    }
    const place = placeOf({ session })
    place.config.jwt = {
      encode: async ({ token }) => encodeURIComponent(JSON.stringify(token)),
      decode: async ({ token }) => JSON.parse(decodeURIComponent(token!)) as never,
    }
    const browser = place.browser()
    const value = encodeURIComponent(JSON.stringify({ sub: "id-Ada", name: "Ada", exp: 4e9 }))
    browser.cookies.set("__Host-latchkey.session-token", { value, attributes: "" })
    const request = requestOf(browser)
    expect(await listSessions(place.config, own, request)).toEqual([])
    await expect(revokeSessions(place.config, own, { session: request })).rejects.toThrow(TypeError)
    await browser.post("/signout")
    expect(noted).toEqual([])
    await revokeSessions(place.config, own, { user: "id-Ada" })
    browser.cookies.set("__Host-latchkey.session-token", { value, attributes: "" })
    expect(await isIn(browser)).toBe(false)
  })
})

describe("what is not set", () => {
  it.each([
    ["latchkey", own, 404],
    ["v5 door", v5, 400],
    ["v4 door", v4, 400],
  ] as const)("there is no route without records, through %s", async (_, door, status) => {
    const place = placeOf({ session: { strategy: "jwt" } }, {}, door)
    const browser = await signIn(place.browser())
    expect((await browser.get("/sessions")).status).toBe(status)
    expect((await browser.post("/sessions", { which: "all" })).status).toBe(status)
    await expect(listSessions(place.config, door, requestOf(browser))).rejects.toThrow(TypeError)
  })

  it.each([
    ["records without a way to end them", { strategy: "jwt", records: memoryRecords() }],
    ["records where the adapter has none", { strategy: "jwt", records: true, revocable: true }],
    ["a limit without records", { strategy: "jwt", limit: 3 }],
    ["a limit of none", { strategy: "jwt", limit: 0, records: memoryRecords() }],
    ["a timeout that is no number", { strategy: "jwt", absoluteTimeout: Number.NaN }],
  ] as const)("%s is refused, at the first request", async (_, session) => {
    const place = placeOf({ session: session as SessionOptions })
    expect((await place.browser().get("/session")).status).toBe(500)
    expect(place.errors).toHaveLength(1)
  })

  it("a timeout that is no number lets nobody in where nothing was checked", async () => {
    const made = await kinds[0]![1]()
    const browser = await signIn(placeOf(made).browser())
    const { config } = placeOf(made, { absoluteTimeout: Number.NaN })
    const { headers, url } = requestOf(browser)
    expect((await currentSession(config, own, { headers, url }, { write: false })).session).toBe(
      null,
    )
  })
})

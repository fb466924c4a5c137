/** Every flow, and what an auditor reads of it afterwards. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { raw } from "../../src/contracts/symbols.ts"
import { handleRaw } from "../../src/core/handle.ts"
import { revokeSessions } from "../../src/core/sessions.ts"
import { CredentialsSignin } from "../../src/errors.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import OIDC from "../../src/providers/oidc.ts"
import Passkey from "../../src/providers/passkey.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import type {
  AuthenticationOptionsJSON,
  RegistrationOptionsJSON,
} from "../../src/contracts/webauthn.ts"
import { SoftwareAuthenticator } from "../support/authenticator.ts"
import { Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts"

class Locked extends CredentialsSignin {
  override code = "locked"
}

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize({ name }) {
    if (name === "locked") throw new Locked()
    return name === "ada" ? { id: "id-ada", name: "Ada" } : null
  },
}

let issuer: HostileIssuer
beforeAll(async () => void (issuer = await startHostileIssuer("app")))
afterEach(() => {
  issuer.reset()
  vi.useRealTimers()
})
afterAll(() => issuer.close())

interface Site {
  readonly browser: Browser
  readonly events: SecurityEvent[]
  readonly links: string[]
  readonly warnings: string[]
  /** Types and outcomes since the last call. */
  told(): string[]
}

function site(more: Partial<AuthConfig> = {}, door = own): Site {
  const events: SecurityEvent[] = []
  const links: string[] = []
  const warnings: string[] = []
  const mail = {
    ...Nodemailer({ server: "smtp://127.0.0.1:9", from: "us@app.example" }),
    sendVerificationRequest: ({ url }: { url: string }) => void links.push(url),
  }
  const local = OIDC({
    id: "local",
    name: "Local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "s3cret-s3cret-s3cret",
  })
  const browser = new Browser(
    {
      providers: [credentials, mail, local, Passkey({})],
      adapter: MemoryAdapter(),
      session: { strategy: "jwt" },
      experimental: { enableWebAuthn: true },
      clientIp: { proxies: 1 },
      logger: {
        error() {},
        info() {},
        warn: (code, said) => void warnings.push(`${code} ${String(said)}`),
      },
      securityEvents: { name: "test", write: (event) => void events.push(event) },
      ...more,
    },
    { door },
  )
  let read = 0
  const told = (): string[] => {
    const fresh = events.slice(read)
    read = events.length
    return fresh.map(({ type, outcome }) => `${type} ${outcome}`)
  }
  return { browser, events, links, warnings, told }
}

const signIn = (browser: Browser, name = "ada"): Promise<Response> =>
  browser.post("/callback/credentials", { name })

async function throughProvider(
  browser: Browser,
  more: Record<string, string> = {},
): Promise<Response> {
  const asked = locationOf(await browser.post("/signin/local")).searchParams
  const nonce = asked.get("nonce")
  issuer.over.claims = { ...(nonce ? { nonce } : {}), ...issuer.over.claims }
  const query = new URLSearchParams({ code: "c", iss: issuer.url, ...more })
  if (asked.get("state")) query.set("state", asked.get("state")!)
  return browser.get(`/callback/local?${query}`)
}

const sidOf = async (browser: Browser, site: Site): Promise<string> => {
  await signIn(browser)
  return site.events.at(-1)!.session!
}

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("security events through %s", (_, door) => {
  it("a sign-in says who, where, from where and by which session; the sign-out names the same", async () => {
    const { browser, events } = site({}, door)
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await browser.post(
      "/callback/credentials",
      { name: "ada" },
      {
        "user-agent": `Mozilla/5.0 \u0085x${"y".repeat(600)}`,
        "x-forwarded-for": "6.6.6.6, 203.0.113.7",
        traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      },
    )
    const [event] = events
    expect(events).toHaveLength(1)
    expect(event).toMatchObject({
      type: "sign-in",
      outcome: "success",
      user: "id-ada",
      provider: "credentials",
      ip: "203.0.113.7",
      host: "app.example",
      trace,
      session: expect.stringMatching(/^[\w-]{16,}$/) as string,
      details: { by: "credentials", isNewUser: false },
    })
    expect(event!.userAgent).toHaveLength(512)
    expect(event!.userAgent).toMatch(/^Mozilla\/5\.0 \ufffdxy+$/)
    expect(event!.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(Math.abs(event!.time - Date.now())).toBeLessThan(60_000)
    await browser.post("/signout")
    expect(events).toHaveLength(2)
    const { type, outcome, user, session } = events[1]!
    expect({ type, outcome, user, session }).toEqual({
      type: "sign-out",
      outcome: "success",
      user: "id-ada",
      session: event!.session,
    })
    await browser.post("/signout")
    expect(events).toHaveLength(2)
  })

  it("a wrong password, with the application's code, and no name of anybody", async () => {
    const { browser, events } = site({}, door)
    await signIn(browser, "eve@example.com")
    await signIn(browser, "locked")
    expect(events).toMatchObject([
      { type: "sign-in", outcome: "failure", provider: "credentials", reason: "CredentialsSignin" },
      { reason: "CredentialsSignin", details: { code: "locked" } },
    ])
    expect(events[0]).not.toHaveProperty("user")
    expect(JSON.stringify(events)).not.toContain("eve@example.com")
  })

  it("the signIn callback's no, by false, by an error and by a place to go to", async () => {
    let answer: () => boolean | string = () => false
    const { browser, events } = site({ callbacks: { signIn: () => answer() } }, door)
    await signIn(browser)
    answer = () => "/elsewhere"
    await signIn(browser)
    answer = () => {
      throw new TypeError("broken")
    }
    await signIn(browser)
    const refused = { type: "sign-in", outcome: "refused", reason: "AccessDenied", user: "id-ada" }
    expect(events).toMatchObject([refused, refused, refused])
    expect(events).toHaveLength(3)
  })

  it("a new user, their account, the sign-in; a second account that is not linked", async () => {
    const { browser, events, told } = site({}, door)
    issuer.over.claims = { email: "ada@example.com" }
    await throughProvider(browser)
    expect(told()).toEqual(["user-created success", "account-linked success", "sign-in success"])
    const { user } = events[2]!
    expect(events.map((event) => [event.user, event.provider])).toEqual(
      events.map(() => [user, "local"]),
    )
    expect(events[2]!.details).toEqual({ by: "oidc", isNewUser: true })
    const other = new Browser(browser.config, { door })
    issuer.over.claims = { email: "ada@example.com", sub: "somebody else" }
    await throughProvider(other)
    expect(told()).toEqual(["sign-in refused"])
    expect(events.at(-1)).toMatchObject({
      user,
      provider: "local",
      reason: "OAuthAccountNotLinked",
    })
  })

  it("a provider that says no, and an answer of nobody's sign-in, with the reference of the page", async () => {
    const { browser, events } = site({}, door)
    await throughProvider(browser, { error: "access_denied" })
    expect(events.at(-1)).toMatchObject({ outcome: "failure", provider: "local" })
    const answer = await browser.get("/callback/local?code=x&state=y")
    const { ref, reason } = events.at(-1)!
    expect(reason).toBe("InvalidCheck")
    expect(ref).toMatch(/^[\w-]{8}$/)
    expect(locationOf(answer).searchParams.get("ref")).toBe(ref)
    expect(events).toHaveLength(2)
  })

  it("a mailed link: sent, opened by someone new, opened again, and by who is known", async () => {
    const { browser, events, links, told } = site({}, door)
    await browser.post("/signin/nodemailer", { email: "ada@example.com" })
    expect(told()).toEqual(["link-sent success"])
    expect(events.at(-1)).not.toHaveProperty("user")
    await browser.get(links.at(-1)!)
    expect(told()).toEqual(["user-created success", "sign-in success"])
    const { user } = events.at(-1)!
    const csrfToken = await browser.csrfToken()
    const { searchParams } = new URL(links.at(-1)!)
    await browser.post("/callback/nodemailer", { ...Object.fromEntries(searchParams), csrfToken })
    expect(told()).toEqual(["sign-in failure"])
    expect(events.at(-1)).toMatchObject({ provider: "nodemailer", reason: "Verification" })
    await browser.post("/signin/nodemailer", { email: "ada@example.com" })
    expect(events.at(-1)).toMatchObject({ type: "link-sent", user })
    await browser.get(links.at(-1)!)
    expect(told()).toEqual(["link-sent success", "user-updated success", "sign-in success"])
    await browser.post("/signin/nodemailer", { email: "not an address" })
    expect(told()).toEqual(["link-sent failure"])
    expect(JSON.stringify(events)).not.toContain("ada@example.com")
  })

  it("a passkey: registered, used, and one that nobody knows", async () => {
    const { browser, events, told } = site({}, door)
    const device = new SoftwareAuthenticator()
    const ask = async (action: string, more = {}): Promise<unknown> => {
      const query = new URLSearchParams({ action, ...more })
      const answer = await browser.get(`/webauthn-options/passkey?${query}`)
      return ((await answer.json()) as { options: unknown }).options
    }
    const send = (action: string, data: string): Promise<Response> =>
      browser.post("/callback/passkey", { action, data })
    const create = (await ask("register", { email: "ada@example.com" })) as RegistrationOptionsJSON
    await send("register", await device.create(create))
    expect(told()).toEqual([
      "user-created success",
      "passkey-registered success",
      "sign-in success",
    ])
    const { user } = events.at(-1)!
    await browser.post("/signout")
    const get = async (): Promise<AuthenticationOptionsJSON> =>
      (await ask("authenticate")) as AuthenticationOptionsJSON
    await send("authenticate", await device.get(await get()))
    expect(told()).toEqual(["sign-out success", "sign-in success"])
    await send("authenticate", await device.get(await get(), { challenge: "AAAA" }))
    expect(told()).toEqual(["sign-in failure"])
    expect(events.at(-1)).toMatchObject({ user, reason: "WebAuthnVerificationError" })
  })

  it("a form of another site, where it is refused", async () => {
    const { browser, events } = site({}, door)
    await browser.post("/callback/credentials", { csrfToken: "forged", name: "ada" })
    await browser.post("/session", { csrfToken: "forged" })
    expect(events).toMatchObject([
      {
        type: "csrf-refused",
        outcome: "refused",
        reason: "MissingCSRF",
        details: { action: "callback" },
      },
      { type: "csrf-refused", details: { action: "session" } },
    ])
    expect(events).toHaveLength(2)
  })

  it("a session that is forged or was ended, and not one that is old, foreign or fine", async () => {
    const store = memoryRevocations()
    const here = site({ session: { strategy: "jwt", revocable: { store } } }, door)
    const { browser, events, told } = here
    const sid = await sidOf(browser, here)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    const kept = new Map(browser.cookies)
    await revokeSessions(browser.config, door, { user: "id-ada" })
    expect(told()).toEqual(["sign-in success", "session-ended success"])
    await browser.get("/session")
    expect(told()).toEqual(["session-refused refused"])
    expect(events.at(-1)).toMatchObject({ user: "id-ada", session: sid, reason: "revoked" })
    // The same browser again and again is one event a minute.
    for (let n = 0; n < 5; n++) {
      browser.cookies = new Map(kept)
      await browser.get("/session")
    }
    expect(told()).toEqual([])
    const name = [...kept.keys()].find((one) => one.includes("session-token"))!
    const { value } = kept.get(name)!
    browser.cookies = new Map([[name, { value: `${value.slice(0, -6)}AAAAAA`, attributes: "" }]])
    await browser.get("/session")
    // A v4 cookie names no key: it may be of another.
    expect(told()).toEqual(door === v4 ? [] : ["session-refused refused"])
    if (door !== v4) expect(events.at(-1)).toMatchObject({ reason: "forged" })
    browser.cookies = new Map([[name, { value: "garbage", attributes: "" }]])
    await browser.get("/session")
    browser.cookies = kept
    vi.useFakeTimers({ now: Date.now() + 40 * 86_400_000, toFake: ["Date"] })
    await browser.get("/session")
    expect(told()).toEqual([])
  })

  it("sessions of a database by the public id of their row", async () => {
    const { browser, events, told } = site({ session: { strategy: "database" } }, door)
    await throughProvider(browser)
    const token = [...browser.cookies].find(([name]) => name.includes("session-token"))![1].value
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Buffer.from(token)))
    const session = Buffer.from(digest).toString("base64url")
    expect(events.at(-1)).toMatchObject({ type: "sign-in", session })
    await browser.post("/signout")
    expect(events.at(-1)).toMatchObject({ type: "sign-out", session, user: events[0]!.user })
    expect(told()).toHaveLength(4)
  })

  it("answers as an object are noted as well", async () => {
    const { browser, events } = site({ raw }, door)
    const csrf = new Browser({ ...browser.config }, { door })
    const csrfToken = await csrf.csrfToken()
    const cookie = [...csrf.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    const request = new Request(csrf.url("/callback/credentials"), {
      method: "POST",
      headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, name: "eve" }),
    })
    await expect(handleRaw(request, browser.config, door)).rejects.toThrow(CredentialsSignin)
    expect(events).toMatchObject([{ type: "sign-in", outcome: "failure" }])
  })
})

describe("one stream", () => {
  it("has what is done to a managed ring, once for all instances, also where an operator did it", async () => {
    const store = memoryStore()
    const instances = ["a", "b"].map((instance) => {
      const secret = keyring({ store: { ...store }, instance, onEvent: () => {} })
      const { adapter: _, ...here } = site({
        secret,
        env: { AUTH_SECRET: "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe" },
      }).browser.config
      const events: SecurityEvent[] = []
      const config = {
        ...here,
        securityEvents: { name: "t", write: (one: SecurityEvent) => void events.push(one) },
      }
      return { ring: secret, events, browser: new Browser({ ...config, providers: [credentials] }) }
    })
    const [a, b] = instances as [(typeof instances)[0], (typeof instances)[0]]
    for (const { browser } of instances) await signIn(browser)
    const operator = keyring({ store: { ...store }, instance: "cli", onEvent: () => {} })
    await operator.view({
      read: () => "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe",
      now: Date.now(),
    })
    const { active } = await operator.status()
    await operator.revoke(active, { reason: "leaked" })
    for (const { ring, browser } of instances) {
      await ring.refresh()
      await browser.get("/session")
    }
    await vi.waitFor(() => {
      for (const { events } of instances) {
        const revoked = events.filter(({ details }) => details?.["change"] === "key.revoked")
        expect(revoked).toMatchObject([
          {
            type: "keys-changed",
            outcome: "success",
            details: { ring: "auth", kid: active, why: "leaked" },
          },
        ])
      }
    }, 20_000)
    const idOf = ({ events }: (typeof instances)[0]): string =>
      events.find(({ details }) => details?.["change"] === "key.revoked")!.id
    expect(idOf(a)).toBe(idOf(b))
    expect(idOf(a)).toMatch(/^keys-[0-9a-f]{32}$/)
  })

  it("can't be flooded by who knows nothing, and says how much it left out", async () => {
    const { browser, events, warnings } = site()
    vi.useFakeTimers({ now: Date.now() + 600_000, toFake: ["Date"] })
    for (let n = 0; n < 200; n++) {
      await browser.post("/callback/credentials", { csrfToken: "forged" })
    }
    expect(events).toHaveLength(60)
    expect(warnings.filter((one) => one.startsWith("security-events"))).toHaveLength(1)
    vi.setSystemTime(Date.now() + 61_000)
    await browser.post("/callback/credentials", { csrfToken: "forged" })
    expect(events.at(-1)).toMatchObject({ details: { action: "callback", suppressed: 140 } })
    // What does not belong to it has room all the while.
    await signIn(browser)
    expect(events.at(-1)).toMatchObject({ type: "sign-in", outcome: "success" })
  })

  it("leaves the callbacks of `events` as they are", async () => {
    const told: unknown[] = []
    const { browser } = site({
      events: { signIn: (message, context) => void told.push(message, context) },
    })
    await browser.post("/callback/credentials", { name: "ada" }, { "user-agent": "a".repeat(600) })
    expect(told).toMatchObject([{ user: { id: "id-ada" } }, { userAgent: "a".repeat(600) }])
  })
})

/** The conformance suite's modules for signing out, by their own names. */
import { SignJWT } from "jose"
import { beforeEach, describe, expect, it } from "vitest"
import { memoryRecords } from "../../src/records/memory.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { type Browser, locationOf } from "../support/browser.ts"
import type { Json } from "./support/bend.ts"
import { CLIENT_ID } from "./support/client.ts"
import type { HostileProvider } from "./support/provider.ts"
import { provideOp } from "./support/scenario.ts"
import { signIn } from "./support/sign-in.ts"

const op = provideOp()
const EVENT = "http://schemas.openid.net/event/backchannel-logout"
let browser: Browser
let sid: string

beforeEach(async () => {
  const revocable = { store: memoryRevocations() }
  const session = { strategy: "jwt", revocable, records: memoryRecords() } as const
  const provider = { frontChannelLogout: true }
  let grants: string[] = []
  const away = (_: Browser, { grants: all }: HostileProvider): void => {
    grants = [...all.values()].map((grant) => grant.sid)
  }
  const entered = await signIn(op(), { config: { session }, provider, away })
  browser = entered.browser
  sid = grants[0]!
})

const isIn = async (): Promise<boolean> => (await browser.session()) !== null

/** Signs out here, is sent on, and is at the provider's door. */
async function leave(): Promise<URL> {
  const first = await browser.post("/signout", { provider: "true", callbackUrl: "/bye" })
  expect(await isIn()).toBe(false)
  return locationOf(await browser.get(locationOf(first).href))
}

it("an honest provider lets in, and says which session it is", async () => {
  expect([await isIn(), sid.length]).toEqual([true, 36])
})

describe("OIDF", () => {
  it("oidcc-client-test-rp-init-logout", async () => {
    const there = await leave()
    expect(there.origin + there.pathname).toBe(`${op().url}/end`)
    const { searchParams: query } = there
    expect(query.get("client_id")).toBe(CLIENT_ID)
    expect(query.get("post_logout_redirect_uri")).toBe("https://app.example/auth/signout/callback")
    const back = await browser.get(`/signout/callback?state=${query.get("state")}`)
    expect(locationOf(back).href).toBe("https://app.example/bye")
  })

  it("oidcc-client-test-rp-init-logout-other-state: goes home, and nowhere else", async () => {
    await leave()
    const back = await browser.get("/signout/callback?state=of-another")
    expect(locationOf(back).href).toBe("https://app.example/")
  })

  it("oidcc-client-test-rp-init-logout-no-state: goes home, and nowhere else", async () => {
    expect((await leave()).searchParams.get("state")).toMatch(/^[\w-]{22}$/)
    const back = await browser.get("/signout/callback")
    expect(locationOf(back).href).toBe("https://app.example/")
  })

  const frame = (query: Record<string, string>): Promise<Response> =>
    browser.get(`/frontchannel-logout/acme?${new URLSearchParams(query)}`, { cookie: "none=0" })

  it("oidcc-client-test-rp-frontchannel-opinitlogout: the provider's frame ends the session", async () => {
    expect((await frame({ iss: "https://evil.example", sid })).status).toBe(400)
    expect(await isIn()).toBe(true)
    expect((await frame({ iss: op().url, sid })).status).toBe(200)
    expect(await isIn()).toBe(false)
  })

  it("oidcc-client-test-rp-frontchannel-rpinitlogout: a frame after the session has ended is no error", async () => {
    await leave()
    expect((await frame({ iss: op().url, sid })).status).toBe(200)
    expect(await isIn()).toBe(false)
  })
})

const now = (): number => Math.floor(Date.now() / 1000)

function logoutToken(more: Json, header: Json = {}, key: unknown = op().key.privateKey): unknown {
  const claims = {
    iss: op().url,
    aud: CLIENT_ID,
    sub: "ada",
    sid,
    iat: now(),
    exp: now() + 120,
    jti: crypto.randomUUID(),
    events: { [EVENT]: {} },
    ...more,
  }
  const { alg, kid } = op().key
  const protectedHeader = { alg, kid, typ: "logout+jwt", ...header }
  if (header["alg"] === "none") {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
    return `${part(protectedHeader)}.${part(claims)}.${key === "empty" ? "" : "AAAA"}`
  }
  return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key as CryptoKey)
}

async function send(token: unknown): Promise<[status: number, said: unknown]> {
  const answer = await browser.send("/backchannel-logout/acme", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: "none=0" },
    body: new URLSearchParams({ logout_token: (await token) as string }),
  })
  expect(answer.headers.get("cache-control")).toContain("no-store")
  const { error_description } = (await answer.json()) as Json
  return [answer.status, error_description]
}

/** What is wrong, and the word for it in the answer. */
const refused: Record<string, [more: Json, header: Json, said: string, key?: unknown]> = {
  "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none": [{}, { alg: "none" }, "wrong alg"],
  "OC-22 alg none without a signature": [{}, { alg: "none" }, "wrong alg", "empty"],
  "oidcc-client-test-rp-backchannel-rpinitlogout-no-event": [
    { events: undefined },
    {},
    "wrong events",
  ],
  "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce": [{ nonce: "n" }, {}, "wrong nonce"],
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg": [
    {},
    { alg: "HS256" },
    "wrong alg",
    new TextEncoder().encode("canary-client-secret-of-thirty-two"),
  ],
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud": [
    { aud: "client-two" },
    {},
    "wrong aud",
  ],
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event": [
    { events: { "https://evil.example/event": {} } },
    {},
    "wrong events",
  ],
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss": [
    { iss: "https://evil.example" },
    {},
    "wrong iss",
  ],
  "OC-22 no jti": [{ jti: undefined }, {}, "wrong jti"],
  "OC-22 neither sid nor sub": [{ sid: undefined, sub: undefined }, {}, "wrong sub"],
  "OC-22 an ID token's type": [{}, { typ: "at+jwt" }, "wrong typ"],
}

describe("logout tokens", () => {
  it.each(Object.entries(refused))("%s", async (_, [more, header, said, key]) => {
    expect(await send(logoutToken(more, header, key))).toEqual([400, said])
    expect(await isIn()).toBe(true)
  })

  it("oidcc-client-test-rp-backchannel-rpinitlogout: ends the session, and OC-22: once", async () => {
    const token = await logoutToken({})
    expect(await send(token)).toEqual([200, undefined])
    expect(await isIn()).toBe(false)
    expect((await send(token))[0]).toBe(400)
  })
})

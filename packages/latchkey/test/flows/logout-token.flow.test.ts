/** What is sent to the back channel by somebody who is not the provider, or not at the right time. */
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import type { RevocationStore } from "../../src/contracts/revocations.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import type { Browser } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Site, type SiteOptions, startSite } from "../support/logout-site.ts"
import { OpVisitor } from "../support/op-visitor.ts"

const EVENT = "http://schemas.openid.net/event/backchannel-logout"
const now = (): number => Math.floor(Date.now() / 1000)

let issuer: Issuer
let site: Site
let browser: Browser
/** The session's id at the provider. */
let sid: string

async function startBoth(config?: SiteOptions["config"]): Promise<void> {
  site = await startSite({ issuer: () => issuer.url, client: "app", ...(config && { config }) })
  issuer = await startIssuer({
    client: {
      client_id: "app",
      client_secret: "app-secret",
      redirect_uris: [`${site.app.url}/auth/callback/local`],
      backchannel_logout_uri: `${site.app.url}/auth/backchannel-logout/local`,
      backchannel_logout_session_required: true,
    },
    features: { backchannelLogout: { enabled: true } },
  })
}

async function stopBoth(): Promise<void> {
  await site.app.close()
  await issuer.close()
}

async function enter(): Promise<void> {
  browser = await site.signIn(new OpVisitor(issuer.url))
  sid = site.records.added.at(-1)?.providerSession ?? "unlisted"
  site.events.length = 0
  site.errors.length = 0
  site.warnings.length = 0
}

/** A logout token as the provider would make it. */
const claims = (more: object = {}): Record<string, unknown> => ({
  iss: issuer.url,
  aud: "app",
  sub: "ada",
  sid,
  iat: now(),
  exp: now() + 120,
  jti: crypto.randomUUID(),
  events: { [EVENT]: {} },
  ...more,
})

const without = (name: string): Record<string, unknown> => {
  const { [name]: _, ...rest } = claims()
  return rest
}

interface Signing {
  readonly header?: object
  readonly key?: CryptoKey | Uint8Array
}

function sign(payload: object, { header = {}, key }: Signing = {}): Promise<string> {
  const { privateKey, kid, alg } = issuer.key
  return new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg, kid, typ: "logout+jwt", ...header })
    .sign(key ?? privateKey)
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const isIn = async (): Promise<boolean> => (await browser.session()) !== null

/** That nothing has ended, whatever was answered. */
async function expectRefused(answer: Response, wrong?: string): Promise<void> {
  expect(answer.status).toBe(400)
  expect(answer.headers.get("cache-control")).toContain("no-store")
  expect(answer.headers.get("content-type")).toContain("application/json")
  const body = (await answer.json()) as Record<string, string>
  expect(body["error"]).toBe("invalid_request")
  if (wrong !== undefined) expect(body["error_description"]).toBe(`wrong ${wrong}`)
  expect(await isIn()).toBe(true)
}

describe("a logout token", () => {
  beforeAll(() => startBoth())
  afterAll(stopBoth)
  beforeEach(enter)

  it("that is right ends the session, whatever it says of its type", async () => {
    for (const typ of ["logout+jwt", "LOGOUT+JWT", "application/logout+jwt", "JWT", undefined]) {
      const answer = await site.send(await sign(claims(), { header: { typ } }))
      expect([typ, answer.status, await answer.text()]).toEqual([typ, 200, "{}"])
      expect(answer.headers.get("cache-control")).toContain("no-store")
      expect(await isIn()).toBe(false)
      await enter()
    }
  })

  it("counts without `exp`, by its age; with `sid` alone; with more claims and events", async () => {
    const { exp: _, ...ageless } = claims()
    const { sub: __, ...nameless } = claims()
    const more = claims({ trace: "x", events: { [EVENT]: { why: "idle" }, "urn:other": {} } })
    for (const payload of [ageless, { ...nameless, sid }, { ...more, sid }]) {
      const answer = await site.send(await sign({ ...payload, sid }))
      expect(answer.status).toBe(200)
      expect(await isIn()).toBe(false)
      await enter()
    }
  })

  it.each<[string, () => Record<string, unknown>, string]>([
    ["another issuer", () => claims({ iss: "https://evil.example" }), "iss"],
    ["the issuer with a slash", () => claims({ iss: `${issuer.url}/` }), "iss"],
    ["no issuer", () => without("iss"), "iss"],
    ["a list of issuers", () => claims({ iss: [issuer.url] }), "iss"],
    ["another client", () => claims({ aud: "other" }), "aud"],
    ["another client beside us", () => claims({ aud: ["app", "other"] }), "aud"],
    ["no audience", () => without("aud"), "aud"],
    ["an empty audience", () => claims({ aud: [] }), "aud"],
    ["a number for an audience", () => claims({ aud: 7 }), "aud"],
    ["no time", () => without("iat"), "iat"],
    ["a text for a time", () => claims({ iat: String(now()) }), "iat"],
    ["a time to come", () => claims({ iat: now() + 90 }), "iat"],
    [
      "an age of eleven minutes, with a long life",
      () => claims({ iat: now() - 661, exp: now() + 9999 }),
      "exp",
    ],
    ["an end that has passed", () => claims({ iat: now() - 200, exp: now() - 61 }), "exp"],
    ["a text for an end", () => claims({ exp: String(now() + 60) }), "exp"],
    ["a null for an end", () => claims({ exp: null }), "exp"],
    ["no end, and three minutes", () => ({ ...without("exp"), iat: now() - 181 }), "iat"],
    ["neither sub nor sid", () => ({ ...without("sub"), sid: undefined }), "sub"],
    ["a number for a sid", () => claims({ sid: 7 }), "sid"],
    ["an empty sid", () => claims({ sid: "" }), "sid"],
    ["a null for a sid", () => claims({ sid: null }), "sid"],
    ["an empty sub", () => claims({ sub: "" }), "sub"],
    ["a list for a sub", () => claims({ sub: ["ada"] }), "sub"],
    ["a long sub", () => claims({ sub: "x".repeat(256) }), "sub"],
    ["no events", () => without("events"), "events"],
    ["another event", () => claims({ events: { "urn:other": {} } }), "events"],
    ["a list of events", () => claims({ events: [EVENT] }), "events"],
    ["a text for an event", () => claims({ events: { [EVENT]: "" } }), "events"],
    ["a null for an event", () => claims({ events: { [EVENT]: null } }), "events"],
    ["a list for an event", () => claims({ events: { [EVENT]: [] } }), "events"],
    ["a nonce", () => claims({ nonce: "x" }), "nonce"],
    ["an empty nonce", () => claims({ nonce: null }), "nonce"],
    ["no jti", () => without("jti"), "jti"],
    ["an empty jti", () => claims({ jti: "" }), "jti"],
    ["a number for a jti", () => claims({ jti: 7 }), "jti"],
  ])("with %s is refused", async (_, payload, wrong) => {
    await expectRefused(await site.send(await sign(payload())), wrong)
    expect(site.events).toMatchObject([
      { type: "logout-received", outcome: "refused", provider: "local", reason: wrong },
    ])
    expect(site.warnings.join()).toContain("logout-refused")
    expect(site.errors).toEqual([])
  })

  it("of another form is refused, and nobody is asked for it", async () => {
    const before = new Map(issuer.requests)
    const { kid } = issuer.key
    const body = encoded(claims())
    const good = (await sign(claims())).split(".")
    for (const text of [
      "",
      "x",
      "a.b.c",
      "..",
      `${good[0]}.${good[1]}`,
      `${good.join(".")}.x.y`,
      `${good[0]}.${good[1]}.${good[2]}=`,
      ` ${good.join(".")}`,
      `${good.join(".")}\n`,
      `${encoded({ alg: "none", typ: "logout+jwt" })}.${body}.`,
      `${encoded([])}.${body}.${good[2]}`,
      `${encoded({ alg: "RS256", typ: "at+jwt", kid })}.${body}.${good[2]}`,
      `${encoded({ alg: "RS256", typ: 7, kid })}.${body}.${good[2]}`,
      `${encoded({ alg: "RS256", typ: "logout+jwt", kid, enc: "A128GCM" })}.a.b.c.d`,
    ]) {
      await expectRefused(await site.send(text))
    }
    expect(issuer.requests.get("/jwks")).toBe(before.get("/jwks"))
  })

  it("without a signature, or with one that isn't the provider's, is refused", async () => {
    const { publicKey, privateKey, kid } = issuer.key
    const other = await generateKeyPair("RS256")
    const [head, body, mac] = (await sign(claims())).split(".") as [string, string, string]
    const secrets = [
      await exportSPKI(publicKey),
      JSON.stringify(await exportJWK(publicKey)),
      (await exportJWK(publicKey)).n!,
      "app-secret",
    ].map((text) => new TextEncoder().encode(text.padEnd(32, " ")))
    const tokens = [
      `${encoded({ alg: "none", typ: "logout+jwt" })}.${body}.x`,
      `${encoded({ alg: "RS256", kid, typ: "logout+jwt" })}.${encoded(claims({ sub: "eve" }))}.${mac}`,
      `${head}.${body}.${mac.slice(0, -4)}AAAA`,
      `${head}.${body}.${"A".repeat(mac.length)}`,
      await sign(claims(), { key: other.privateKey }),
      ...(await Promise.all(
        secrets.map((key) => sign(claims(), { key, header: { alg: "HS256" } })),
      )),
      await sign(claims(), { header: { crit: ["urn:x"], "urn:x": 1 } }).catch(() => `${head}.x.y`),
      await sign(claims(), {
        key: privateKey,
        header: { alg: "RS256", b64: false, crit: ["b64"] },
      }).catch(() => `${head}.x.y`),
    ]
    for (const token of tokens) await expectRefused(await site.send(token))
    // A key that nobody knows might be a new one: so it is not "no", but nobody is signed out.
    const jwk = { ...(await exportJWK(other.publicKey)), kid: "mine" }
    for (const header of [
      { kid: "mine" },
      { kid: "mine", jwk },
      { kid: "mine", jku: "https://evil.example/jwks" },
    ]) {
      const answer = await site.send(await sign(claims(), { key: other.privateKey, header }))
      expect([400, 503]).toContain(answer.status)
      expect(await isIn()).toBe(true)
    }
  })

  it("of another type is refused, whatever it says and whoever signed it", async () => {
    for (const typ of [
      "at+jwt",
      "id_token+jwt",
      "secevent+jwt",
      "",
      "logout+jwt ",
      "xlogout+jwt",
    ]) {
      await expectRefused(await site.send(await sign(claims(), { header: { typ } })), "typ")
    }
  })

  it("is no ID token of the same provider: whoever has one signs nobody out", async () => {
    const start = now()
    const idToken = { iss: issuer.url, aud: "app", sub: "ada", sid, iat: start, exp: start + 900 }
    for (const payload of [idToken, { ...idToken, nonce: "n", jti: "x" }]) {
      await expectRefused(
        await site.send(await sign(payload, { header: { typ: "JWT" } })),
        "events",
      )
    }
  })

  it("counts once: of fifty at the same time one", async () => {
    const token = await sign(claims())
    const answers = await Promise.all(Array.from({ length: 50 }, () => site.send(token)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(49)
    expect(await isIn()).toBe(false)
    // Nor does it later, for somebody who is in again.
    await enter()
    const again = await site.send(token)
    expect(await again.json()).toMatchObject({
      error_description: "the token was used before",
    })
    expect(await isIn()).toBe(true)
  })

  it("is sent as a form by POST, once, and is not huge", async () => {
    const token = await sign(claims())
    const form = "application/x-www-form-urlencoded"
    const bodies: [string, string | undefined][] = [
      ["application/json", JSON.stringify({ logout_token: token })],
      ["text/plain", `logout_token=${token}`],
      ["multipart/form-data; boundary=x", `--x\r\n\r\n${token}\r\n--x--`],
      [`${form}; charset=iso-8859-1`, `logout_token=${token}`],
      [form, `logout_token=${token}&logout_token=${token}`],
      [form, `token=${token}`],
      [form, ""],
      [form, `logout_token=${token}&padding=${"x".repeat(65_536)}`],
      [form, `logout_token=${"x".repeat(900_000)}`],
    ]
    for (const [type, body] of bodies) {
      const answer = await site.send("", { body: body!, headers: { "content-type": type } })
      await expectRefused(answer)
    }
    const url = `${site.app.url}/auth/backchannel-logout`
    const statuses = [
      (await fetch(`${url}/local?logout_token=${token}`)).status,
      (
        await fetch(`${url}/other`, {
          method: "POST",
          body: new URLSearchParams({ logout_token: token }),
        })
      ).status,
      (await fetch(url, { method: "POST", body: new URLSearchParams({ logout_token: token }) }))
        .status,
    ]
    expect(statuses).toEqual([404, 404, 404])
    expect(await isIn()).toBe(true)
    const query = await fetch(`${url}/local?logout_token=${token}`, {
      method: "POST",
      headers: { "content-type": form },
    })
    await expectRefused(query)
    // None of them used it up.
    expect((await site.send(token)).status).toBe(200)
  })

  it("of somebody else's session, or of nobody's, ends no other", async () => {
    const grace = await site.signIn(new OpVisitor(issuer.url, "grace"))
    expect((await site.send(await sign(claims({ sid: "unknown" })))).status).toBe(200)
    expect(await isIn()).toBe(true)
    expect((await site.send(await sign(claims()))).status).toBe(200)
    expect([await isIn(), (await grace.session()) !== null]).toEqual([false, true])
  })

  it("says nothing of itself in a log or an event", async () => {
    const token = await sign(claims({ nonce: "secret-nonce" }))
    await site.send(token)
    await site.send(await sign(claims()))
    const said = JSON.stringify([site.events, site.warnings, site.errors.map(String)])
    for (const part of [...token.split("."), "secret-nonce", sid]) expect(said).not.toContain(part)
  })

  it("of a new key counts: its keys are read again, at most every half a minute", async () => {
    await site.send(await sign(claims({ sid: "x" })))
    await issuer.rotate()
    const token = await sign(claims())
    const before = issuer.requests.get("/jwks") ?? 0
    const early = await site.send(token)
    expect([early.status, early.headers.get("retry-after")]).toEqual([503, "30"])
    expect(await isIn()).toBe(true)
    const forged = Array.from({ length: 30 }, () => site.send(token))
    expect((await Promise.all(forged)).every(({ status }) => status === 503)).toBe(true)
    expect(issuer.requests.get("/jwks") ?? 0).toBe(before)
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] })
    expect((await site.send(token)).status).toBe(200)
    expect(issuer.requests.get("/jwks")).toBe(before + 1)
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await isIn()).toBe(false), 20_000)
  })
})

describe("what keeps it", () => {
  afterEach(async () => {
    vi.useRealTimers()
    await stopBoth()
  })

  it.each(["list", "revocations", "counter", "lease"] as const)(
    "a %s that is down: 503, so that the provider tries again, and then it counts",
    async (part) => {
      let down = false
      const inner = memoryRevocations()
      const fails =
        <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
        (...args: A): Promise<T> =>
          down ? Promise.reject(new Error("connection refused")) : work(...args)
      const store: RevocationStore = {
        ...inner,
        since: inner.since.bind(inner),
        add: fails((one) => inner.add(one)),
      }
      const { takeLease, releaseLease, ...adapter }: Adapter = MemoryAdapter()
      const increment = fails(async (params: Parameters<typeof adapter.increment & {}>[0]) =>
        adapter.increment!(params),
      )
      const lease = fails(async (params: Parameters<typeof takeLease & {}>[0]) =>
        takeLease!(params),
      )
      const adapters: Record<string, Adapter> = {
        counter: { ...adapter, increment },
        lease: { ...adapter, takeLease: lease, releaseLease: releaseLease! },
      }
      await startBoth((records) => ({
        ...(adapters[part] && { adapter: adapters[part] }),
        session: {
          strategy: "jwt",
          revocable: part === "revocations" ? { store } : { store: inner },
          records,
        },
      }))
      await enter()
      down = true
      site.records.down = part === "list"
      const token = await sign(claims())
      for (let attempt = 0; attempt < 3; attempt++) {
        const answer = await site.send(token)
        expect(answer.status).toBe(503)
        expect(answer.headers.get("retry-after")).toMatch(/^\d+$/)
        expect(answer.headers.get("cache-control")).toContain("no-store")
        expect(JSON.stringify(await answer.json())).not.toContain("refused")
      }
      down = false
      site.records.down = false
      expect((await site.send(token)).status).toBe(200)
      expect(await isIn()).toBe(false)
      expect((await site.send(token)).status).toBe(400)
    },
  )

  it("nothing: an error that says what to set, and never 200", async () => {
    await startBoth(() => ({ session: { strategy: "jwt" } }))
    await enter()
    const answer = await site.send(await sign(claims()))
    expect(answer.status).toBe(500)
    expect(site.errors.at(-1)!.message).toContain("session.revocable")
    expect(await isIn()).toBe(true)
  })

  it("no list, and a token that names a session alone: the same", async () => {
    await startBoth(() => ({
      session: { strategy: "jwt", revocable: { store: memoryRevocations() } },
    }))
    await enter()
    const { sub: _, ...nameless } = claims()
    const answer = await site.send(await sign({ ...nameless, sid }))
    expect(answer.status).toBe(500)
    expect(site.errors.at(-1)!.message).toContain("session.records")
    expect(await isIn()).toBe(true)
  })

  it("a provider whose keys can't be had: 503, and the token is not used up", async () => {
    await startBoth()
    await enter()
    const token = await sign(claims())
    const real = globalThis.fetch
    const spy = vi
      .spyOn(globalThis, "fetch")
      .mockImplementation((input, init) =>
        String(input).endsWith("/jwks") ? Promise.reject(new Error("no route")) : real(input, init),
      )
    const answer = await site.send(token)
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"])
    spy.mockRestore()
    expect((await site.send(token)).status).toBe(200)
    expect(await isIn()).toBe(false)
  })
})

describe("how it is signed", () => {
  afterEach(stopBoth)

  const SECRET = "an app-secret of thirty-two bytes"

  const startWith = async (alg: "HS256" | "ES256", registered: boolean): Promise<void> => {
    const client = registered ? { client: { id_token_signed_response_alg: alg } } : {}
    const provider = { ...client, clientSecret: SECRET }
    site = await startSite({ issuer: () => issuer.url, client: "app", provider })
    issuer = await startIssuer({
      alg: alg === "ES256" ? "ES256" : "RS256",
      client: {
        client_id: "app",
        client_secret: "a secret that is never asked for here",
        redirect_uris: [`${site.app.url}/auth/callback/local`],
        id_token_signed_response_alg: alg,
        backchannel_logout_uri: `${site.app.url}/auth/backchannel-logout/local`,
        backchannel_logout_session_required: true,
      },
      features: { backchannelLogout: { enabled: true } },
    })
  }

  it("by another algorithm of the metadata, or the registered one and no other", async () => {
    await startWith("ES256", true)
    const rsa = await generateKeyPair("RS256")
    const other = await sign(claims({ sid: "x" }), {
      key: rsa.privateKey,
      header: { alg: "RS256" },
    })
    expect((await site.send(other)).status).toBe(400)
    expect((await site.send(await sign(claims({ sid: "x" })))).status).toBe(200)
  })

  it("by the client's secret where that is registered, and by nothing else then", async () => {
    await startWith("HS256", true)
    const secret = new TextEncoder().encode(SECRET)
    const header = { alg: "HS256", kid: undefined }
    expect(
      (await site.send(await sign(claims({ sid: "x" }), { key: secret, header }))).status,
    ).toBe(200)
    const wrong = new TextEncoder().encode("another secret of thirty-two bytes")
    expect((await site.send(await sign(claims({ sid: "x" }), { key: wrong, header }))).status).toBe(
      400,
    )
    expect((await site.send(await sign(claims({ sid: "x" })))).status).toBe(400)
  })
})

/** What is remembered between two checks never outlives what it was made of. */
import { mkdtempSync, writeFileSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, vi } from "vitest"
import { sessionCookies } from "../../src/config/cookies.ts"
import { crypto } from "../../src/crypto/index.ts"
import { type AuthConfig, getSession } from "../../src/index.ts"
import { encode } from "../../src/jwt/index.ts"
import { decode as decodeV5, encode as encodeV5 } from "../../src/doors/v5/jwt.ts"
import { environmentKeys } from "../../src/keys/environment.ts"
import { createRing } from "../../src/keys/ring.ts"
import { splitFacts } from "../../src/session/claims.ts"
import { sessionSpecs } from "../../src/session/session-cookies.ts"
import { resolveOrigin } from "../../src/web/origin.ts"

afterEach(() => void vi.useRealTimers())

const NAME = "__Host-latchkey.session-token"
const secretOf = (): string => crypto.toBase64url(crypto.randomBytes(32))
const quiet = { info() {}, warn() {}, error() {} }
const base = { providers: [], trustHost: true, logger: quiet } satisfies Partial<AuthConfig>

async function requestOf(secret: string, options: { name?: string; maxAge?: number } = {}) {
  const { name = NAME, maxAge } = options
  const params = { token: { sub: "1", name: "Ada" }, secret, salt: NAME }
  const token = await encode(maxAge === undefined ? params : { ...params, maxAge })
  return new Request("https://app.example/auth/session", {
    headers: { cookie: `${name}=${token}` },
  })
}

const isIn = async (request: Request, config: AuthConfig): Promise<boolean> =>
  (await getSession(request, config)) !== null

describe("the keys of the environment", () => {
  it("a value that changes, comes or goes between two checks is seen at once", async () => {
    const [one, two] = [secretOf(), secretOf()]
    const env: Record<string, string> = { NODE_ENV: "production", AUTH_SECRET: one }
    const config = { ...base, env }
    const request = await requestOf(one)
    expect(await isIn(request, config)).toBe(true)
    env["AUTH_SECRET"] = two
    expect(await isIn(request, config)).toBe(false)
    env["AUTH_SECRET_1"] = one
    expect(await isIn(request, config)).toBe(true)
    delete env["AUTH_SECRET_1"]
    expect(await isIn(request, config)).toBe(false)
    delete env["AUTH_SECRET"]
    await expect(getSession(request, config)).rejects.toMatchObject({ name: "MissingSecret" })
  })

  it("of two applications each has its own, in whatever order they are asked", () => {
    const environments = Array.from({ length: 40 }, () => ({ AUTH_SECRET: secretOf() }))
    for (let round = 0; round < 2; round++) {
      for (const env of environments) {
        const read = Object.assign((name: string) => (env as Record<string, string>)[name], {
          scope: env,
        })
        expect(environmentKeys(read).secrets).toEqual([env.AUTH_SECRET])
      }
    }
  })

  it("a date that comes changes which one seals, and a clock that is turned back changes it again", () => {
    const [old, next] = [secretOf(), secretOf()]
    const read = (name: string): string | undefined =>
      name === "AUTH_SECRETS" ? `${old},${next}@2030-01-01T00:00Z` : undefined
    const date = Date.parse("2030-01-01T00:00Z")
    expect(environmentKeys(read, date - 1).secrets).toEqual([old, next])
    expect(environmentKeys(read, date - 1)).toBe(environmentKeys(read, date - 1))
    expect(environmentKeys(read, date).secrets).toEqual([next, old])
    expect(environmentKeys(read, date - 2).secrets).toEqual([old, next])
  })

  it("a file that changes is seen within a second", () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const file = join(mkdtempSync(join(tmpdir(), "latchkey-guard-")), "secret")
    const scope = {}
    const read = Object.assign((name: string) => (name === "AUTH_SECRET_FILE" ? file : undefined), {
      scope,
    })
    const [one, two] = [secretOf(), secretOf()]
    writeFileSync(file, one)
    expect(environmentKeys(read).secrets).toEqual([one])
    writeFileSync(file, two)
    utimesSync(file, new Date(), new Date(Date.now() + 5_000))
    vi.setSystemTime(Date.now() + 1_100)
    expect(environmentKeys(read).secrets).toEqual([two])
  })
})

describe("rings of strings", () => {
  it("a list that the application changes in place is another ring", async () => {
    const [one, two] = [secretOf(), secretOf()]
    const secret = [two, one]
    const config = { ...base, secret }
    const request = await requestOf(one)
    expect(await isIn(request, config)).toBe(true)
    secret.pop()
    expect(await isIn(request, config)).toBe(false)
    secret.push(one)
    expect(await isIn(request, config)).toBe(true)
  })

  it("the same strings are one ring; another order, origin or number of them is another", async () => {
    const [one, two] = [secretOf(), secretOf()]
    const ring = await createRing([one, two], "a")
    expect(await createRing([one, two], "a")).toBe(ring)
    for (const [strings, origin] of [
      [[one], "a"],
      [[two, one], "a"],
      [[one, two, secretOf()], "a"],
      [[one, two], "b"],
    ] as const) {
      expect(await createRing(strings, origin)).not.toBe(ring)
    }
    expect(await createRing([one, two], "a")).toBe(ring)
  })

  it("one with refused keys is never taken for one without", async () => {
    const [one, two] = [secretOf(), secretOf()]
    const plain = await createRing([one, two], "a")
    const kid = plain.keys[1]!.id
    const refused = new Map([[kid, "revoked" as const]])
    const without = await createRing([one, two], "a", { refused })
    expect(without.keys.map(({ id }) => id)).toEqual([plain.keys[0]!.id])
    expect((await createRing([one, two], "a")).keys).toHaveLength(2)
  })
})

describe("sessions", () => {
  it("one that was checked a moment ago ends when it expires, and with its cookie", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const config = { ...base, secret: secretOf() }
    const request = await requestOf(config.secret, { maxAge: 60 })
    expect(await isIn(request, config)).toBe(true)
    expect(await isIn(new Request(request.url), config)).toBe(false)
    vi.setSystemTime(Date.now() + 60_000 + 16_000)
    expect(await isIn(request, config)).toBe(false)
  })

  it("no two checks share claims, so that what a callback changes is not seen by the next one", async () => {
    const names: unknown[] = []
    const callbacks: AuthConfig["callbacks"] = {
      jwt({ token }) {
        names.push(token.name)
        token.name = "Eve"
        return token
      },
    }
    const config = { ...base, secret: secretOf(), callbacks }
    const request = await requestOf(config.secret)
    await getSession(request, config)
    await getSession(request, config)
    expect(names).toEqual(["Ada", "Ada"])
  })

  it("a callback that waits, and one that answers at once, are the same", async () => {
    const secret = secretOf()
    const request = await requestOf(secret)
    const at = (later: boolean): AuthConfig["callbacks"] => ({
      jwt: ({ token }) =>
        later ? Promise.resolve({ ...token, sub: "2" }) : { ...token, sub: "2" },
      session: ({ session }) => (later ? Promise.resolve(session) : session),
    })
    const once = await getSession(request, { ...base, secret, callbacks: at(false) as never })
    expect(once).toMatchObject({ user: { id: "2", name: "Ada" } })
    expect(await getSession(request, { ...base, secret, callbacks: at(true) as never })).toEqual(
      once,
    )
  })
})

describe("names and addresses", () => {
  it("the cookie's name may change between two checks", async () => {
    const secret = secretOf()
    const request = await requestOf(secret, { name: "mine" })
    const cookies = { sessionToken: { name: "mine", options: { secure: false } } }
    expect(await isIn(request, { ...base, secret })).toBe(false)
    expect(await isIn(request, { ...base, secret, cookies })).toBe(true)
    cookies.sessionToken.name = "yours"
    expect(await isIn(request, { ...base, secret, cookies })).toBe(false)
  })

  it("what is shared by all requests can't be changed by one", () => {
    const [first] = sessionCookies({ compat: undefined, secure: true, custom: undefined })
    expect(() => (first!.cookie.options.domain = "evil.example")).toThrow(TypeError)
    expect(() => (first!.cookie.name = "evil")).toThrow(TypeError)
    expect(Object.isFrozen(sessionSpecs(first!.cookie.name)[0])).toBe(true)
  })

  it("a host that was trusted a moment ago is asked about again", async () => {
    const config = { ...base, secret: secretOf() }
    const request = await requestOf(config.secret)
    expect(await isIn(request, config)).toBe(true)
    const doubted = { ...config, trustHost: false }
    await expect(getSession(request, doubted)).rejects.toMatchObject({ name: "UntrustedHost" })
  })

  it("a thousand hosts later the answer is the same, and each is the parser's", () => {
    const originOf = (requestUrl: string) =>
      resolveOrigin({ trustHost: true, requestUrl, headers: new Headers() })
    const urls = [
      "https://app.example/a",
      "https://APP.example:443?b",
      "http://app.example:80#c",
      "https://app.example:8443\\d",
      "http://[::1]:3000/",
      "https://user:word@app.example/x@y",
      "HTTPS://app.example/",
    ]
    const first = urls.map(originOf)
    expect(first).toEqual(urls.map((url) => ({ ok: true, origin: new URL(url).origin })))
    for (let n = 0; n < 1_000; n++) originOf(`https://host-${n}.example/`)
    expect(urls.map(originOf)).toEqual(first)
    expect(originOf("https:///")).toMatchObject({ ok: false })
    expect(originOf("https://exa mple/")).toMatchObject({ ok: false })
  })
})

describe("single tokens", () => {
  it("facts that a token lacks are made when they are asked for, once, and not from what a callback wrote", () => {
    const split = splitFacts({ sub: "1", iat: 7 })
    split.token["iat"] = 99
    expect(split.facts.auth_time).toBe(7)
    expect(split.facts).toBe(split.facts)
    expect(splitFacts({ sub: "1", iat: 7 }).facts.sid).not.toBe(split.facts.sid)
  })

  it("a header that is spelled otherwise, and longer, opens too, and the next one as before", async () => {
    const secret = secretOf()
    const salt = "authjs.session-token"
    const token = await encodeV5({ token: { sub: "1" }, secret, salt })
    const [header, ...rest] = token.split(".")
    expect(await decodeV5({ token, secret, salt })).toMatchObject({ sub: "1" })
    const said = JSON.parse(Buffer.from(header!, "base64url").toString()) as object
    const longer = Buffer.from(JSON.stringify({ ...said, typ: "JWT" })).toString("base64url")
    // Its header is authenticated: with another one this is no token of ours.
    const forged = [longer, ...rest].join(".")
    await expect(decodeV5({ token: forged, secret, salt })).rejects.toMatchObject({
      status: "forged",
    })
    expect(await decodeV5({ token, secret, salt })).toMatchObject({ sub: "1" })
  })
})

/** What an answer of a provider is held to before anything is done with it, rule by rule. */
import { createHash } from "node:crypto"
import { afterEach, describe, expect, it, vi } from "vitest"
import { essentialAcr, isAcrMet } from "./acr.ts"
import { requiredChecks } from "./checks.ts"
import { macHash, macHolds, macKey } from "./client-mac.ts"
import { assertIdToken, CLOCK_SKEW_IN_SECONDS, serverOfTenant } from "./id-token.ts"
import { isCompact } from "./is-compact.ts"
import { jwtPart, unverifiedClaims } from "./jwt-parts.ts"
import type { OAuthCheck, OAuthProvider } from "./provider.ts"
import { printable, safeError } from "./safe-error.ts"
import { expiry, normaliseTokens, TokenEndpointError } from "./token-answer.ts"

afterEach(() => void vi.useRealTimers())

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const now = (): number => Math.floor(Date.now() / 1000)
const issuer = "https://id.example"
const base = { id: "p", type: "oidc", clientId: "client", idToken: true, token: { params: {} } }
const providerOf = (more: object = {}): OAuthProvider => ({ ...base, ...more }) as never

describe("an ID token", () => {
  const check = async (
    claims: object,
    { alg = "RS256", provider = providerOf(), asked = {} } = {},
  ) => {
    const all = { iss: issuer, aud: "client", sub: "7", iat: now(), exp: now() + 60, ...claims }
    const id_token = `${encoded({ alg })}.${encoded(all)}.x`
    const tokens = { access_token: "access", token_type: "bearer", id_token } as never
    await assertIdToken(provider, { issuer }, all as never, tokens, asked)
    return "held"
  }
  const half = (hash: string, text: string): string => {
    const digest = createHash(hash).update(text).digest()
    return digest.subarray(0, digest.length / 2).toString("base64url")
  }

  it.each([
    {},
    { azp: "client" },
    { iat: now() - 500 },
    { iat: now() + CLOCK_SKEW_IN_SECONDS - 10 },
    { exp: 0 },
    { exp: Number.MAX_SAFE_INTEGER },
    { sub: "~ ".repeat(127) + "x" },
    { at_hash: half("sha256", "access") },
    { c_hash: "of no code that was asked for" },
  ])("%j holds", async (claims) => expect(await check(claims)).toBe("held"))

  it.each<[string, object]>([
    ["azp", { azp: "other" }],
    ["azp", { azp: "" }],
    ["exp", { exp: "1" }],
    ["exp", { exp: -1 }],
    ["exp", { exp: Number.MAX_SAFE_INTEGER + 1 }],
    ["exp", { exp: undefined }],
    ["iat", { iat: "1" }],
    ["iat", { iat: now() + CLOCK_SKEW_IN_SECONDS + 600 }],
    ["iat", { iat: now() - 600 - CLOCK_SKEW_IN_SECONDS - 5 }],
    ["iat", { iat: undefined }],
    ["sub", { sub: "" }],
    ["sub", { sub: "x".repeat(256) }],
    ["sub", { sub: "\u00e4" }],
    ["sub", { sub: "a\n" }],
    ["at_hash", { at_hash: half("sha256", "other") }],
    ["at_hash", { at_hash: half("sha512", "access") }],
    ["at_hash", { at_hash: 7 }],
  ])("is refused for its %s: %j", async (claim, claims) => {
    await expect(check(claims)).rejects.toThrow(
      new Error(`unexpected ID Token "${claim}" claim value`),
    )
  })

  it("is of now: a minute ahead at most, and eleven old", async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ["Date"] })
    const skew = CLOCK_SKEW_IN_SECONDS
    for (const iat of [now() + skew, now() - 600 - skew]) expect(await check({ iat })).toBe("held")
    for (const iat of [now() + skew + 1, now() - 600 - skew - 1]) {
      await expect(check({ iat })).rejects.toThrow('"iat"')
    }
  })

  it.each([
    ["RS256", "sha256"],
    ["ES384", "sha384"],
    ["PS512", "sha512"],
    ["Ed25519", "sha512"],
    ["EdDSA", "sha512"],
  ])("signed with %s has hashes by %s, of the code and the state too", async (alg, hash) => {
    // Enough texts that each letter of base64url which is not one of base64 comes about.
    for (const text of Array.from({ length: 40 }, (_, n) => `text ${n}`)) {
      const asked = { code: text, state: `${text}!` }
      const claims = { c_hash: half(hash, text), s_hash: half(hash, `${text}!`) }
      expect(await check(claims, { alg, asked })).toBe("held")
    }
    const asked = { code: "one", state: "two" }
    await expect(check({ c_hash: half(hash, "x") }, { alg, asked })).rejects.toThrow("c_hash")
    await expect(check({ s_hash: half(hash, "x") }, { alg, asked })).rejects.toThrow("s_hash")
  })

  it("of a tenant is of the issuer that its claims name", async () => {
    const tenancy = {
      issuerOf: (from: string, { tid }: { tid?: string }) => tid && `${from}/${tid}`,
    }
    const provider = providerOf({ tenancy })
    expect(await check({ tid: "a", iss: `${issuer}/a` }, { provider })).toBe("held")
    await expect(check({ tid: "a", iss: `${issuer}/b` }, { provider })).rejects.toThrow('"iss"')
    await expect(check({ iss: issuer }, { provider })).rejects.toThrow('"iss"')
    await expect(check({ iss: undefined }, { provider })).rejects.toThrow('"iss"')

    const server = { issuer, token_endpoint: `${issuer}/token` }
    const told = (body: unknown, by = provider) =>
      serverOfTenant(by, server, new Response(JSON.stringify(body)))
    const id_token = `x.${encoded({ tid: "a" })}.y`
    expect(await told({ id_token })).toEqual({ ...server, issuer: `${issuer}/a` })
    for (const body of [null, {}, { id_token: 7 }, { id_token: "x" }, { id_token: "x.e30.y" }]) {
      expect(await told(body)).toBe(server)
    }
    expect(await told({ id_token }, providerOf())).toBe(server)
    expect(await serverOfTenant(provider, server, new Response("no JSON"))).toBe(server)
  })
})

describe("the answer of a token endpoint", () => {
  const read = async (body: unknown, more: object = {}, status = 200) => {
    const text = typeof body === "string" ? body : JSON.stringify(body)
    const found = await normaliseTokens(providerOf(more), new Response(text, { status }))
    return { ...found, status: found.readable.status, text: await found.readable.text() }
  }
  const plain = { type: "oauth", idToken: false }

  it("keeps its members and status, and none that is null", async () => {
    const { text, status, withheld, alone } = await read(
      { access_token: "a", id_token: "i", refresh_token: null, expires_in: 60 },
      {},
      201,
    )
    expect(JSON.parse(text)).toEqual({ access_token: "a", id_token: "i", expires_in: 60 })
    expect([status, withheld, alone]).toEqual([201, {}, false])
    expect((await read('{"__proto__":{"a":1},"b":2}')).text).toBe('{"b":2}')
  })

  it.each(["", "no JSON", "[]", "null", "7", '"text"'])(
    "that is %j stays as it is",
    async (text) => {
      const { withheld, ...found } = await read(text, {}, 203)
      expect(found).toMatchObject({ text, status: 203 })
      expect(withheld).toEqual({})
    },
  )

  it("is an error where it says so, whatever its status", async () => {
    for (const status of [200, 400]) {
      const failed = read({ error: "invalid_grant", error_description: "no" }, {}, status)
      await expect(failed).rejects.toBeInstanceOf(TokenEndpointError)
      await expect(failed).rejects.toMatchObject({
        name: "TokenEndpointError",
        error: "invalid_grant",
        error_description: "no",
      })
    }
    const silent = await read({ error: "x", error_description: 7 }).catch((error: unknown) => error)
    expect(silent).toMatchObject({ error: "x", error_description: undefined })
    expect((await read({ error: "" })).text).toBe('{"error":""}')
    expect((await read({ error: 7 })).text).toBe('{"error":7}')
  })

  it.each([60, 0, -1, "3600", "-1", "3600.5", "3600.25", undefined])(
    "may have the lifetime %j",
    async (expires_in) => {
      expect(JSON.parse((await read({ expires_in })).text)).toEqual({ expires_in })
    },
  )

  it.each(["", "x", "3600abc", "x3600", "1e3", "1.", ".5", " 1", [3600], {}, true, "1".repeat(16)])(
    "may not have the lifetime %j",
    async (expires_in) => {
      await expect(read({ expires_in })).rejects.toThrow("`expires_in` is not a number")
    },
  )

  it("has no ID token for a provider that is asked for none, and keeps it for the application", async () => {
    const body = { access_token: "a", id_token: "i" }
    expect(await read(body, plain)).toMatchObject({
      text: '{"access_token":"a"}',
      withheld: { id_token: "i" },
    })
    for (const more of [{ type: "oauth" }, { idToken: false }]) {
      expect(await read(body, more)).toMatchObject({ text: JSON.stringify(body), withheld: {} })
    }
    const { text, withheld } = await read({ id_token: 7 }, plain)
    expect([text, withheld]).toEqual(["{}", {}])
  })

  it("may be an ID token alone where the provider says so", async () => {
    const optional = { token: { params: {}, accessToken: "optional" } }
    const standIn = { text: '{"id_token":"i","access_token":"none"}', alone: true }
    expect(await read({ id_token: "i" }, optional)).toMatchObject(standIn)
    for (const [body, more] of [
      [{ id_token: "i" }, {}],
      [{ id_token: "i" }, { ...optional, idToken: false }],
      [{ id_token: "i", access_token: "a" }, optional],
      [{ id_token: 7 }, optional],
      [{}, optional],
    ] as const) {
      expect(await read(body, more)).toMatchObject({ text: JSON.stringify(body), alone: false })
    }
  })

  it("is made regular by the provider's own way, or stays", async () => {
    const own = (answer: Response | undefined) => ({
      token: { params: {}, conform: async () => answer },
    })
    expect((await read({ a: 1 }, own(new Response('{"b":2}')))).text).toBe('{"b":2}')
    expect((await read({ a: 1 }, own(undefined))).text).toBe('{"a":1}')
  })

  it("says when the access token expires", () => {
    const token_type = "bearer"
    expect(expiry({ token_type })).toEqual({})
    expect(expiry({ token_type, expires_in: 0 })).toEqual({})
    const before = now()
    const { expires_at } = expiry({ token_type, expires_in: 60.9 })
    expect(expires_at).toBeGreaterThanOrEqual(before + 60)
    expect(expires_at).toBeLessThanOrEqual(now() + 60)
    expect(() => expiry({ token_type, expires_in: 2 ** 53 })).toThrow("absurd")
    expect(() => expiry({ expires_in: 60 })).toThrow("bearer")
    expect(() => expiry({ token_type: "mac" })).toThrow("bearer")
  })
})

describe("a token's form", () => {
  it("is three parts in their one spelling", () => {
    expect(isCompact("QQ.QQ.QQ")).toBe(true)
    expect(isCompact("..")).toBe(true)
    for (const text of ["", "QQ.QQ", "QQ.QQ.QQ.QQ", "QR.QQ.QQ", "QQ.QQ.Q", "Q=.QQ.QQ", "QQ.QQ. "]) {
      expect(isCompact(text)).toBe(false)
    }
  })

  it("shows its parts, where they are objects", () => {
    const token = `${encoded({ alg: "x" })}.${encoded({ sub: "\u00fc?\u{1f511}>~~~" })}.`
    expect(jwtPart(token, 0)).toEqual({ alg: "x" })
    expect(unverifiedClaims(token)).toEqual({ sub: "\u00fc?\u{1f511}>~~~" })
    for (const value of [null, 7, "x"])
      expect(unverifiedClaims(`.${encoded(value)}`)).toBeUndefined()
    for (const text of ["", "x", "x.!.y", "x.QQ.y"]) expect(unverifiedClaims(text)).toBeUndefined()
    // Both letters that base64 spells in another way.
    const odd = Buffer.from('{"a":"\u00fb\u00ff\u00be\u03ff~?>"}').toString("base64url")
    expect(unverifiedClaims(`.${odd}`)).toEqual({ a: "\u00fb\u00ff\u00be\u03ff~?>" })
  })
})

describe("a secret that signs", () => {
  it.each([
    ["HS256", "SHA-256", 32],
    ["HS384", "SHA-384", 48],
    ["HS512", "SHA-512", 64],
  ] as const)("with %s is as long as %s", async (alg, hash, least) => {
    expect(macHash(alg)).toBe(hash)
    expect(macKey("x".repeat(least), hash)).toHaveLength(least)
    const bytes = new Uint8Array(least)
    expect(macKey(bytes, hash)).toBe(bytes)
    expect(() => macKey("x".repeat(least - 1), hash)).toThrow(`at least ${least}`)
    const [key, data] = [macKey("k".repeat(least), hash), new TextEncoder().encode("data")]
    const { createHmac } = await import("node:crypto")
    const mac = new Uint8Array(createHmac(hash.replace("-", ""), key).update(data).digest())
    expect(await macHolds(hash, key, data, mac)).toBe(true)
    expect(await macHolds(hash, key, data, mac.slice(0, -1))).toBe(false)
    expect(await macHolds(hash, key, data.slice(1), mac)).toBe(false)
  })

  it.each(["RS256", "xHS256", "HS256x", "HS128", "none", "", undefined])("%j is none", (alg) => {
    expect(macHash(alg)).toBeUndefined()
  })
})

describe("a way of proving who one is", () => {
  const asking = (claims: unknown) =>
    essentialAcr({
      authorization: {
        params: { claims: typeof claims === "string" ? claims : JSON.stringify(claims) },
      },
    } as never)
  const acr = (value: unknown) => ({ id_token: { acr: value } })

  it("is essential where the claims parameter says so", () => {
    expect(asking(acr({ essential: true, value: "a" }))).toEqual(["a"])
    expect(asking(acr({ essential: true, values: ["a", 7, "b"] }))).toEqual(["a", "b"])
    expect(asking(acr({ essential: true, value: "a", values: "b" }))).toEqual(["a"])
    expect(asking(acr({ essential: true }))).toEqual([])
    for (const none of [
      acr({ value: "a" }),
      acr({ essential: "true" }),
      acr(null),
      {},
      "no JSON",
    ]) {
      expect(asking(none)).toBeUndefined()
    }
    expect(essentialAcr({ authorization: { params: {} } } as never)).toBeUndefined()
  })

  it("is met by one of those, or by any where none is named", () => {
    expect(isAcrMet(["a", "b"], "b")).toBe(true)
    expect(isAcrMet([], "x")).toBe(true)
    for (const said of ["", undefined, 7, null]) expect(isAcrMet([], said)).toBe(false)
    expect(isAcrMet(["a"], "b")).toBe(false)
    expect(isAcrMet([""], "")).toBe(false)
  })
})

it.each<[OAuthCheck[], boolean, unknown, OAuthCheck[]]>([
  [["pkce"], true, undefined, ["pkce", "nonce"]],
  [["pkce"], true, ["plain"], ["pkce", "nonce"]],
  [["pkce"], true, "S256", ["pkce", "nonce"]],
  [["pkce"], true, ["plain", "S256"], ["pkce"]],
  [["pkce"], false, undefined, ["pkce"]],
  [["state"], true, undefined, ["state"]],
  [["pkce", "state"], true, undefined, ["pkce", "state"]],
  [[], true, undefined, []],
])(
  "the checks %j, with an ID token %j, of a server that knows %j, are %j",
  (own, idToken, methods, all) => {
    const server = { issuer, code_challenge_methods_supported: methods } as never
    expect([...requiredChecks({ checks: new Set(own), idToken }, server)]).toEqual(all)
  },
)

describe("what is logged of an error", () => {
  it("is its name, message, code and stack, and of its cause what holds no secret", () => {
    const cause = { claim: "aud", status: 400, alg: "a\u00e9\n", reason: {}, body: "secret" }
    const error = Object.assign(new RangeError("wrong", { cause }), { code: "E1", token: "secret" })
    const safe = safeError(error) as Error & Record<string, unknown>
    expect(safe).not.toBe(error)
    expect({ ...safe, name: safe.name, message: safe.message, stack: safe.stack }).toEqual({
      name: "RangeError",
      message: "wrong",
      stack: error.stack,
      code: "E1",
      claim: "aud",
      status: "400",
      alg: "a??",
    })
    expect(safe.cause).toBeUndefined()
    const nested = safeError(new Error("outer", { cause: Object.assign(error, { code: 7 }) }))
    expect(nested.cause).toMatchObject({ name: "RangeError", message: "wrong" })
    expect(nested.cause).not.toBe(error)
    expect(nested.cause).not.toHaveProperty("code")
  })

  it("is nothing of a text that could not be read, nor of what is no error", () => {
    const error = new SyntaxError("Unexpected token eyJ")
    const safe = safeError(error)
    expect(safe).toMatchObject({ name: "SyntaxError", message: "not valid JSON" })
    expect(safe.stack).not.toContain("eyJ")
    for (const thrown of ["secret", null, { message: "secret" }]) {
      expect(safeError(thrown).message).toBe("something was thrown that is no error")
    }
    expect(safeError(new Error("x", { cause: null }))).not.toHaveProperty("claim")
    expect(safeError(new Error("x", { cause: "text" })).cause).toBeUndefined()
  })

  it("is printable, and not long", () => {
    expect(printable("a\u0000\u007f\u00e9~ ")).toBe("a???~ ")
    expect(printable("x".repeat(300))).toHaveLength(200)
  })
})

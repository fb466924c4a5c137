/** What becomes of each answer to a refresh: whose fault it is, and whether its ID token may follow the one before. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { bearer, idToken, issuer, knownProvider } from "../../test/support/known-provider.ts"
import { GrantEnded, ProviderBusy, RefreshRefused, refreshTokens } from "./refresh.ts"

const REFRESH_TOKEN = "the-refresh-token"
const NOW = 1_800_000_000

beforeEach(() => void vi.useFakeTimers({ now: NOW * 1000, toFake: ["Date"] }))
afterEach(() => void vi.useRealTimers())

function start(answer: () => Response | Promise<Response>, config: object = {}) {
  const { provider, sent } = knownProvider({ "/token": answer, "/again": answer }, config)
  const refresh = (before?: string) =>
    refreshTokens(provider, { refreshToken: REFRESH_TOKEN, idToken: before })
  return { refresh, sent }
}
const failing = async (status: number, body: object, headers: HeadersInit = {}) =>
  start(() => Response.json(body, { status, headers }))
    .refresh()
    .catch((error: unknown) => error)

describe("a refresh", () => {
  it("sends the token, and the provider's own parameters, to its place for that", async () => {
    const usual = start(() => bearer({ expires_in: 60 }))
    expect(await usual.refresh()).toMatchObject({ expires_at: NOW + 60 })
    expect(usual.sent[0]!.path).toBe("/token")
    const token = { url: `${issuer}/token`, params: { lang: "en" }, refreshUrl: `${issuer}/again` }
    const own = start(() => bearer(), { token })
    await own.refresh()
    expect(own.sent.map(({ path, body }) => [path, body])).toEqual([
      ["/again", { grant_type: "refresh_token", refresh_token: REFRESH_TOKEN, lang: "en" }],
    ])
  })

  it("shows the provider's dialect that nothing came back from a browser", async () => {
    const prepare = vi.fn()
    await start(() => bearer(), { token: { url: `${issuer}/token`, prepare } }).refresh()
    expect(prepare).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ params: {} }))
  })

  it("keeps an ID token that nobody asked for, and looks at none of it", async () => {
    const id_token = "of whatever form"
    const plain = { type: "oauth", idToken: false, userinfo: `${issuer}/me` }
    const { refresh } = start(() => bearer({ id_token }), plain)
    expect(await refresh()).toMatchObject({ id_token })
  })
})

describe("a refusal", () => {
  it.each([
    "invalid_grant",
    "bad_refresh_token",
    "invalid_refresh_token",
    "token_revoked",
    "token_expired",
    "login_required",
    "consent_required",
    "interaction_required",
  ])("of %s ends the grant", async (code) => {
    for (const status of [200, 400, 401]) {
      const error = await failing(status, { error: code })
      expect(error).toBeInstanceOf(GrantEnded)
      expect(error).toMatchObject({ name: "GrantEnded", error: code })
      expect((error as Error).message).toBe(`the provider refused the refresh token: ${code}`)
    }
  })

  it.each(["temporarily_unavailable", "slow_down"])("of %s is a busy provider's", async (code) => {
    const error = await failing(400, { error: code }, { "retry-after": "7" })
    expect(error).toBeInstanceOf(ProviderBusy)
    expect(error).toMatchObject({ name: "ProviderBusy", retryAfter: undefined })
    expect((error as Error).message).toBe("the token endpoint answered with status 400")
  })

  it("of anything else is of us, and quotes neither the token nor what breaks a line", async () => {
    const error = await failing(400, { error: `no\n ${REFRESH_TOKEN}` })
    expect(error).toBeInstanceOf(RefreshRefused)
    expect((error as Error).name).toBe("RefreshRefused")
    expect((error as Error).message).toBe("the token endpoint refused: no? [withheld]")
  })

  it.each([
    [428, false],
    [429, true],
    [499, false],
    [500, true],
    [503, true],
  ])("with status %i is a busy provider's: %s", async (status, busy) => {
    const error = await failing(status, { error: "invalid_grant" }, { "retry-after": "7" })
    expect(error instanceof ProviderBusy).toBe(busy)
    if (busy) expect(error).toMatchObject({ retryAfter: 7 })
    if (busy) expect((error as Error).message).toContain(`status ${status}`)
  })

  it.each([
    ["0", 0],
    ["999999999", 999_999_999],
    ["9999999999", undefined],
    ["12x", undefined],
    ["x12", undefined],
    [new Date((NOW + 90) * 1000).toUTCString(), 90],
    [new Date((NOW - 90) * 1000).toUTCString(), 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("that says to come again after %j means %j seconds", async (after, seconds) => {
    const error = await failing(503, {}, after === undefined ? {} : { "retry-after": after })
    expect(error).toBeInstanceOf(ProviderBusy)
    expect((error as ProviderBusy).retryAfter).toBe(seconds)
  })
})

describe("a refreshed ID token", () => {
  const renewed = async (claims: object, before?: string) => {
    const id_token = await idToken(claims as Record<string, unknown>)
    return start(() => bearer({ id_token })).refresh(before)
  }

  it.each<[string, object, object]>([
    ["as it was", {}, {}],
    ["a minute older, for the skew of clocks", { iat: NOW - 60 }, {}],
    ["of the same sign-in", { nonce: "n" }, { nonce: "n" }],
    ["that doesn't say of which sign-in", {}, { nonce: "n" }],
    ["where the one before didn't say of which sign-in", { nonce: "n" }, {}],
    ["after one without a time", {}, { iat: "1900000000" }],
  ])("may be one %s", async (_, claims, before) => {
    const tokens = await renewed(claims, await idToken(before as Record<string, unknown>))
    expect(tokens).toMatchObject({ id_token: expect.any(String) })
  })

  it("may be the first one, or come after one that can't be read", async () => {
    expect(await renewed({ nonce: "n" })).toHaveProperty("id_token")
    expect(await renewed({ nonce: "n" }, "not a token")).toHaveProperty("id_token")
  })

  it.each<[string, object, object]>([
    ["of somebody else", { sub: "bob" }, {}],
    ["older than the one before", { iat: NOW - 61 }, {}],
    ["of another sign-in", { nonce: "m" }, { nonce: "n" }],
    ["of another sign-in", { nonce: "m" }, { nonce: 7 }],
  ])("is refused where it is %s", async (wrong, claims, before) => {
    const attempt = renewed(claims, await idToken(before as Record<string, unknown>))
    await expect(attempt).rejects.toThrow(`the ID token is ${wrong}`)
  })

  it("is held to the rules of every ID token, and to its tenant's issuer", async () => {
    await expect(renewed({ azp: "other" })).rejects.toThrow('"azp"')
    const forged = (await idToken()).replace(/.$/, (last) => (last === "A" ? "E" : "A"))
    const { refresh } = start(() => bearer({ id_token: forged }))
    await expect(refresh()).rejects.toThrow()
    const tenancy = {
      accepts: () => true,
      issuerOf: (from: string, { tid }: { tid?: string }) => tid && `${from}/${tid}`,
    }
    const of = async (claims: Record<string, unknown>) => {
      const id_token = await idToken(claims)
      return start(() => bearer({ id_token }), { tenancy }).refresh()
    }
    expect(await of({ tid: "a", iss: `${issuer}/a` })).toHaveProperty("id_token")
    await expect(of({ tid: "a" })).rejects.toThrow()
  })
})

import { describe, expect, it, vi } from "vitest"
import { InvalidEndpoints } from "../errors.ts"
import { endSessionEndpoint, endSessionUrl } from "./end-session.ts"
import type { OAuthProvider } from "./provider.ts"
import { resolveEndSession } from "./resolve-end-session.ts"

const issuer = "https://id.example"
const place = `${issuer}/logout`
const redirectUri = "https://app.example/auth/signout/callback"

function providerOf(endSession: object | string = {}, more: object = {}): OAuthProvider {
  const resolved = resolveEndSession({ id: "id", type: "oidc", endSession } as never)
  return { id: "id", clientId: "app", endSession: resolved, allowInsecure: false, ...more } as never
}

describe("what is decided of a sign-out", () => {
  it("without a word of anybody", () => {
    const resolved = resolveEndSession({ id: "id" } as never)
    expect(resolved).toEqual({ params: {}, state: true, idTokenHint: "stored" })
    expect(Object.isFrozen(resolved) && Object.isFrozen(resolved.params)).toBe(true)
  })

  it("by the provider, and by the application on top of it", () => {
    const prepare = vi.fn()
    const endSession = { url: `${place}?a=1`, params: { b: 2 }, state: false, prepare }
    const options = { endSession: { params: { b: "3" }, idTokenHint: "cookie" } }
    expect(resolveEndSession({ id: "id", endSession, options } as never)).toEqual({
      url: place,
      params: { a: "1", b: "3" },
      prepare,
      state: false,
      idTokenHint: "cookie",
    })
  })
})

describe("where people sign out", () => {
  const server = { issuer, end_session_endpoint: place }

  it("is where the configuration says, else the metadata", () => {
    expect(endSessionEndpoint(providerOf(), server)).toBe(place)
    expect(endSessionEndpoint(providerOf("https://own.example/out"), server)).toBe(
      "https://own.example/out",
    )
  })

  it.each([undefined, 7, "", "nowhere", [place]])("is nowhere where they say %j", (named) => {
    const answer = endSessionEndpoint(providerOf(), {
      issuer,
      end_session_endpoint: named as never,
    })
    expect(answer).toBeUndefined()
  })

  it("is no place in the open, but where the configuration wants it so", () => {
    const open = "http://id.example/logout"
    const named = { issuer, end_session_endpoint: open }
    expect(() => endSessionEndpoint(providerOf(), named)).toThrow(InvalidEndpoints)
    expect(() => endSessionEndpoint(providerOf(open), server)).toThrow(InvalidEndpoints)
    const insecure = { allowInsecure: true }
    expect(endSessionEndpoint(providerOf({}, insecure), named)).toBe(open)
    expect(endSessionEndpoint(providerOf(open, insecure), server)).toBe(open)
  })

  it("is the person's own machine where the configuration, or a server that is there, says so", () => {
    const local = "http://localhost:9/logout"
    const named = { issuer, end_session_endpoint: local }
    expect(endSessionEndpoint(providerOf(), named)).toBeUndefined()
    expect(endSessionEndpoint(providerOf({}, { allowInsecure: true }), named)).toBe(local)
    expect(endSessionEndpoint(providerOf(local), server)).toBe(local)
    const there = { issuer: "http://localhost:9", end_session_endpoint: local }
    expect(endSessionEndpoint(providerOf(), there)).toBe(local)
    const safe = { issuer: "http://localhost:9", end_session_endpoint: place }
    expect(endSessionEndpoint(providerOf(), safe)).toBe(place)
  })
})

describe("the address of a sign-out", () => {
  const idToken = `x.${Buffer.from('{"sub":"ada"}').toString("base64url")}.y`
  const leave = (endSession: object, more: object = {}, at = place): [string, object] => {
    const options = { redirectUri, state: "s", ...more }
    const url = new URL(endSessionUrl(providerOf(endSession), at, options))
    return [url.origin + url.pathname, Object.fromEntries(url.searchParams)]
  }
  const own = { client_id: "app", post_logout_redirect_uri: redirectUri }

  it("says who asks, where to go on, and whose session ends", () => {
    expect(leave({})).toEqual([place, { ...own, state: "s" }])
    expect(leave({}, { idToken })).toEqual([place, { ...own, state: "s", id_token_hint: idToken }])
    expect(leave({ state: false }, { idToken: "" })).toEqual([place, own])
  })

  it("keeps what it has of its own, and what protects it stays ours", () => {
    const params = {
      lang: "en",
      client_id: "other",
      post_logout_redirect_uri: "https://evil.example",
    }
    const at = `${place}?realm=a&lang=de`
    expect(leave({ params }, {}, at)).toEqual([
      place,
      { realm: "a", lang: "en", ...own, state: "s" },
    ])
  })

  it("is changed last by the provider's dialect, which sees what the ID token says", () => {
    const claims: unknown[] = []
    const prepare = vi.fn((given) => {
      claims.push(given.claims)
      given.params.delete("client_id")
    })
    expect(leave({ prepare }, { idToken })[1]).not.toHaveProperty("client_id")
    leave({ prepare })
    expect(claims).toEqual([{ sub: "ada" }, undefined])
  })
})

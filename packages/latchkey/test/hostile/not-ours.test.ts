/**
 * Modules of the conformance suite for what we don't do, each with the refusal, or with the proof that nobody asks for
 * it. Tokens come from the token endpoint only (RFC 9700 §2.1.2), so the modes that bring one by the browser are shut.
 */
import { describe, expect, it } from "vitest"
import { locationOf } from "../support/browser.ts"
import { over } from "./support/bend.ts"
import { provideOp } from "./support/scenario.ts"
import { signIn, visitor } from "./support/sign-in.ts"

const op = provideOp()

describe("OIDF, what is never asked for", () => {
  it.each(["token", "id_token", "id_token token", "code token", "code id_token", "none"])(
    "BCP-09: `response_type` is `code`, though the configuration says %s",
    async (response_type) => {
      const browser = visitor(op(), { provider: { authorization: { params: { response_type } } } })
      const { searchParams } = locationOf(await browser.post("/signin/acme"))
      expect(searchParams.get("response_type")).toBe("code")
    },
  )

  it("oidcc-client-test-userinfo-bearer-body: the token goes in the header, never in a body or a query", async () => {
    const { outcome } = await signIn(op(), { provider: { idToken: false } })
    const { authorization, body, query } = op().last("/userinfo")
    expect([outcome, body.size, query.size]).toEqual(["in", 0, 0])
    expect(authorization).toMatch(/^Bearer at-canary/)
  })

  it.each([
    ["oidcc-client-test-request-uri-signed-rs256", "request_uri"],
    ["oidcc-client-test-request-uri-signed-none", "request"],
  ])("%s: a person who signs in can't add `%s`", async (_, name) => {
    const browser = visitor(op())
    const start = await browser.post(`/signin/acme?${name}=https://evil.example/object`)
    expect(locationOf(start).searchParams.has(name)).toBe(false)
    expect(locationOf(start).pathname).toBe("/authorize")
  })

  it.each(["tls_client_auth", "self_signed_tls_client_auth"])(
    "oidcc-client-test-mtls-endpoint-aliases: no client certificates (%s)",
    async (token_endpoint_auth_method) => {
      const provider = { client: { token_endpoint_auth_method } }
      const { outcome } = await signIn(op(), { provider })
      expect(outcome).toBe(
        `InvalidEndpoints: Acme: there is no token_endpoint_auth_method "${token_endpoint_auth_method}".`,
      )
      expect(op().count("/token")).toBe(0)
    },
  )

  it("oidcc-client-test-mtls-endpoint-aliases: without a certificate the aliases are not used", async () => {
    op().bend = {
      metadata: (truth) =>
        over({ mtls_endpoint_aliases: { token_endpoint: `${op().url}/mtls` } })(truth),
    }
    expect((await signIn(op())).outcome).toBe("in")
    expect([op().count("/token"), op().count("/mtls")]).toEqual([1, 0])
  })

  it.each([
    ["oidcc-client-test-discovery-webfinger-acct", "acct:ada@evil.example"],
    ["oidcc-client-test-discovery-webfinger-url", "https://evil.example/ada"],
  ])("%s: who signs in doesn't say where", async (_, hint) => {
    const browser = visitor(op())
    const query = new URLSearchParams({ login_hint: hint, issuer: "https://evil.example" })
    const start = locationOf(await browser.post(`/signin/acme?${query}`))
    expect(start.origin).toBe(op().url)
    expect(op().requests.map(({ path }) => path)).toEqual(["/.well-known/openid-configuration"])
  })

  it("oidcc-client-test-dynamic-registration: a client without an id does not make itself one", async () => {
    const { outcome } = await signIn(op(), { provider: { clientId: undefined } })
    expect(outcome).toContain("MissingClientId: ")
    expect(op().requests).toEqual([])
  })

  it("oidcc-client-test-session-management: the provider's frame is not loaded", async () => {
    const { browser } = await signIn(op())
    for (const path of ["/signin", "/signout"]) {
      const page = await browser.get(path)
      expect(await page.text()).not.toMatch(/<iframe|\/check/)
      expect(page.headers.get("content-security-policy")).not.toContain("frame-src")
    }
    expect(op().count("/check")).toBe(0)
  })

  it.each(["GET", "POST"])(
    "OC-23 oidcc-client-test-3rd-party-init-login: another site starts no sign-in by %s",
    async (method) => {
      const browser = visitor(op())
      const query = new URLSearchParams({ iss: op().url, target_link_uri: "https://evil.example" })
      const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" }
      const answer = await browser.send(`/signin/acme?${query}`, { method, headers })
      const target = answer.headers.get("location") ?? ""
      expect(target.startsWith(op().url)).toBe(false)
      expect(target).not.toContain("evil.example")
      expect(browser.names().filter((name) => /state|nonce|pkce/.test(name))).toEqual([])
    },
  )
})

import { describe, expect, it } from "vitest"
import type { OAuthConfig } from "../../src/contracts/provider.ts"
import { endSessionEndpoint, endSessionUrl } from "../../src/oauth/end-session.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../src/oauth/provider.ts"
import Auth0 from "../../src/providers/auth0.ts"
import Cognito from "../../src/providers/cognito.ts"
import Google from "../../src/providers/google.ts"
import Keycloak from "../../src/providers/keycloak.ts"
import MicrosoftEntraID from "../../src/providers/microsoft-entra-id.ts"
import Okta from "../../src/providers/okta.ts"
import type { Profile } from "../../src/vocabulary/account.ts"

const redirectUri = "https://app.example/api/auth/signout/callback"
const client = { clientId: "app", clientSecret: "s" }
const resolved = (config: unknown): OAuthProvider =>
  resolveOAuthProvider(config as OAuthConfig<Profile>)

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const tokenOf = (claims: object): string => `${encoded({ alg: "RS256" })}.${encoded(claims)}.x`

/** Where the browser goes; null where there is nowhere to sign out. */
function leave(config: unknown, metadata: object = {}, claims: object = {}): string | null {
  const provider = resolved(config)
  const server = { issuer: provider.issuer ?? "https://idp.example", ...metadata }
  const endpoint = endSessionEndpoint(provider, server)
  const idToken = Object.keys(claims).length > 0 ? tokenOf(claims) : undefined
  return endpoint === undefined
    ? null
    : endSessionUrl(provider, endpoint, { redirectUri, state: "s", idToken })
}

const standard = {
  client_id: "app",
  post_logout_redirect_uri: redirectUri,
  state: "s",
}
const parts = (url: string | null): [string, Record<string, string>] => {
  const { origin, pathname, searchParams } = new URL(url!)
  return [origin + pathname, Object.fromEntries(searchParams)]
}

describe("where people sign out", () => {
  it("is what the metadata says, for Keycloak, Okta and whoever keeps to the specification", () => {
    const place = "https://idp.example/realms/acme/protocol/openid-connect/logout"
    const given = { ...client, issuer: "https://idp.example/realms/acme" }
    for (const config of [Keycloak(given), Okta(given)]) {
      const claims = { sub: "ada" }
      expect(parts(leave(config, { end_session_endpoint: place }, claims))).toEqual([
        place,
        { ...standard, id_token_hint: tokenOf(claims) },
      ])
      expect(parts(leave(config, { end_session_endpoint: place }))).toEqual([place, standard])
      expect(leave(config)).toBe(null)
    }
  })

  it("is nowhere at Google", () => {
    expect(leave(Google(client))).toBe(null)
  })

  it("is at Auth0 also where the metadata does not say", () => {
    const config = Auth0({ ...client, issuer: "https://acme.eu.auth0.com" })
    expect(parts(leave(config))).toEqual(["https://acme.eu.auth0.com/oidc/logout", standard])
    const kept = Auth0({
      ...client,
      issuer: "https://acme.eu.auth0.com",
      endSession: { params: { federated: "" }, idTokenHint: "cookie" },
    })
    expect(parts(leave(kept))[1]).toEqual({ ...standard, federated: "" })
    expect(resolved(kept).endSession.idTokenHint).toBe("cookie")
  })

  it("is told in its own words at Cognito, which sends no state back", () => {
    const issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abcdefghi"
    const place = "https://acme.auth.eu-west-1.amazoncognito.com/logout"
    const url = leave(Cognito({ ...client, issuer }), { end_session_endpoint: place }, { sub: "a" })
    expect(parts(url)).toEqual([place, { client_id: "app", logout_uri: redirectUri }])
  })

  it("is told whose account it is at Entra, where the claim is there", () => {
    const place = "https://login.microsoftonline.com/common/oauth2/v2.0/logout"
    const config = MicrosoftEntraID(client)
    const claims = { login_hint: "O.CiQ" }
    const metadata = { end_session_endpoint: place }
    expect(parts(leave(config, metadata, claims))[1]).toMatchObject({ logout_hint: "O.CiQ" })
    expect(parts(leave(config, metadata, { sub: "x" }))[1]).not.toHaveProperty("logout_hint")
  })

  it("is never without encryption, but where the application says so", () => {
    const config = Keycloak({ ...client, issuer: "https://idp.example" })
    const plain = { end_session_endpoint: "http://idp.example/logout" }
    expect(() => leave(config, plain)).toThrow("without encryption")
    expect(leave(config, { end_session_endpoint: "http://127.0.0.1/logout" })).toBe(null)
    for (const odd of ["javascript:alert(1)", "data:text/html,x"]) {
      expect(() => leave(config, { end_session_endpoint: odd })).toThrow("without encryption")
    }
    for (const none of ["", "/logout", 7, null, ["https://idp.example"]]) {
      expect(leave(config, { end_session_endpoint: none })).toBe(null)
    }
  })

  it("keeps the query that its address has, which can't name another client", () => {
    const url = "https://idp.example/logout?tenant=acme&client_id=other&post_logout_redirect_uri=x"
    const [place, params] = parts(
      leave(Keycloak({ ...client, issuer: "https://idp.example", endSession: url })),
    )
    expect([place, params]).toEqual(["https://idp.example/logout", { ...standard, tenant: "acme" }])
  })
})

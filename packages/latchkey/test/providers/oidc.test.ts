import { describe, expect, it } from "vitest"
import type { OAuthConfig, OIDCUserConfig } from "../../src/contracts/provider.ts"
import DuendeV4 from "../../src/doors/v4/duende-identity-server6.ts"
import SalesforceV4 from "../../src/doors/v4/salesforce.ts"
import { OAuthCallbackError } from "../../src/errors.ts"
import { resolveOAuthProvider } from "../../src/oauth/provider.ts"
import Asgardeo from "../../src/providers/asgardeo.ts"
import Auth0 from "../../src/providers/auth0.ts"
import Authentik from "../../src/providers/authentik.ts"
import AzureADB2C from "../../src/providers/azure-ad-b2c.ts"
import FusionAuth from "../../src/providers/fusionauth.ts"
import Frontegg from "../../src/providers/frontegg.ts"
import IdentityServer4 from "../../src/providers/identity-server4.ts"
import OneLogin from "../../src/providers/onelogin.ts"
import Passage from "../../src/providers/passage.ts"
import UnitedEffects from "../../src/providers/united-effects.ts"
import ZITADEL from "../../src/providers/zitadel.ts"
import { type Algorithm, CLIENT, type Dialect } from "./dialect.ts"
import { dialect as auth0 } from "./dialects/auth0.ts"
import { dialect as b2c } from "./dialects/azure-ad-b2c.ts"
import { dialect as bankid } from "./dialects/bankid-no.ts"
import { dialect as fusionauth } from "./dialects/fusionauth.ts"
import { dialect as frontegg } from "./dialects/frontegg.ts"
import { dialect as line } from "./dialects/line.ts"
import { dialect as linkedin } from "./dialects/linkedin.ts"
import { dialect as salesforce } from "./dialects/salesforce.ts"
import { play } from "./play.ts"

describe("an ID token signed by the client secret", () => {
  /** @see OpenID Connect Core §10.1 */
  it("is taken where the client is registered for it, if it is by this secret", async () => {
    expect((await play(line)).user.id).toBe(line.user.id)
    const asked: Dialect["token"] = { ...line.token, auth: "own" }
    const withSecret = (clientSecret: string) => {
      const provider = { ...line.provider, options: { ...CLIENT, clientSecret } }
      return play({ ...line, provider, token: asked })
    }
    await expect(withSecret("another secret of thirty-two bytes")).rejects.toThrow(
      /not by the client secret/,
    )
    // RFC 7518 §3.2: one that can be guessed from a single token protects nobody.
    await expect(withSecret("x".repeat(31))).rejects.toThrow(/needs at least 32/)
  })

  it("and no other algorithm is, even the one of the published keys", async () => {
    for (const alg of ["RS256", "ES256"] satisfies Algorithm[]) {
      await expect(play(line, { alg })).rejects.toThrow(OAuthCallbackError)
    }
  })

  it("is refused of everybody else", async () => {
    await expect(play(auth0, { alg: "HS256" })).rejects.toThrow(OAuthCallbackError)
    const metadata = { id_token_signing_alg_values_supported: ["RS256", "HS256"] }
    const oidc = { ...auth0.oidc!, metadata }
    await expect(play({ ...auth0, oidc }, { alg: "HS256" })).rejects.toThrow(OAuthCallbackError)
  })
})

describe("what follows from an issuer", () => {
  /** The provider as it is when its client and issuer come from the environment, after the factory was called. */
  const late = (provider: OAuthConfig<any>, issuer: string) =>
    resolveOAuthProvider({ ...provider, options: { ...provider.options, ...CLIENT, issuer } })

  it.each([
    [Asgardeo(), "https://api.asgardeo.io/t/acme", "https://api.asgardeo.io/t/acme/oauth2/token"],
    [
      Asgardeo(),
      "https://api.asgardeo.io/t/acme/oauth2/token",
      "https://api.asgardeo.io/t/acme/oauth2/token",
    ],
    [OneLogin(), "https://acme.onelogin.com/", "https://acme.onelogin.com/oidc/2"],
    [OneLogin(), "https://acme.onelogin.com/oidc/2", "https://acme.onelogin.com/oidc/2"],
    [Authentik(), "https://id.example/application/o/a", "https://id.example/application/o/a/"],
    [Authentik(), "https://id.example/application/o/a/", "https://id.example/application/o/a/"],
    [Auth0(), "https://acme.eu.auth0.com", "https://acme.eu.auth0.com/"],
  ])("%# is what the service calls itself", (provider, given, issuer) => {
    expect(late(provider, given).issuer).toBe(issuer)
  })

  it("are endpoints, resource and metadata, whenever the issuer is told", () => {
    const effects = late(UnitedEffects(), "https://auth.unitedeffects.com/acme")
    expect(effects.authorization.params["resource"]).toBe("https://auth.unitedeffects.com/acme")
    expect(late(FusionAuth({ tenantId: "a b" }), "https://id.example/").wellKnown).toBe(
      "https://id.example/.well-known/openid-configuration?tenantId=a+b",
    )
    expect(late(FusionAuth(), "https://id.example").wellKnown).toBeUndefined()
    expect(late(Frontegg(), "https://acme.frontegg.com")).toMatchObject({
      token: { url: "https://acme.frontegg.com/oauth/token" },
      jwksUri: "https://acme.frontegg.com/.well-known/jwks.json",
    })
  })

  it("gives way to what the application says", () => {
    const token = "https://proxy.example/token"
    const provider = late(Frontegg({ token }), "https://acme.frontegg.com")
    expect(provider.token.url).toBe(token)
    expect(provider.authorization.url).toBe("https://acme.frontegg.com/oauth/authorize")
  })

  it("spares a request for metadata", async () => {
    expect((await play(frontegg)).asked).toEqual([
      "POST /oauth/token",
      "GET /.well-known/jwks.json",
    ])
  })
})

describe("Azure AD B2C", () => {
  const host = "https://acme.b2clogin.com"
  const tenant = "775527ff-9a37-4307-8b3d-cc311f58d925"
  const named = (issuer: string): Dialect => ({ ...b2c, oidc: { ...b2c.oidc!, issuer } })

  it.each([`${host}/${tenant}/v2.0/`, `${host}/tfp/${tenant}/b2c_1_signin/v2.0/`])(
    "lets %s in",
    async (issuer) => {
      expect((await play(named(issuer))).user.id).toBe(b2c.user.id)
    },
  )

  it.each([
    `https://other.b2clogin.com/${tenant}/v2.0/`,
    `${host}/tfp/${tenant}/b2c_1_other/v2.0/`,
    `${host}/other/v2.0/`,
    `${host}/`,
  ])("refuses metadata of %s", async (issuer) => {
    await expect(play(named(issuer))).rejects.toMatchObject({ type: "InvalidEndpoints" })
  })

  it("refuses a token of another tenant", async () => {
    const profile = { iss: `${host}/11111111-9a37-4307-8b3d-cc311f58d925/v2.0/` }
    await expect(play(b2c, { profile })).rejects.toThrow(OAuthCallbackError)
  })

  it("signs in without an access token, where only OpenID Connect's scopes are asked for", async () => {
    const answer = (): object => ({
      token_type: "Bearer",
      not_before: 1,
      id_token_expires_in: 3600,
    })
    const token = { ...b2c.token, answer } as Dialect["token"]
    const { user, account } = await play({ ...b2c, token })
    expect(user.id).toBe(b2c.user.id)
    expect(account).not.toHaveProperty("access_token")
    expect(account.id_token).toBeTruthy()
    await expect(play({ ...b2c, token }, { profile: { at_hash: "AAAA" } })).rejects.toThrow(
      OAuthCallbackError,
    )
    // Nobody else may do that, and it is no way around the ID token.
    await expect(
      play({ ...auth0, token: { ...auth0.token, answer } as typeof token }),
    ).rejects.toThrow(OAuthCallbackError)
    const none = (): Response => Response.json({ token_type: "Bearer" })
    await expect(play(b2c, { token: none })).rejects.toThrow(OAuthCallbackError)
  })

  it("takes the address of a custom policy, an issuer of its own, and other scopes", async () => {
    const profile = { emails: undefined, email: "policy@example.com" }
    expect((await play(b2c, { profile })).user.email).toBe("policy@example.com")
    const issuer = `${host}/acme.onmicrosoft.com/B2C_1_signin/v2.0`
    const authorization = { params: { scope: "openid offline_access api" } }
    const provider = resolveOAuthProvider(AzureADB2C({ ...CLIENT, issuer, authorization }))
    expect(provider.authorization.params).toEqual({ scope: "openid offline_access api" })
    expect(provider.issuer).toBe(issuer)
  })
})

describe("profiles", () => {
  it("LinkedIn's text is a truth value", async () => {
    for (const [email_verified, truth] of Object.entries({ true: true, false: false })) {
      const seen: unknown[] = []
      const profile = (one: { sub: string; email_verified?: boolean }): { id: string } => {
        seen.push(one.email_verified)
        return { id: one.sub }
      }
      const provider = { ...linkedin.provider, profile } as Dialect["provider"]
      await play({ ...linkedin, provider }, { profile: { email_verified } })
      expect(seen).toEqual([truth])
    }
  })

  it("FusionAuth's error is told, though a challenge comes with it", async () => {
    const headers = fusionauth.token.headers!
    const token = (): Response =>
      Response.json({ error: "invalid_grant" }, { status: 400, headers })
    await expect(play(fusionauth, { token })).rejects.toMatchObject({
      cause: { error: "invalid_grant" },
    })
  })

  it("BankID's userinfo is refused unsigned, or signed otherwise", async () => {
    const plain = { ...bankid.userinfo!, signed: false }
    await expect(play({ ...bankid, userinfo: plain })).rejects.toThrow(OAuthCallbackError)
    await expect(play(bankid, { userinfoAlg: "ES256" })).rejects.toThrow(OAuthCallbackError)
  })

  it("BankID's signed userinfo of somebody else is refused", async () => {
    const answer = { sub: "somebody-else", name: "Eve" }
    const userinfo = { ...bankid.userinfo!, answer }
    await expect(play({ ...bankid, userinfo })).rejects.toThrow(OAuthCallbackError)
  })
})

const issuers: ((options: OIDCUserConfig<any>) => OAuthConfig<any>)[] = [
  Authentik,
  DuendeV4,
  IdentityServer4,
  Passage,
  UnitedEffects,
  ZITADEL,
]

it.each(issuers)("%# has no fewer checks through a door than NextAuth 4 had", (factory) => {
  for (const compat of [4, 5] as const) {
    const config = factory({ ...CLIENT, issuer: "https://id.example" })
    const { checks } = resolveOAuthProvider<any>(config, { compat })
    expect([...checks]).toEqual(expect.arrayContaining(["pkce", "state"]))
  }
})

describe("accounts of NextAuth 4", () => {
  it("Salesforce keeps the user's id there", async () => {
    const { user } = await play({ ...salesforce, provider: SalesforceV4({ ...CLIENT }) })
    expect(user).toMatchObject({ id: "005xx000001SwiUAAS", email: "ada@example.com" })
    expect((await play(salesforce)).user.id).toMatch(/^https:\/\/login\.salesforce\.com\/id\//)
  })

  it("Duende IdentityServer keeps its id there", () => {
    expect(DuendeV4().id).toBe("duende-identityserver6")
    expect(DuendeV4({ issuer: "https://id.example" }).options?.issuer).toBe("https://id.example")
  })
})

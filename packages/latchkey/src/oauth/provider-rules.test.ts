/** What is enough for a provider, whose its profile is, and which checks it has. */
import { describe, expect, it } from "vitest"
import { issuer, oidc, plain } from "../../test/support/known-provider.ts"
import type { OIDCConfig } from "../contracts/provider.ts"
import { InvalidEndpoints, MissingClientId } from "../errors.ts"
import { resolveOAuthProvider } from "./provider.ts"

const resolve = (config: object, compat?: 4 | 5) =>
  resolveOAuthProvider(config as OIDCConfig<any>, compat ? { compat } : {})

describe("what is not enough", () => {
  const messageOf = (config: object): string => {
    try {
      resolve(config)
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidEndpoints)
      return (error as Error).message.split(". Read more")[0]!
    }
    return "enough"
  }
  const missing = (id: string, lacks: string): string =>
    `Provider "${id}" has no \`issuer\`${lacks}. Set AUTH_${id.toUpperCase().replace("-", "_")}_ISSUER or \`issuer\``

  it.each<[string, object, string]>([
    ["an ID token without an issuer", { ...plain, idToken: true }, missing("plain-one", "")],
    [
      "no endpoint",
      { ...plain, authorization: undefined, token: "", userinfo: undefined },
      missing("plain-one", ", and lacks `authorization`, `token`, `userinfo`"),
    ],
    [
      "a way to sign in but none to learn who",
      { ...plain, userinfo: { params: {} } },
      missing("plain-one", ", and lacks `userinfo`"),
    ],
    [
      "OpenID Connect without an issuer",
      { ...plain, ...oidc, issuer: undefined, userinfo: undefined },
      missing("id", ""),
    ],
  ])("is %s", (_, config, message) => expect(messageOf(config)).toBe(message))

  it.each<[string, object]>([
    ["issuer", oidc],
    ["wellKnown", { ...oidc, issuer: undefined, wellKnown: issuer }],
    ["endpoints", plain],
    ["a way of the provider's own to ask", { ...plain, userinfo: { request: () => ({}) } }],
    ["addresses that are left empty", { ...oidc, jwks_endpoint: "", revocation: "", token: "" }],
  ])("is no matter where there is: %s", (_, config) => expect(messageOf(config)).toBe("enough"))

  it.each([
    "issuer",
    "wellKnown",
    "authorization",
    "token",
    "userinfo",
    "jwks_endpoint",
    "revocation",
    "endSession",
  ])("is a `%s` that is no URL", (name) => {
    const message = `The \`${name}\` of provider "id" is not a URL`
    expect(messageOf({ ...oidc, [name]: "nowhere" })).toBe(message)
  })

  it("is a provider without a client id", () => {
    expect(() => resolve({ ...oidc, clientId: "" })).toThrow(MissingClientId)
    expect(() => resolve({ ...oidc, clientId: "" })).toThrow("Id has no client id")
  })
})

describe("whose the profile is", () => {
  const openid = { authorization: { url: plain.authorization, params: { scope: "email openid" } } }
  const named = { wellKnown: "https://plain.example/.well-known/openid-configuration" }

  it.each<[string, object, 4 | 5 | undefined, boolean]>([
    ["of OpenID Connect", oidc, undefined, true],
    ["of OpenID Connect that says otherwise", { ...oidc, idToken: false }, undefined, false],
    ["of OAuth 2", { ...plain, issuer }, undefined, false],
    ["of OAuth 2 that says otherwise", { ...plain, issuer, idToken: true }, undefined, true],
    ["of v4 with a discovery document", { ...plain, ...named }, 4, true],
    ["of v4 with the scope `openid`", { ...plain, issuer, ...openid }, 4, true],
    ["of v4 with neither", { ...plain, issuer }, 4, false],
    [
      "of v4 with metadata of OAuth",
      { ...plain, wellKnown: "https://plain.example/oauth" },
      4,
      false,
    ],
    ["of v4 without an issuer", { ...plain, ...openid }, 4, false],
    ["of v5 with both", { ...plain, ...named, ...openid }, 5, false],
    ["of ours with both", { ...plain, ...named, ...openid }, undefined, false],
    [
      "of v4 with a scope like it",
      {
        ...plain,
        issuer,
        authorization: { url: plain.authorization, params: { scope: "openidx" } },
      },
      4,
      false,
    ],
  ])("is the ID token's with one %s: %#", (_, config, compat, expected) => {
    expect(resolve(config, compat).idToken).toBe(expected)
  })
})

describe("the checks", () => {
  it.each<[object, 4 | 5 | undefined, string[]]>([
    [oidc, undefined, ["pkce", "state", "nonce"]],
    [plain, undefined, ["pkce", "state"]],
    [oidc, 4, ["state"]],
    [plain, 5, ["pkce"]],
    [{ ...oidc, checks: "state" }, undefined, ["state"]],
    [{ ...oidc, checks: ["state", "pkce"] }, 4, ["state", "pkce"]],
    [{ ...oidc, checks: ["state", "none"] }, undefined, []],
    [{ ...oidc, checks: [] }, undefined, []],
    // A nonce comes back in an ID token or not at all.
    [{ ...plain, checks: ["nonce"] }, undefined, ["state"]],
    [{ ...plain, checks: ["nonce", "pkce"] }, undefined, ["pkce"]],
    [{ ...plain, checks: [] }, undefined, []],
    [{ ...plain, issuer, idToken: true, checks: ["nonce"] }, undefined, ["nonce"]],
    [{ ...oidc, idToken: false, checks: ["nonce"] }, undefined, ["nonce"]],
  ])("of %j, under %j, are %j", (config, compat, expected) => {
    expect([...resolve(config, compat).checks]).toEqual(expected)
  })
})

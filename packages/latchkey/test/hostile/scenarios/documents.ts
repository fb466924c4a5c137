/** Metadata, keys and profiles: OC-01, OC-06, OC-12, OC-14, OC-24, BCP-05, BCP-08, BCP-19. */
import { expect } from "vitest"
import { type Json, type Op, over } from "../support/bend.ts"
import { CLIENT_ID } from "../support/client.ts"
import type { Scenario, Scenarios } from "../support/scenario.ts"

const evil = "https://evil.example"
type Rows<T> = Record<string, T>
const each = <T>(rows: Rows<T>, scenario: (value: T) => Scenario): Scenarios =>
  Object.fromEntries(
    Object.entries(rows).map(([name, value]): [string, Scenario] => [
      name,
      { modes: ["query"], ...scenario(value) },
    ]),
  )

function stayedHere(op: Op): void {
  expect(op.count("/authorize")).toBe(0)
}

const metadata = each<[(url: string) => Json, string]>(
  {
    "OC-01 an issuer with a slash more": [
      (url) => ({ issuer: `${url}/` }),
      'InvalidEndpoints: The metadata of provider "acme" names another issuer than the configuration: "OP/", not "OP".',
    ],
    "OC-01 an issuer in upper case": [
      (url) => ({ issuer: url.replace("http", "HTTP") }),
      'InvalidEndpoints: The metadata of provider "acme" names another issuer than the configuration: *',
    ],
    "OC-01 an issuer that is a list": [
      (url) => ({ issuer: [url] }),
      "OAuthSignInError: the answer to discovery is no metadata (status 200, no issuer)",
    ],
    "OC-01 no issuer": [
      () => ({ issuer: undefined }),
      "OAuthSignInError: the answer to discovery is no metadata (status 200, no issuer)",
    ],
    "OC-01 another issuer": [
      () => ({ issuer: evil }),
      'InvalidEndpoints: The metadata of provider "acme" names another issuer than the configuration: "https://evil.example", not "OP".',
    ],
    "OC-01 an issuer with its port left out": [
      () => ({ issuer: "http://127.0.0.1" }),
      'InvalidEndpoints: The metadata of provider "acme" names another issuer than the configuration: "http://127.0.0.1", not "OP".',
    ],
    "OC-01 no token endpoint": [
      () => ({ token_endpoint: undefined }),
      'InvalidEndpoints: The metadata of provider "acme" has no `token_endpoint`.',
    ],
    "OC-01 no authorization endpoint": [
      () => ({ authorization_endpoint: undefined }),
      'InvalidEndpoints: The metadata of provider "acme" has no `authorization_endpoint`.',
    ],
    "OC-01 no jwks_uri": [
      () => ({ jwks_uri: undefined }),
      'InvalidEndpoints: The metadata of provider "acme" has no `jwks_uri`.',
    ],
    "OC-01 a token endpoint that is a path": [
      () => ({ token_endpoint: "/token" }),
      'InvalidEndpoints: The metadata of provider "acme" has no `token_endpoint`.',
    ],
    "OC-01 a token endpoint that is a list": [
      (url) => ({ token_endpoint: [`${url}/token`] }),
      'InvalidEndpoints: The metadata of provider "acme" has no `token_endpoint`.',
    ],
    "OC-01 an authorization endpoint that is a script": [
      () => ({ authorization_endpoint: "javascript:alert(1)" }),
      'InvalidEndpoints: Provider "acme" would be asked without encryption at javascript://: use https, or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust.',
    ],
    "OC-01 an authorization endpoint of data": [
      () => ({ authorization_endpoint: "data:text/html,x" }),
      'InvalidEndpoints: Provider "acme" would be asked without encryption at data://: use https, or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust.',
    ],
    "BCP-19 a token endpoint without encryption": [
      () => ({ token_endpoint: "http://evil.example/token" }),
      'InvalidEndpoints: Provider "acme" would be asked without encryption at http://evil.example: use https, or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust.',
    ],
    "BCP-19 keys without encryption": [
      () => ({ jwks_uri: "http://evil.example/jwks" }),
      'InvalidEndpoints: Provider "acme" would be asked without encryption at http://evil.example: use https, or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust.',
    ],
    "BCP-19 an authorization endpoint without encryption": [
      () => ({ authorization_endpoint: "http://evil.example/" }),
      'InvalidEndpoints: Provider "acme" would be asked without encryption at http://evil.example: use https, or set `[allowInsecureRequests]: true` (a symbol) on the provider for a network you trust.',
    ],
  },
  ([lie, outcome]) => ({
    bend: ({ url }) => ({ metadata: over(lie(url)) }),
    asked: [0, 0],
    outcome,
    also: stayedHere,
  }),
)

const keys = each<[(truth: Json[]) => unknown[], string]>(
  {
    "OC-14 no keys": [
      () => [],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 a key for encryption": [
      ([key]) => [{ ...key, use: "enc" }],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 a key that may only sign": [
      ([key]) => [{ ...key, key_ops: ["sign"] }],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 a key of another algorithm": [
      ([key]) => [{ ...key, alg: "RS512" }],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 a key of another kind": [
      ([key]) => [{ ...key, kty: "EC" }],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 a symmetric key": [
      () => [{ kty: "oct", k: "AAAA", kid: "one", alg: "RS256" }],
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
    "OC-14 two keys of one kid": [
      ([key]) => [key, key],
      'OAuthCallbackError: error when selecting a JWT verification key, multiple applicable keys found, a "kid" JWT Header Parameter is required',
    ],
    "OC-14 a key without a modulus": [
      ([key]) => [{ ...key, n: undefined }],
      "OAuthCallbackError: *",
    ],
    "OC-14 a modulus of zero": [
      ([key]) => [{ ...key, n: "AA" }],
      "OAuthCallbackError: unsupported RSASSA-PKCS1-v1_5 modulusLength",
    ],
    "OC-14 an exponent of one": [
      ([key]) => [{ ...key, e: "AQ" }],
      "OAuthCallbackError: JWT signature verification failed",
    ],
    "OC-14 a key of 1024 bits": [
      ([key]) => [{ ...key, n: Buffer.alloc(128, 255).toString("base64url") }],
      "OAuthCallbackError: unsupported RSASSA-PKCS1-v1_5 modulusLength",
    ],
    "OC-14 a key that is null": [
      () => [null],
      'OAuthCallbackError: "response" body "keys" property members must be JWK formatted objects',
    ],
    "OC-14 a key that is text": [
      () => ["key"],
      'OAuthCallbackError: "response" body "keys" property members must be JWK formatted objects',
    ],
    "OC-14 ten thousand other keys": [
      ([key]) => Array.from({ length: 10_000 }, (_, n) => ({ kty: key!["kty"], kid: `k${n}` })),
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
    ],
  },
  ([lie, outcome]) => ({ bend: { keys: lie }, outcome }),
)

const keysTaken = each<(truth: Json[]) => unknown[]>(
  {
    "OC-14 one among a thousand": ([key]) => [
      ...Array.from({ length: 1000 }, (_, n) => ({ ...key, kid: `k${n}` })),
      key,
    ],
    "OC-14 a key without use or alg": ([key]) => [{ ...key, use: undefined, alg: undefined }],
    "OC-14 a key with a certificate's address, which nobody reads": ([key]) => [
      { ...key, x5u: "https://evil.example/cert" },
    ],
  },
  (lie) => ({ bend: { keys: lie }, outcome: "in" }),
)

const profile = each<[Json, string]>(
  {
    "OC-12 another person": [
      { sub: "grace" },
      'OAuthCallbackError: unexpected "response" body "sub" property value',
    ],
    "OC-12 a sub in other case": [
      { sub: "Ada" },
      'OAuthCallbackError: unexpected "response" body "sub" property value',
    ],
    "OC-12 a sub with a space": [
      { sub: "ada " },
      'OAuthCallbackError: unexpected "response" body "sub" property value',
    ],
    "OC-12 a sub with a NUL": [
      { sub: "ada\0" },
      'OAuthCallbackError: unexpected "response" body "sub" property value',
    ],
    "OC-12 a sub that is a number": [
      { sub: 7 },
      'OAuthCallbackError: "response" body "sub" property must be a string',
    ],
    "OC-12 a sub that is a list": [
      { sub: ["ada"] },
      'OAuthCallbackError: "response" body "sub" property must be a string',
    ],
    "OC-12 no sub": [
      { sub: undefined },
      'OAuthCallbackError: "response" body "sub" property must be a string',
    ],
  },
  ([lie, outcome]) => ({
    bend: { userinfo: over(lie) },
    provider: { idToken: false },
    asked: [1, 1],
    outcome,
  }),
)

/** A userinfo answer that is a JWT. */
const signed = (claims: Json, outcome: string, forged = false): Scenario => ({
  provider: { idToken: false, client: { userinfo_signed_response_alg: "RS256" } },
  bend: {
    answers: {
      userinfo: (response, op) => {
        const key = forged ? op.keys.forged.privateKey : op.key.privateKey
        const body = op.sign({ iss: op.url, aud: CLIENT_ID, sub: "ada", ...claims }, {}, key)
        void body.then((jwt) =>
          response.writeHead(200, { "content-type": "application/jwt" }).end(jwt),
        )
      },
    },
  },
  modes: ["query"],
  asked: [1, 1],
  outcome,
})

export const documents: Scenarios = {
  ...metadata,
  ...keys,
  ...keysTaken,
  ...profile,
  "OC-12 a signed profile": signed({}, "in"),
  "OC-12 a signed profile of another issuer": signed(
    { iss: evil },
    'OAuthCallbackError: unexpected JWT "iss" (issuer) claim value (iss)',
  ),
  "OC-12 a signed profile for another client": signed(
    { aud: "client-two" },
    'OAuthCallbackError: unexpected JWT "aud" (audience) claim value (aud)',
  ),
  "OC-12 a signed profile of another person": signed(
    { sub: "grace" },
    'OAuthCallbackError: unexpected "response" body "sub" property value',
  ),
  "OC-12 a signed profile of nobody's": signed(
    { iss: undefined },
    "OAuthCallbackError: the signed profile doesn't say by whom and for whom it is",
  ),
  "OC-12 a signed profile for nobody": signed(
    { aud: undefined },
    "OAuthCallbackError: the signed profile doesn't say by whom and for whom it is",
  ),
  "OC-12 a signed profile without a sub": signed(
    { sub: undefined },
    'OAuthCallbackError: "response" body "sub" property must be a string',
  ),
  "OC-12 a profile signed by somebody else": signed(
    {},
    "OAuthCallbackError: JWT signature verification failed",
    true,
  ),
  "OC-06 HS256 offered by the metadata": {
    bend: { metadata: over({ id_token_signing_alg_values_supported: ["HS256", "none", "RS256"] }) },
    outcome: "in",
    modes: ["query"],
  },
  "BCP-05 metadata that doesn't know PKCE": {
    bend: { metadata: over({ code_challenge_methods_supported: undefined }) },
    outcome: "in",
    modes: ["query"],
    also: (op) => {
      expect(op.last("/authorize").query.get("code_challenge_method")).toBe("S256")
      expect(op.last("/token").body.get("code_verifier")).toMatch(/^[\w-]{43}$/)
    },
  },
  "BCP-05 metadata that knows plain only": {
    bend: { metadata: over({ code_challenge_methods_supported: ["plain"] }) },
    outcome: "in",
    modes: ["query"],
    also: (op) => expect(op.last("/authorize").query.get("code_challenge_method")).toBe("S256"),
  },
}

/**
 * The relying-party modules of the OpenID Foundation's conformance suite, by its own names: those of the plan for
 * `response_type=code`. Each is played in query and form_post.
 */
import { expect } from "vitest"
import { over } from "../support/bend.ts"
import { base64url } from "../support/keys.ts"
import { CLIENT_ID, CLIENT_SECRET } from "../support/client.ts"
import type { Scenarios } from "../support/scenario.ts"

const evil = "https://evil.example"
const userinfo = { provider: { idToken: false } }

export const basic: Scenarios = {
  "oidcc-client-test": {
    outcome: "in",
    also: (op, { answer, user }) => {
      const paths = op.requests.map(({ path }) => path)
      const metadata = "/.well-known/openid-configuration"
      expect(paths).toEqual([metadata, "/authorize", "/token", "/jwks"])
      expect(answer.headers.get("location")).toBe("https://app.example/in")
      expect(user?.id).toMatch(/^[0-9a-f-]{36}$/)
    },
  },
  "oidcc-client-test-invalid-iss": {
    bend: { claims: over({ iss: evil }) },
    outcome: 'OAuthCallbackError: unexpected JWT "iss" (issuer) claim value (iss)',
  },
  "oidcc-client-test-missing-sub": {
    bend: { claims: over({ sub: undefined }) },
    outcome: 'OAuthCallbackError: JWT "sub" (subject) claim missing',
  },
  "oidcc-client-test-invalid-aud": {
    bend: { claims: over({ aud: "client-two" }) },
    outcome: 'OAuthCallbackError: unexpected JWT "aud" (audience) claim value (aud)',
  },
  "oidcc-client-test-missing-aud": {
    bend: { claims: over({ aud: undefined }) },
    outcome: 'OAuthCallbackError: JWT "aud" (audience) claim missing',
  },
  "oidcc-client-test-missing-iat": {
    bend: { claims: over({ iat: undefined }) },
    outcome: 'OAuthCallbackError: JWT "iat" (issued at) claim missing',
  },
  "oidcc-client-test-kid-absent-single-jwks": {
    bend: { header: { kid: undefined } },
    outcome: "in",
  },
  "oidcc-client-test-kid-absent-multiple-jwks": {
    bend: ({ keys }) => ({
      header: { kid: undefined },
      keys: (truth) => [keys.second.jwk, ...truth],
    }),
    outcome:
      'OAuthCallbackError: error when selecting a JWT verification key, multiple applicable keys found, a "kid" JWT Header Parameter is required',
  },
  "oidcc-client-test-idtoken-sig-rs256": { outcome: "in" },
  "oidcc-client-test-idtoken-sig-none": {
    bend: {
      compose: async (claims) => `${base64url({ alg: "none" })}.${base64url(claims)}.`,
      metadata: over({ id_token_signing_alg_values_supported: ["none", "RS256"] }),
    },
    outcome: 'OAuthCallbackError: unsupported JWS "alg" identifier',
  },
  "oidcc-client-test-invalid-sig-rs256": {
    bend: { compose: (claims, header, op) => op.sign(claims, header, op.keys.forged.privateKey) },
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "oidcc-client-test-invalid-sig-es256": {
    bend: ({ keys }) => ({
      keys: (truth) => [...truth, keys.ec.jwk],
      compose: (claims, _, op) =>
        op.sign(claims, { alg: "ES256", kid: "curve" }, keys.ec.privateKey),
    }),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "oidcc-client-test-invalid-sig-hs256": {
    bend: {
      compose: async (claims, _, op) =>
        op.sign(claims, { alg: "HS256" }, new TextEncoder().encode(CLIENT_SECRET)),
    },
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "oidcc-client-test-invalid-athash": {
    bend: { claims: over({ at_hash: "c2hvcnQ" }) },
    outcome: 'OAuthCallbackError: unexpected ID Token "at_hash" claim value',
  },
  "oidcc-client-test-nonce-invalid": {
    bend: { claims: over({ nonce: "of-another" }) },
    outcome: 'InvalidCheck: nonce, unexpected ID Token "nonce" claim value (nonce)',
  },
  "oidcc-client-test-nonce-unless-code-flow": {
    outcome: "in",
    also: (op) => expect(op.last("/authorize").query.get("nonce")).toMatch(/^[\w-]{43}$/),
  },
  "oidcc-client-test-userinfo-bearer-header": {
    ...userinfo,
    outcome: "in",
    asked: [1, 1],
    also: (op, { user }) => {
      expect(op.last("/userinfo").authorization).toMatch(/^Bearer at-canary-/)
      expect([op.last("/userinfo").query.size, user?.name]).toEqual([0, "Ada Byron"])
    },
  },
  "oidcc-client-test-userinfo-invalid-sub": {
    ...userinfo,
    bend: { userinfo: over({ sub: "grace" }) },
    outcome: 'OAuthCallbackError: unexpected "response" body "sub" property value',
    asked: [1, 1],
  },
  "oidcc-client-test-scope-userinfo-claims": {
    provider: {
      idToken: false,
      authorization: { params: { scope: "openid profile email address phone" } },
    },
    modes: ["query"],
    outcome: "in",
    asked: [1, 1],
    also: (op) =>
      expect(op.last("/authorize").query.get("scope")).toBe("openid profile email address phone"),
  },
  "oidcc-client-test-client-secret-basic": {
    provider: { client: { token_endpoint_auth_method: "client_secret_basic" } },
    outcome: "in",
    also: (op) => {
      const pair = Buffer.from(op.last("/token").authorization!.slice(6), "base64").toString()
      expect(decodeURIComponent(pair)).toBe(`${CLIENT_ID}:${CLIENT_SECRET}`)
      expect(op.last("/token").body.has("client_secret")).toBe(false)
    },
  },
  "oidcc-client-test-aggregated-claims": {
    ...userinfo,
    bend: {
      userinfo: over({
        _claim_names: { address: "there" },
        _claim_sources: { there: { JWT: "eyJhbGciOiJub25lIn0.e30." } },
      }),
    },
    outcome: "in",
    asked: [1, 1],
  },
  "oidcc-client-test-distributed-claims": {
    ...userinfo,
    bend: ({ url }) => ({
      userinfo: over({
        _claim_names: { credit: "there" },
        _claim_sources: { there: { endpoint: `${url}/claims`, access_token: "at" } },
      }),
    }),
    outcome: "in",
    asked: [1, 1],
    // An address in what a provider says of a person is followed by nobody (server-side request forgery).
    also: (op) => expect(op.count("/claims")).toBe(0),
  },
  "oidcc-client-test-userinfo-signed": {
    provider: { idToken: false, client: { userinfo_signed_response_alg: "RS256" } },
    bend: ({ url }) => ({
      answers: {
        userinfo: (response, op) =>
          void op
            .sign({ iss: url, aud: CLIENT_ID, sub: "ada", name: "Ada Byron" })
            .then((jwt) => response.writeHead(200, { "content-type": "application/jwt" }).end(jwt)),
      },
    }),
    outcome: "in",
    asked: [1, 1],
  },
  "oidcc-client-test-form-post-error": {
    bend: {
      landing: (params) => {
        params.delete("code")
        params.set("error", "access_denied")
        params.set("error_description", "<script>no</script>\r\n")
      },
    },
    asked: [0, 0],
    outcome:
      "OAuthCallbackError: access_denied, authorization response from the server is an error",
    also: (_, { answer }) => {
      const there = "https://app.example/auth/signin?error=OAuthCallbackError"
      expect(answer.headers.get("location")).toBe(there)
    },
  },
}

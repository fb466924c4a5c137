/**
 * What the conformance suite's modules for financial-grade clients do that any client of the code flow must refuse, by
 * their own names, in query and form_post; and the few of them that must succeed.
 */
import { EncryptJWT, generateKeyPair } from "jose"
import { type Bend, over } from "../support/bend.ts"
import { base64url, halfHash } from "../support/keys.ts"
import { CLIENT_ID } from "../support/client.ts"
import type { Scenarios } from "../support/scenario.ts"

const now = (): number => Math.floor(Date.now() / 1000)
const untouched = { asked: [0, 0] } as const
const evil = "https://evil.example"

/** An ID token encrypted to a key of ours, as a provider might that read a key from somewhere. */
const encrypted = (alg: "RSA-OAEP" | "RSA-OAEP-256") => ({
  compose: async (claims: Record<string, unknown>): Promise<string> => {
    const { publicKey } = await generateKeyPair(alg)
    return new EncryptJWT(claims).setProtectedHeader({ alg, enc: "A256GCM" }).encrypt(publicKey)
  },
})

export const fapi: Scenarios = {
  "ensure-authorization-response-with-invalid-state-fails": {
    bend: { landing: (params) => params.set("state", "of-another") },
    ...untouched,
    outcome: "InvalidCheck: state",
  },
  "ensure-authorization-response-with-invalid-missing-state-fails": {
    bend: { landing: (params) => params.delete("state") },
    ...untouched,
    outcome: "InvalidCheck: state",
  },
  "invalid-authorization-response-iss": {
    bend: { landing: (params) => params.set("iss", evil) },
    ...untouched,
    outcome: 'OAuthCallbackError: unexpected "iss" (issuer) response parameter value',
  },
  "remove-authorization-response-iss": {
    bend: { iss: false, metadata: over({ authorization_response_iss_parameter_supported: true }) },
    ...untouched,
    outcome: 'OAuthCallbackError: response parameter "iss" (issuer) missing',
  },
  "iat-is-week-in-past": {
    bend: { claims: (truth) => ({ ...truth, iat: now() - 604_800 }) },
    outcome: 'OAuthCallbackError: unexpected ID Token "iat" claim value',
  },
  "invalid-iss": {
    bend: { claims: over({ iss: evil }) },
    outcome: 'OAuthCallbackError: unexpected JWT "iss" (issuer) claim value (iss)',
  },
  "invalid-aud": {
    bend: { claims: over({ aud: "client-two" }) },
    outcome: 'OAuthCallbackError: unexpected JWT "aud" (audience) claim value (aud)',
  },
  "invalid-secondary-aud": {
    bend: { claims: over({ aud: [CLIENT_ID, "client-two"] }) },
    outcome:
      'OAuthCallbackError: ID Token "aud" (audience) claim includes additional untrusted audiences (aud)',
  },
  "invalid-null-alg": {
    bend: {
      compose: async (claims, header) =>
        `${base64url({ ...header, alg: "none" })}.${base64url(claims)}.`,
    },
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "invalid-alternate-alg": {
    bend: ({ keys }) => ({
      keys: (truth) => [...truth, keys.pss.jwk],
      compose: (claims, _, op) =>
        op.sign(claims, { alg: "PS256", kid: "pss" }, keys.pss.privateKey),
    }),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "invalid-signature": {
    bend: {
      idToken: (jwt) =>
        jwt.replace(/.{8}$/, (end) => (end === "AAAAAAAA" ? "BBBBBBBB" : "AAAAAAAA")),
    },
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "invalid-nonce": {
    bend: { claims: over({ nonce: "of-another" }) },
    outcome: 'InvalidCheck: nonce, unexpected ID Token "nonce" claim value (nonce)',
  },
  "invalid-expired-exp": {
    bend: { claims: (truth) => ({ ...truth, exp: now() - 120 }) },
    outcome:
      'OAuthCallbackError: unexpected JWT "exp" (expiration time) claim value, expiration is past current timestamp (exp)',
  },
  "invalid-missing-exp": {
    bend: { claims: over({ exp: undefined }) },
    outcome: 'OAuthCallbackError: JWT "exp" (expiration time) claim missing',
  },
  "invalid-missing-iss": {
    bend: { claims: over({ iss: undefined }) },
    outcome: 'OAuthCallbackError: JWT "iss" (issuer) claim missing',
  },
  "invalid-missing-aud": {
    bend: { claims: over({ aud: undefined }) },
    outcome: 'OAuthCallbackError: JWT "aud" (audience) claim missing',
  },
  "invalid-missing-nonce": {
    bend: { claims: over({ nonce: undefined }) },
    outcome: 'InvalidCheck: nonce, JWT "nonce" (nonce) claim missing',
  },
  "invalid-shash": {
    bend: { claims: over({ s_hash: "c2hvcnQ" }) },
    outcome: 'OAuthCallbackError: unexpected ID Token "s_hash" claim value',
  },
  "invalid-chash": {
    bend: { claims: over({ c_hash: "c2hvcnQ" }) },
    outcome: 'OAuthCallbackError: unexpected ID Token "c_hash" claim value',
  },
  "encrypted-idtoken": {
    bend: encrypted("RSA-OAEP-256"),
    outcome: "OAuthCallbackError: JWE decryption is not configured",
  },
  // Nobody here makes RSA1_5 any more: what counts is what the header says.
  "encrypted-idtoken-usingrsa15": {
    bend: {
      compose: async () =>
        [{ alg: "RSA1_5", enc: "A256GCM" }, "key", "iv", "text", "tag"].map(base64url).join("."),
    },
    outcome: "OAuthCallbackError: JWE decryption is not configured",
  },
}

/** An ID token with the hashes that nobody needs in the code flow, and they are right. */
const hashes: Bend = {
  compose: async (claims, header, op) => {
    const grant = [...op.grants.values()].find(({ nonce }) => nonce === claims["nonce"])!
    const c_hash = await halfHash(grant.code)
    const s_hash = await halfHash(grant.state!)
    return op.sign({ ...claims, c_hash, s_hash }, header)
  },
}

/** What comes by the browser and is a JWT (JARM), or what JARM's modules do to one: never looked at, always refused. */
const jarm = (claims: (truth: Record<string, unknown>) => object): Scenarios[string] => ({
  bend: {
    landing: (params, { url }) => {
      const truth = { iss: url, aud: CLIENT_ID, exp: now() + 60, ...Object.fromEntries(params) }
      for (const name of Object.keys(truth)) params.delete(name)
      params.set("response", `${base64url({ alg: "RS256" })}.${base64url(claims(truth))}.AAAA`)
      params.set("state", String((truth as { state?: string }).state))
    },
  },
  ...untouched,
  outcome:
    'OAuthCallbackError: "parameters" contains a JARM response, use validateJwtAuthResponse() instead of validateAuthResponse()',
})

/** JWT responses: a mode that is never asked for. */
export const jwtResponses: Scenarios = {
  "ensure-jarm-signature-is-not-none": jarm((truth) => truth),
  "ensure-jarm-with-expired-exp-fails": jarm(over({ exp: 1 })),
  "ensure-jarm-with-invalid-aud-fails": jarm(over({ aud: "client-two" })),
  "ensure-jarm-with-invalid-iss-fails": jarm(over({ iss: evil })),
  "ensure-jarm-with-invalid-sig-fails": jarm(over({ jti: "x" })),
  "ensure-jarm-without-aud-fails": jarm(over({ aud: undefined })),
  "ensure-jarm-without-exp-fails": jarm(over({ exp: undefined })),
  "ensure-jarm-without-iss-fails": jarm(over({ iss: undefined })),
}

export const fapiAccepted: Scenarios = {
  "token-type-case-insensitivity": {
    bend: { token: over({ token_type: "bEaReR" }) },
    outcome: "in",
  },
  "token-endpoint-response-without-expires_in": {
    bend: { token: over({ expires_in: undefined }) },
    outcome: "in",
  },
  "no-scope-in-token-endpoint-response": {
    bend: { token: over({ scope: undefined }) },
    outcome: "in",
  },
  "valid-aud-as-array": { bend: { claims: over({ aud: [CLIENT_ID] }) }, outcome: "in" },
  "missing-athash": { bend: { claims: over({ at_hash: undefined }) }, outcome: "in" },
  "valid-chash-and-shash": { bend: hashes, outcome: "in" },
}

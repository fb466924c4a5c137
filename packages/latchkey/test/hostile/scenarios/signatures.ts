/** The header and the signature of an ID token: OC-05, OC-06. */
import { type Json, over } from "../support/bend.ts"
import { base64url } from "../support/keys.ts"
import type { Scenarios } from "../support/scenario.ts"

/** One part of the finished token, changed; the signature is then of another. */
const part = (index: 0 | 1, change: (value: Json) => Json | string) => ({
  bend: {
    idToken: (jwt: string): string => {
      const parts = jwt.split(".")
      const value = JSON.parse(Buffer.from(parts[index]!, "base64url").toString()) as Json
      parts[index] = base64url(change(value))
      return parts.join(".")
    },
  },
  modes: ["query"] as const,
})
const finished = (idToken: (jwt: string) => string) => ({
  bend: { idToken },
  modes: ["query"] as const,
})

export const signatures: Scenarios = {
  "OC-06 alg none, signed": {
    ...part(0, over({ alg: "none" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg None": {
    ...part(0, over({ alg: "None" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg NONE": {
    ...part(0, over({ alg: "NONE" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 an empty alg": {
    ...part(0, over({ alg: "" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 no alg": {
    ...part(0, over({ alg: undefined })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 an alg that is null": {
    ...part(0, over({ alg: null })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 an alg that is a list": {
    ...part(0, over({ alg: ["RS256"] })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg rs256": {
    ...part(0, over({ alg: "rs256" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg HS256": {
    ...part(0, over({ alg: "HS256" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg RS1": {
    ...part(0, over({ alg: "RS1" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg RS512": {
    ...part(0, over({ alg: "RS512" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-06 alg EdDSA": {
    ...part(0, over({ alg: "EdDSA" })),
    outcome: 'OAuthCallbackError: unexpected JWT "alg" header parameter',
  },
  "OC-05 a critical header": {
    ...part(0, over({ crit: ["b64"], b64: false })),
    outcome: 'OAuthCallbackError: no JWT "crit" header parameter extensions are supported',
  },
  "OC-05 a critical header that is no list": {
    ...part(0, over({ crit: "exp" })),
    outcome: 'OAuthCallbackError: no JWT "crit" header parameter extensions are supported',
  },
  "OC-05 a key in the header": {
    ...part(0, over({ jwk: { kty: "RSA" }, kid: "two" })),
    outcome:
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
  },
  "OC-05 the address of a key in the header": {
    ...part(0, over({ jku: "https://evil.example" })),
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "OC-05 a header of text": {
    ...part(0, () => "header"),
    outcome: "OAuthCallbackError: failed to parse JWT Header body as base64url encoded JSON",
  },
  "OC-05 a header that is a list": {
    ...part(0, () => "[]"),
    outcome: "OAuthCallbackError: JWT Header must be a top level object",
  },
  "OC-05 a kid that is a path": {
    ...part(0, over({ kid: "../../dev/null" })),
    outcome:
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
  },
  "OC-05 a kid that is a list": {
    ...part(0, over({ kid: ["one"] })),
    outcome:
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
  },
  "OC-05 a kid that is null": {
    ...part(0, over({ kid: null })),
    outcome:
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
  },
  "OC-05 a kid called __proto__": {
    ...part(0, over({ kid: "__proto__" })),
    outcome:
      "OAuthCallbackError: error when selecting a JWT verification key, no applicable keys found",
  },
  "OC-05 claims of another": {
    ...part(1, over({ sub: "grace" })),
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "OC-05 claims that are text": {
    ...part(1, () => "ada"),
    outcome: "OAuthCallbackError: failed to parse JWT Payload body as base64url encoded JSON",
  },
  "OC-05 claims that are a list": {
    ...part(1, () => "[]"),
    outcome: "OAuthCallbackError: JWT Payload must be a top level object",
  },
  "OC-05 claims that are null": {
    ...part(1, () => "null"),
    outcome: "OAuthCallbackError: JWT Payload must be a top level object",
  },
  "OC-05 no signature": {
    ...finished((jwt) => jwt.replace(/[^.]*$/, "")),
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "OC-05 a signature of one byte": {
    ...finished((jwt) => jwt.replace(/[^.]*$/, "AA")),
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "OC-05 a signature of zeros": {
    ...finished((jwt) => jwt.replace(/[^.]*$/, (end) => "A".repeat(end.length))),
    outcome: "OAuthCallbackError: JWT signature verification failed",
  },
  "OC-05 two parts": {
    ...finished((jwt) => jwt.replace(/\.[^.]*$/, "")),
    outcome: "OAuthCallbackError: Invalid JWT",
  },
  "OC-05 four parts": {
    ...finished((jwt) => `${jwt}.AAAA`),
    outcome: "OAuthCallbackError: Invalid JWT",
  },
  "OC-05 five parts": {
    ...finished((jwt) => `${jwt}.AAAA.AAAA`),
    outcome: "OAuthCallbackError: JWE decryption is not configured",
  },
  "OC-05 a space before it": {
    ...finished((jwt) => ` ${jwt}`),
    outcome: "OAuthCallbackError: the ID Token is not in the one form that it has",
  },
  "OC-05 padding": {
    ...finished((jwt) => jwt.replace(/\.([^.]*)\./, ".$1==.")),
    outcome: "OAuthCallbackError: failed to parse JWT Payload body as base64url encoded JSON",
  },
  "OC-05 an empty text": {
    ...finished(() => ""),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must not be empty',
  },
  "OC-05 dots": {
    ...finished(() => ".."),
    outcome: "OAuthCallbackError: failed to parse JWT Header body as base64url encoded JSON",
  },
}

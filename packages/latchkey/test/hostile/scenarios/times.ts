/** Times, `sub`, hashes and nonces in an ID token: OC-07, OC-08, OC-11, OC-13. */
import { lies } from "../support/lies.ts"
import type { Scenarios } from "../support/scenario.ts"

const now = (): number => Math.floor(Date.now() / 1000)

export const times: Scenarios = {
  ...lies(
    'OAuthCallbackError: unexpected JWT "exp" (expiration time) claim value, expiration is past current timestamp (exp)',
    {
      "OC-07 over for 61 seconds": () => ({ exp: now() - 61 }),
      "OC-07 over for years": { exp: 1 },
      "OC-07 exp zero": { exp: 0 },
      "OC-07 exp negative": { exp: -1 },
    },
  ),
  ...lies('OAuthCallbackError: JWT "exp" (expiration time) claim missing', {
    "OC-07 no exp": { exp: undefined },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "exp" (expiration time) claim type', {
    "OC-07 exp null": { exp: null },
    "OC-07 exp a text": () => ({ exp: String(now() + 300) }),
    "OC-07 exp a list": () => ({ exp: [now() + 300] }),
    "OC-07 exp true": { exp: true },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "exp" claim value', {
    "OC-07 exp beyond time": { exp: 1e308 },
  }),
  ...lies('OAuthCallbackError: JWT "iat" (issued at) claim missing', {
    "OC-07 no iat": { iat: undefined },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "iat" (issued at) claim type', {
    "OC-07 iat null": { iat: null },
    "OC-07 iat a text": () => ({ iat: String(now()) }),
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "iat" claim value', {
    "OC-07 iat negative": { iat: -1 },
    "OC-07 iat zero": { iat: 0 },
    "OC-07 iat beyond time": { iat: 1e308 },
    "OC-07 issued 62 seconds from now": () => ({ iat: now() + 62 }),
    "OC-07 issued eleven minutes ago, and a bit": () => ({ iat: now() - 662 }),
    "OC-07 issued a week ago": () => ({ iat: now() - 604_800 }),
    "OC-07 issued in milliseconds": () => ({ iat: Date.now() }),
  }),
  ...lies('OAuthCallbackError: unexpected JWT "nbf" (not before) claim value (nbf)', {
    "OC-07 nbf 62 seconds from now": () => ({ nbf: now() + 62 }),
  }),
  ...lies('OAuthCallbackError: unexpected JWT "nbf" (not before) claim type', {
    "OC-07 nbf a text": () => ({ nbf: String(now()) }),
    "OC-07 nbf null": { nbf: null },
  }),
  ...lies('InvalidCheck: nonce, JWT "nonce" (nonce) claim missing', {
    "OC-08 no nonce": { nonce: undefined },
  }),
  ...lies('InvalidCheck: nonce, unexpected ID Token "nonce" claim value (nonce)', {
    "OC-08 another's nonce": { nonce: "of-another" },
    "OC-08 an empty nonce": { nonce: "" },
    "OC-08 a nonce that is null": { nonce: null },
    "OC-08 a nonce that is a list": { nonce: ["a"] },
    "OC-08 a nonce that is a number": { nonce: 7 },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "at_hash" claim value', {
    "OC-11 a wrong at_hash": { at_hash: "c2hvcnQ" },
    "OC-11 an empty at_hash": { at_hash: "" },
    "OC-11 an at_hash that is null": { at_hash: null },
    "OC-11 an at_hash that is a list": { at_hash: [] },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "c_hash" claim value', {
    "OC-11 a wrong c_hash": { c_hash: "c2hvcnQ" },
    "OC-11 a c_hash that is null": { c_hash: null },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "s_hash" claim value', {
    "OC-11 a wrong s_hash": { s_hash: "c2hvcnQ" },
  }),
  ...lies('OAuthCallbackError: JWT "sub" (subject) claim missing', {
    "OC-13 no sub": { sub: undefined },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "sub" claim value', {
    "OC-13 an empty sub": { sub: "" },
    "OC-13 a sub with a NUL": { sub: "ada\0" },
    "OC-13 a sub with a line break": { sub: "ada\n" },
    "OC-13 a sub with a tab": { sub: "a\tda" },
    "OC-13 a sub of 256 characters": { sub: "a".repeat(256) },
    "OC-13 a sub of a megabyte's half": { sub: "a".repeat(500_000) },
    "OC-13 a sub that is not ASCII": { sub: "ädä" },
    "OC-13 a sub with a full-width letter": { sub: "ａda" },
    "OC-13 a sub with a soft hyphen": { sub: "a\u00adda" },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "sub" (subject) claim type', {
    "OC-13 a sub that is a number": { sub: 7 },
    "OC-13 a sub that is null": { sub: null },
    "OC-13 a sub that is a list": { sub: ["ada"] },
    "OC-13 a sub that is an object": { sub: { toString: "ada" } },
  }),
}

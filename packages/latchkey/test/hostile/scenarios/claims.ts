/** What an ID token may say and may not: the rows OC-02 to OC-11 and OC-13 (OpenID Connect Core §2, §3.1.3.7). */
import { CLIENT_ID } from "../support/client.ts"
import { lies } from "../support/lies.ts"
import type { Scenarios } from "../support/scenario.ts"

const now = (): number => Math.floor(Date.now() / 1000)
const evil = "https://evil.example"
export const claims: Scenarios = {
  ...lies('OAuthCallbackError: unexpected JWT "iss" (issuer) claim value (iss)', {
    "OC-02 another issuer": { iss: evil },
    "OC-02 the issuer with a slash": (url) => ({ iss: `${url}/` }),
    "OC-02 the issuer in upper case": (url) => ({ iss: url.toUpperCase() }),
    "OC-02 the issuer without its scheme": (url) => ({ iss: url.slice(7) }),
    "OC-02 the issuer with its port left out": { iss: "http://127.0.0.1" },
    "OC-02 the issuer with a user name": (url) => ({ iss: url.replace("//", "//a@") }),
    "OC-02 the issuer with a path": (url) => ({ iss: `${url}/realms/a` }),
    "OC-02 the issuer with a query": (url) => ({ iss: `${url}?` }),
    "OC-02 the issuer with a fragment": (url) => ({ iss: `${url}#` }),
    "OC-02 the issuer with a space": (url) => ({ iss: `${url} ` }),
    "OC-02 the issuer with a NUL": (url) => ({ iss: `${url}\0` }),
    "OC-02 localhost for its address": (url) => ({ iss: url.replace("127.0.0.1", "localhost") }),
    "OC-02 an empty issuer": { iss: "" },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "iss" (issuer) claim type', {
    "OC-02 an issuer that is a list": (url) => ({ iss: [url] }),
    "OC-02 an issuer that is an object": (url) => ({ iss: { url } }),
    "OC-02 an issuer that is a number": { iss: 1 },
    "OC-02 an issuer that is null": { iss: null },
    "OC-02 an issuer that is true": { iss: true },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "aud" (audience) claim value (aud)', {
    "OC-03 another client": { aud: "client-two" },
    "OC-03 our id in upper case": { aud: CLIENT_ID.toUpperCase() },
    "OC-03 our id with a space": { aud: `${CLIENT_ID} ` },
    "OC-03 our id as a part": { aud: `${CLIENT_ID},client-two` },
    "OC-03 an empty text": { aud: "" },
    "OC-03 an empty list": { aud: [] },
    "OC-03 a list of another": { aud: ["client-two"] },
    "OC-03 a list of our id's letters": { aud: [...CLIENT_ID] },
    "OC-03 a list in a list": { aud: [[CLIENT_ID]] },
  }),
  ...lies('OAuthCallbackError: unexpected JWT "aud" (audience) claim type', {
    "OC-03 a number": { aud: 1 },
    "OC-03 an object": { aud: { [CLIENT_ID]: true } },
    "OC-03 null": { aud: null },
    "OC-03 true": { aud: true },
  }),
  ...lies(
    'OAuthCallbackError: ID Token "aud" (audience) claim includes additional untrusted audiences (aud)',
    {
      "OC-04 several audiences without azp": { aud: [CLIENT_ID, "client-two"] },
      "OC-03 somebody before us": { aud: ["client-two", CLIENT_ID] },
      "OC-04 our id twice, without azp": { aud: [CLIENT_ID, CLIENT_ID] },
    },
  ),
  ...lies('OAuthCallbackError: unexpected ID Token "azp" (authorized party) claim value (azp)', {
    "OC-04 several audiences and azp of another": {
      aud: [CLIENT_ID, "client-two"],
      azp: "client-two",
    },
    "OC-04 several audiences and azp in other case": {
      aud: [CLIENT_ID, "client-two"],
      azp: CLIENT_ID.toUpperCase(),
    },
  }),
  ...lies('OAuthCallbackError: unexpected ID Token "azp" claim value', {
    "OC-04 one audience and azp of another": { azp: "client-two" },
    "OC-04 one audience and an empty azp": { azp: "" },
    "OC-04 one audience and azp null": { azp: null },
    "OC-04 one audience and azp a list": { azp: [CLIENT_ID] },
  }),
  ...lies("in", {
    "OC-03 one audience in a list": { aud: [CLIENT_ID] },
    "OC-04 azp of ours": { azp: CLIENT_ID },
    "OC-07 a clock 59 seconds ahead": () => ({ iat: now() + 59 }),
    "OC-07 over for 45 seconds": () => ({ exp: now() - 45 }),
    "OC-07 not valid for 59 seconds yet": () => ({ nbf: now() + 59 }),
    "OC-07 issued nine minutes ago": () => ({ iat: now() - 540 }),
    "OC-07 a fraction of a second": () => ({ iat: now() + 0.5, exp: now() + 300.25 }),
    "OC-13 a sub of 255 characters": { sub: "a".repeat(255) },
    "OC-13 a sub with a space within": { sub: "ada byron" },
    "OC-11 no at_hash": { at_hash: undefined },
    "OC-10 an acr that nobody asked for": { acr: "urn:mace:incommon:iap:silver" },
    "claims that nobody knows": { "https://evil.example/admin": true, roles: ["admin"] },
  }),
}

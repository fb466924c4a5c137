/** What the endpoints may answer and may not: OC-01, OC-14, OC-17, OC-18, and what no specification thought of. */
import { gzipSync } from "node:zlib"
import { expect } from "vitest"
import { type Answer, type Bend, over, type Place } from "../support/bend.ts"
import type { Scenario, Scenarios } from "../support/scenario.ts"

const json = { "content-type": "application/json" }
const evil = "https://evil.example"

/** Two megabytes, as two kilobytes. */
const bomb: Answer = (response) => {
  const body = gzipSync(`{"padding":"${"x".repeat(2_000_000)}"}`)
  response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(body)
}
/** A chunk, and another, until nobody reads any more. */
const endless: Answer = (response) => {
  response.writeHead(200, json)
  const more = (): void => {
    while (!response.destroyed && response.write(" ".repeat(65_536)));
  }
  response.on("drain", more)
  more()
}
const cut: Answer = (response) => {
  response.writeHead(200, { ...json, "content-length": "100" }).write("{")
  setImmediate(() => response.destroy())
}
const html = { body: "<html>", headers: { "content-type": "text/html" } }
const moved = (status: number): Answer => ({ status, headers: { location: `${evil}/` } })

/** What no endpoint may answer. */
const never: Record<string, Answer> = {
  HTML: html,
  "HTML that says it is JSON": { body: "<html>" },
  "a 500 of HTML": { ...html, status: 500 },
  "no content": { status: 204 },
  "an empty body": { body: "" },
  "JSON cut short": { body: '{"a":' },
  "a list": { body: "[]" },
  null: { body: "null" },
  "a number": { body: "1e400" },
  "a byte order mark and nothing": { body: "\ufeff" },
  "a 301": moved(301),
  "a 302": moved(302),
  "a 303": moved(303),
  "a 307": moved(307),
  "a 308": moved(308),
  "a 304": { status: 304 },
  "two megabytes": { body: `{"padding":"${"x".repeat(2_000_000)}"}` },
  "ten megabytes": { body: `{"padding":"${"x".repeat(10_000_000)}"}` },
  "a gzip bomb": bomb,
  "a body without an end": endless,
  "a dropped connection": (response) => void response.destroy(),
  "a body that breaks off": cut,
  "ten thousand brackets": { body: `${"[".repeat(10_000)}${"]".repeat(10_000)}` },
}

const asked: Record<Place, readonly [number, number]> = {
  metadata: [0, 0],
  token: [1, 0],
  jwks: [1, 0],
  userinfo: [1, 1],
}

/** Each of them at that place, and which code the error has. */
export function neverAt(place: Place): Scenarios {
  const scenario = (answer: Answer): Scenario => ({
    bend: { answers: { [place]: answer } },
    asked: asked[place],
    modes: ["query"],
    ...(place === "userinfo" && { provider: { idToken: false } }),
    outcome: place === "metadata" ? "OAuthSignInError: *" : "OAuthCallbackError: *",
    also: (op, { answer: { headers } }) => {
      expect(headers.get("location")).not.toContain("evil")
      expect(op.requests.filter(({ path }) => path === "/")).toEqual([])
    },
  })
  return Object.fromEntries(
    Object.entries(never).map(([name, answer]) => [`${place}: ${name}`, scenario(answer)]),
  )
}

const token = (more: Record<string, unknown>): Pick<Scenario, "bend" | "modes"> => ({
  bend: { token: over(more) },
  modes: ["query"],
})
const raw = (body: string, status = 200): Pick<Scenario, "bend" | "modes"> => ({
  bend: { answers: { token: { status, body } } } satisfies Bend,
  modes: ["query"],
})

export const tokenAnswers: Scenarios = {
  "OC-17 token_type bearer in odd case": { ...token({ token_type: "bEaReR" }), outcome: "in" },
  "OC-17 no token_type": {
    ...token({ token_type: undefined }),
    outcome: 'OAuthCallbackError: "response" body "token_type" property must be a string',
  },
  "OC-17 token_type null": {
    ...token({ token_type: null }),
    outcome: 'OAuthCallbackError: "response" body "token_type" property must be a string',
  },
  "OC-17 token_type DPoP, which nobody asked for": {
    ...token({ token_type: "DPoP" }),
    outcome: "OAuthCallbackError: the access token is not a bearer token",
  },
  "OC-17 token_type mac": {
    ...token({ token_type: "mac" }),
    outcome: "OAuthCallbackError: unsupported `token_type` value",
  },
  "OC-17 token_type with a space": {
    ...token({ token_type: "bearer " }),
    outcome: "OAuthCallbackError: unsupported `token_type` value",
  },
  "OC-17 token_type a list": {
    ...token({ token_type: ["bearer"] }),
    outcome: 'OAuthCallbackError: "response" body "token_type" property must be a string',
  },
  "OC-18 no expires_in": { ...token({ expires_in: undefined }), outcome: "in" },
  "OC-18 expires_in null": { ...token({ expires_in: null }), outcome: "in" },
  "OC-18 expires_in as a text": { ...token({ expires_in: "3600" }), outcome: "in" },
  "OC-18 expires_in zero": { ...token({ expires_in: 0 }), outcome: "in" },
  "OC-18 expires_in in words": {
    ...token({ expires_in: "soon" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in NaN": {
    ...token({ expires_in: "NaN" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in Infinity": {
    ...token({ expires_in: "Infinity" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in negative": {
    ...token({ expires_in: -1 }),
    outcome:
      'OAuthCallbackError: "response" body "expires_in" property must be a non-negative number',
  },
  "OC-18 expires_in 1e300": {
    ...token({ expires_in: 1e300 }),
    outcome: "OAuthCallbackError: `expires_in` is absurd",
  },
  "OC-18 expires_in a list": {
    ...token({ expires_in: [3600] }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in in hex": {
    ...token({ expires_in: "0x10" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in with a unit": {
    ...token({ expires_in: "3600s" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in an empty text": {
    ...token({ expires_in: "" }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in an object": {
    ...token({ expires_in: { valueOf: 1 } }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "OC-18 expires_in true": {
    ...token({ expires_in: true }),
    outcome: "OAuthCallbackError: `expires_in` is not a number",
  },
  "an access token that is empty": {
    ...token({ access_token: "" }),
    outcome: 'OAuthCallbackError: "response" body "access_token" property must not be empty',
  },
  "an access token that is a number": {
    ...token({ access_token: 1 }),
    outcome: 'OAuthCallbackError: "response" body "access_token" property must be a string',
  },
  "an access token that is an object": {
    ...token({ access_token: {} }),
    outcome: 'OAuthCallbackError: "response" body "access_token" property must be a string',
  },
  "no access token": {
    ...token({ access_token: undefined }),
    outcome: 'OAuthCallbackError: "response" body "access_token" property must be a string',
  },
  "a refresh token that is an object": {
    ...token({ refresh_token: {} }),
    outcome: 'OAuthCallbackError: "response" body "refresh_token" property must be a string',
  },
  "a refresh token that is empty": {
    ...token({ refresh_token: "" }),
    outcome: 'OAuthCallbackError: "response" body "refresh_token" property must not be empty',
  },
  "a scope that is a list": {
    ...token({ scope: ["openid"] }),
    outcome: 'OAuthCallbackError: "response" body "scope" property must be a string',
  },
  "no ID token": {
    ...token({ id_token: undefined }),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must be a string',
  },
  "an ID token that is null": {
    ...token({ id_token: null }),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must be a string',
  },
  "an ID token that is a number": {
    ...token({ id_token: 1 }),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must be a string',
  },
  "an ID token that is a list": {
    ...token({ id_token: ["a.b.c"] }),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must be a string',
  },
  "an ID token that is an object": {
    ...token({ id_token: { sub: "ada" } }),
    outcome: 'OAuthCallbackError: "response" body "id_token" property must be a string',
  },
  "an ID token that is nonsense": {
    ...token({ id_token: "nonsense" }),
    outcome: "OAuthCallbackError: Invalid JWT",
  },
  "an error with a 200": {
    ...token({ error: "bad_verification_code" }),
    outcome: "OAuthCallbackError: bad_verification_code, the token endpoint answered with an error",
  },
  "an error with a 400": {
    ...raw('{"error":"invalid_grant"}', 400),
    outcome: "OAuthCallbackError: invalid_grant, the token endpoint answered with an error",
  },
  "an error with a 401": {
    ...raw('{"error":"invalid_client"}', 401),
    outcome: "OAuthCallbackError: invalid_client, the token endpoint answered with an error",
  },
  "an error that is an object": {
    ...raw('{"error":{"code":1}}', 400),
    outcome:
      'OAuthCallbackError: "response" is not a conform Token Endpoint response (unexpected HTTP status code)',
  },
  "tokens with a 400": {
    ...raw('{"access_token":"at","token_type":"bearer"}', 400),
    outcome:
      'OAuthCallbackError: "response" is not a conform Token Endpoint response (unexpected HTTP status code)',
  },
  "tokens with a 201": {
    ...raw('{"access_token":"at","token_type":"bearer"}', 201),
    outcome:
      'OAuthCallbackError: "response" is not a conform Token Endpoint response (unexpected HTTP status code)',
  },
  "a member called __proto__": {
    ...token(JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>),
    outcome: "in",
    also: () => expect(({} as { polluted?: boolean }).polluted).toBeUndefined(),
  },
  "a member called constructor": {
    ...token({ constructor: { prototype: { polluted: true } } }),
    outcome: "in",
    also: () => expect(({} as { polluted?: boolean }).polluted).toBeUndefined(),
  },
}

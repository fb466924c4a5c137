/**
 * What a browser brings back from the provider: BCP-03, BCP-09, BCP-23, BCP-24, ISS-1 to ISS-5, OC-19, in query and
 * form_post. Whatever is refused here is refused before the token endpoint is asked (ISS-5).
 */
import { expect } from "vitest"
import { over } from "../support/bend.ts"
import type { Scenario, Scenarios } from "../support/scenario.ts"

type Change = (params: URLSearchParams, url: string) => void

/** Landings that all end alike, without a token request. */
function refused(outcome: string, rows: Record<string, Change>, more: object = {}): Scenarios {
  const scenario = (change: Change): Scenario => ({
    bend: { landing: (params, { url }) => change(params, url), ...more },
    asked: [0, 0],
    outcome,
  })
  return Object.fromEntries(Object.entries(rows).map(([name, change]) => [name, scenario(change)]))
}
const set =
  (name: string, value: string): Change =>
  (params) =>
    params.set(name, value)

const promised = { metadata: over({ authorization_response_iss_parameter_supported: true }) }
const failed =
  (error: string): Change =>
  (params) => {
    params.delete("code")
    params.set("error", error)
  }

export const landings: Scenarios = {
  ...refused("InvalidCheck: state", {
    "BCP-03 no state": (params) => params.delete("state"),
    "BCP-03 an empty state": set("state", ""),
    "BCP-03 another's state": set("state", "of-another"),
    "BCP-03 the state in other case": (params) => {
      const state = params.get("state")!
      const other = state.replace(/[a-z]/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
      params.set("state", other)
    },
    "BCP-03 the state cut short": (params) =>
      params.set("state", params.get("state")!.slice(0, -1)),
    "BCP-03 the state and more": (params) => params.set("state", `${params.get("state")!}A`),
    "BCP-03 the state with a space": (params) => params.set("state", ` ${params.get("state")!}`),
    "BCP-03 the state with a NUL": (params) => params.set("state", `${params.get("state")!}\0`),
    "BCP-03 an error without a state": (params) => {
      params.delete("state")
      params.set("error", "access_denied")
    },
    "BCP-03 the state as a list": (params) => {
      params.set("state[]", params.get("state")!)
      params.delete("state")
    },
  }),
  ...refused('OAuthCallbackError: unexpected "iss" (issuer) response parameter value', {
    "ISS-3 another issuer, though none was promised": set("iss", "https://evil.example"),
    "ISS-2 a slash more": (params, url) => params.set("iss", `${url}/`),
    "ISS-2 in upper case": (params, url) => params.set("iss", url.toUpperCase()),
    "ISS-2 encoded": (params, url) => params.set("iss", encodeURIComponent(url)),
    "ISS-2 another port": set("iss", "http://127.0.0.1:1"),
    "ISS-2 without a port": set("iss", "http://127.0.0.1"),
    "ISS-2 a path more": (params, url) => params.set("iss", `${url}/a/..`),
    "ISS-2 a query": (params, url) => params.set("iss", `${url}?`),
    "ISS-2 a space": (params, url) => params.set("iss", `${url} `),
    "ISS-2 another name for its host": (params, url) =>
      params.set("iss", url.replace("127.0.0.1", "localhost")),
    "ISS-5 another issuer with an error": (params) => {
      failed("access_denied")(params, "")
      params.set("iss", "https://evil.example")
    },
  }),
  ...refused(
    'OAuthCallbackError: response parameter "iss" (issuer) missing',
    {
      "ISS-1 no iss, which was promised": (params) => params.delete("iss"),
      "ISS-1 an empty iss": set("iss", ""),
      "ISS-1 no iss with an error": (params) => {
        failed("access_denied")(params, "")
        params.delete("iss")
      },
    },
    promised,
  ),
  ...refused(
    "OAuthCallbackError: access_denied, authorization response from the server is an error",
    {
      "BCP-24 OC-19 an error beside a code": set("error", "access_denied"),
      "BCP-23 access_denied": failed("access_denied"),
    },
  ),
  ...refused(
    "OAuthCallbackError: login_required, authorization response from the server is an error",
    { "BCP-23 login_required": failed("login_required") },
  ),
  ...refused(
    "OAuthCallbackError: <script>alert(1)</script>, authorization response from the server is an error",
    { "BCP-23 markup for an error": failed("<script>alert(1)</script>") },
  ),
  ...refused(
    "OAuthCallbackError: a??Set-Cookie: b=c, authorization response from the server is an error",
    { "BCP-23 a line break in an error": failed("a\r\nSet-Cookie: b=c") },
  ),
  ...refused('OAuthCallbackError: no authorization code in "callbackParameters"', {
    "OC-19 an empty error, and no code": failed(""),
  }),
  ...refused('OAuthCallbackError: no authorization code in "callbackParameters"', {
    "no code": (params) => params.delete("code"),
  }),
  ...refused('OAuthCallbackError: no authorization code in "callbackParameters"', {
    "an empty code": set("code", ""),
  }),
  ...refused("OAuthCallbackError: implicit and hybrid flows are not supported", {
    "BCP-09 an ID token by the browser": set("id_token", "a.b.c"),
    "BCP-09 an access token by the browser": set("token", "at"),
  }),
  "BCP-23 a description is shown to nobody, and has nowhere to go": {
    bend: {
      landing: (params) => {
        failed("access_denied")(params, "")
        params.set("error_description", "<img src=x onerror=alert(1)>\r\nLocation: //evil.example")
        params.set("error_uri", "javascript:alert(1)")
      },
    },
    asked: [0, 0],
    outcome:
      "OAuthCallbackError: access_denied, authorization response from the server is an error",
    also: (_, { answer, errors }) => {
      const location = answer.headers.get("location")!
      expect(location).toBe("https://app.example/auth/signin?error=OAuthCallbackError")
      expect(errors[0]!.cause?.["error_description"]).toMatch(/^[\x20-\x7e]{1,200}$/)
    },
  },
  "ISS-3 the right iss, though none was promised": { outcome: "in" },
  "ISS-3 no iss, where none was promised": { bend: { iss: false }, outcome: "in" },
  "ISS-1 the right iss, as promised": { bend: promised, outcome: "in" },
  "BCP-24 more parameters than anybody knows": {
    bend: { landing: (params) => params.set("session_state", "x") },
    outcome: "in",
  },
}

/** Modules of the implicit and the hybrid flow: what they send by the browser is not even looked at. */
import type { Scenarios } from "../support/scenario.ts"

const untouched = { asked: [0, 0] } as const

export const hybrid: Scenarios = {
  // The module sends an ID token with a wrong `c_hash` by the browser. There it is not even looked at.
  "oidcc-client-test-invalid-chash": {
    bend: { landing: (params) => params.set("id_token", "a.b.c") },
    ...untouched,
    outcome: "OAuthCallbackError: implicit and hybrid flows are not supported",
  },
  "oidcc-client-test-missing-chash": {
    bend: { landing: (params) => params.set("id_token", "a.b.c") },
    ...untouched,
    outcome: "OAuthCallbackError: implicit and hybrid flows are not supported",
  },
  "oidcc-client-test-missing-athash": {
    bend: {
      landing: (params) => {
        params.delete("code")
        params.set("id_token", "a.b.c")
        params.set("access_token", "at")
      },
    },
    ...untouched,
    outcome: "OAuthCallbackError: implicit and hybrid flows are not supported",
  },
}

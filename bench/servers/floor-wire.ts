import { cookieHeader, cookieValue } from "../floors/cookie.ts"
import { openWire, sealWire, wireKey } from "../floors/wire.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"

const NAME = "__Secure-authjs.session-token"
const key = wireKey(secretsOf(1)[0]!, NAME)

export const server: Checked = {
  note: "Auth.js 5's format by hand, nothing sealed anew",
  cookie: async () => cookieHeader(NAME, sealWire(key, claimsOf(0), Date.now())),
  check(request) {
    const value = cookieValue(request.headers.cookie!, NAME)!
    return String(openWire(key, value, Date.now())?.["email"])
  },
}

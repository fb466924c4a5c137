import { cookieHeader, cookieValue } from "../floors/cookie.ts"
import { gcmKey, openGcm, sealGcm } from "../floors/gcm.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"

const NAME = "__Host-session"
const keys = [gcmKey(secretsOf(1)[0]!, "k0")]

export const server: Checked = {
  note: "AES-256-GCM by hand",
  cookie: async () => cookieHeader(NAME, sealGcm(keys[0]!, claimsOf(0))),
  check: (request) => String(openGcm(keys, cookieValue(request.headers.cookie!, NAME)!)?.["email"]),
}

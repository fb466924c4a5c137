import { getSession } from "latchkey"
import { encode } from "latchkey/jwt"
import GitHub from "latchkey/providers/github"
import { cookieHeader } from "../floors/cookie.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"
import { logger } from "../harness/quiet.ts"

const NAME = "__Host-latchkey.session-token"
const secret = secretsOf(1)
const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
export const config = { secret, providers, trustHost: true, logger }

export const server: Checked = {
  note: "own format, getSession(request), the request as Node has it",
  cookie: async () =>
    cookieHeader(NAME, await encode({ token: claimsOf(0), secret: secret[0]!, salt: NAME })),
  check: async (request) => (await getSession(request, config))?.user?.email,
}

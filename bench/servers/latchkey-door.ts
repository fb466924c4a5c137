import { getSession } from "latchkey"
import { encode } from "latchkey/doors/v5/jwt"
import GitHub from "latchkey/providers/github"
import { cookieHeader } from "../floors/cookie.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"
import { logger } from "../harness/quiet.ts"

const NAME = "__Secure-authjs.session-token"
const secret = secretsOf(1)
const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
const config = { secret, providers, trustHost: true, compat: 5 as const, logger }

export const server: Checked = {
  note: "as @auth/core, getSession(request)",
  cookie: async () =>
    cookieHeader(NAME, await encode({ token: claimsOf(0), secret: secret[0]!, salt: NAME })),
  check: async (request) => (await getSession(request, config))?.user?.email,
}

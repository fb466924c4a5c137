import { getSession } from "latchkey"
import { encode } from "latchkey/jwt"
import { keyring } from "latchkey/keyring"
import { memoryStore } from "latchkey/keyring/memory"
import GitHub from "latchkey/providers/github"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { logger } from "../../harness/quiet.ts"

const NAME = "__Host-latchkey.session-token"

/** The same check with a ring that looks after itself: what that adds between two refreshes. */
export const contender: Contender = {
  note: "own format, keyring() in memory",
  async prepare(row) {
    if (row.kind !== "check" || row.secrets > 1 || row.providers > 1) return undefined
    process.env["AUTH_SECRET"] = secretsOf(1)[0]!
    const secret = keyring({ store: memoryStore(), onEvent: () => {} })
    const { secrets } = await secret.view({ read: (name) => process.env[name], now: Date.now() })
    const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
    const config = { secret, providers, trustHost: true, basePath: "/auth", logger }
    const token = await encode({ token: claimsOf(row.size), secret: secrets[0]!, salt: NAME })
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    return () => getSession(request, config)
  },
  read: (answer) => (answer as { user?: { email?: string } } | null)?.user?.email,
}

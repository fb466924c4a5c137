import { getSession } from "latchkey"
import { encode } from "latchkey/jwt"
import GitHub from "latchkey/providers/github"
import { memoryRevocations } from "latchkey/revocations/memory"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { logger } from "../../harness/quiet.ts"

const NAME = "__Host-latchkey.session-token"
const ENDED = 100_000

/** The same check where sessions can be ended, and a hundred thousand have been: what that adds between two looks. */
export const contender: Contender = {
  note: `own format, ${ENDED} sessions ended`,
  async prepare(row) {
    if (row.kind !== "check" || row.secrets > 1 || row.providers > 1) return undefined
    const secret = secretsOf(1)
    const store = memoryRevocations()
    const now = Date.now()
    const entries = Array.from({ length: ENDED }, (_, n) => ({
      kind: n % 2 ? ("user" as const) : ("session" as const),
      id: `ended-${n}`,
      at: now,
      until: now + 86_400_000,
    }))
    const filled = { ...store, since: async () => ({ revocations: entries, cursor: "0" }) }
    const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
    const session = { strategy: "jwt" as const, revocable: { store: filled, refresh: 3600 } }
    const config = { secret, providers, trustHost: true, basePath: "/auth", logger, session }
    // As a sign-in of ours makes it: with an id.
    const lk = { sid: "bench-session-of-22-ch", auth_time: Math.floor(now / 1000), ver: 1 }
    const claims = { ...claimsOf(row.size), lk }
    const token = await encode({ token: claims, secret: secret[0]!, salt: NAME })
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    return () => getSession(request, config)
  },
  read: (answer) => (answer as { user?: { email?: string } } | null)?.user?.email,
}

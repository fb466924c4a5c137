import { Auth, type AuthConfig, getSession } from "latchkey"
import type { Contender } from "../../harness/contender.ts"
import { inTurn, tokenOf, untagged } from "../../databases/million.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { type Row, secretsOf } from "../../harness/row.ts"
import { logger } from "../../harness/quiet.ts"

const NAME = "__Host-latchkey.session-token"
const URL = "https://app.example.com/auth/session"

/** The whole check: request, cookie, hash, query, session callback. */
export function latchkeyContender(
  note: string,
  open: (row: Row) => Promise<AuthConfig["adapter"] | undefined>,
): Contender {
  return {
    note,
    async prepare(row) {
      const adapter = await open(row)
      if (!adapter) return undefined
      const session = { strategy: "database" as const }
      const secret = secretsOf(1)
      const config = { secret, providers: [], adapter, session, trustHost: true, logger }
      const next = inTurn((n) => {
        return new Request(URL, { headers: { cookie: cookieHeader(NAME, tokenOf(n)) } })
      })
      if (row.kind === "check") return () => getSession(next(), config)
      return () => Auth(next(), config)
    },
    async read(answer, row) {
      const session = row.kind === "check" ? answer : await (answer as Response).json()
      return untagged((session as { user?: { email?: string } } | null)?.user?.email)
    },
  }
}

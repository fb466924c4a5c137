import { getSession } from "latchkey"
import { SqlAdapter } from "latchkey/adapters/sql"
import type { Contender } from "../harness/contender.ts"
import { ASKED, tokenOf } from "../databases/million.ts"
import { openPool } from "../databases/postgres.ts"
import { openMillion } from "../databases/sqlite.ts"
import { secretsOf } from "../harness/row.ts"
import { cookieHeader } from "../floors/cookie.ts"
import { untagged } from "./database-driver.ts"

const logger = { info() {}, warn() {}, error: console.error }

/** The whole check: request, cookie, hash, query, session callback. */
export const contender: Contender = {
  name: "Latchkey, database",
  note: "SqlAdapter",
  ofDatabases: true,
  async prepare(row) {
    const client = row.database === "sqlite" ? await openMillion() : await openPool()
    if (!client) return undefined
    const adapter = SqlAdapter(client)
    const session = { strategy: "database" as const }
    const secret = secretsOf(1)
    const config = { secret, providers: [], adapter, session, trustHost: true, logger }
    const requests = Array.from({ length: ASKED }, (_, n) => {
      const cookie = cookieHeader("__Host-latchkey.session-token", tokenOf(n))
      return new Request("https://app.example.com/auth/session", { headers: { cookie } })
    })
    let n = 0
    return () => getSession(requests[n++ % ASKED]!, config)
  },
  read: (answer) => untagged((answer as { user?: { email?: string } } | null)?.user?.email),
}

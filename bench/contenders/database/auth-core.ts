import { Auth } from "@auth/core"
import type { Adapter } from "@auth/core/adapters"
import type { Contender } from "../../harness/contender.ts"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { type Row, secretsOf } from "../../harness/row.ts"

const NAME = "__Secure-authjs.session-token"
const URL = "https://app.example.com/auth/session"

/** It stores tokens as they are: what is stored for us is a token to it. */
export function authCoreContender(
  note: string,
  open: (row: Row) => Promise<Adapter | undefined>,
): Contender {
  return {
    note,
    async prepare(row) {
      const adapter = await open(row)
      if (!adapter) return undefined
      const session = { strategy: "database" as const }
      const base = { secret: secretsOf(1), providers: [], trustHost: true, basePath: "/auth" }
      const config = { ...base, adapter, session }
      const next = inTurn((n) => ({ cookie: cookieHeader(NAME, storedToken(n)) }))
      const nextRequest = inTurn(() => new Request(URL, { headers: next() }))
      if (row.kind === "handler") return () => Auth(nextRequest(), config)
      return async () => (await Auth(new Request(URL, { headers: next() }), config)).json()
    },
    async read(answer, row) {
      const session = row.kind === "check" ? answer : await (answer as Response).json()
      return untagged((session as { user?: { email?: string } } | null)?.user?.email)
    },
  }
}

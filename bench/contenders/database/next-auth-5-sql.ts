import "../../harness/next-paths.ts"
import { NextRequest } from "next/server.js"
import { BARE, bareAdapter } from "../../databases/auth-js-adapters.ts"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import type { Contender } from "../../harness/contender.ts"
import { secretsOf } from "../../harness/row.ts"

const NAME = "__Secure-authjs.session-token"
const URL = "https://app.example.com/api/auth/session"
// After the paths of Next.js are known.
const { default: NextAuth } = await import("next-auth-5")

/** Its check is `auth(req, res)`, which reads no state of Next's; in a component it does the same after `headers()`. */
export const contender: Contender = {
  note: `5.0.0-beta.32, ${BARE}`,
  async prepare(row) {
    const adapter = await bareAdapter(row)
    if (!adapter) return undefined
    const session = { strategy: "database" as const }
    const base = { secret: secretsOf(1), providers: [], trustHost: true }
    const { auth, handlers } = NextAuth({ ...base, adapter, session })
    const next = inTurn((n) => ({ cookie: cookieHeader(NAME, storedToken(n)) }))
    const nextRequest = inTurn(() => new NextRequest(URL, { headers: next() }))
    if (row.kind === "handler") return () => handlers.GET(nextRequest())
    const proxied = { host: "app.example.com", "x-forwarded-proto": "https" }
    const response = { appendHeader: () => {} }
    return () => auth({ headers: { ...next(), ...proxied } } as never, response as never)
  },
  async read(answer, row) {
    const session = row.kind === "check" ? answer : await (answer as Response).json()
    return untagged((session as { user?: { email?: string } } | null)?.user?.email)
  },
}

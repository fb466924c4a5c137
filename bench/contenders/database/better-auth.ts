import { betterAuth } from "better-auth"
import { createHmac } from "node:crypto"
import type { Contender } from "../../harness/contender.ts"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { openDatabase } from "../../databases/open.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { type Row, secretsOf } from "../../harness/row.ts"

const NAME = "__Secure-better-auth.session_token"
const URL = "https://app.example.com/api/auth/get-session"
const secret = secretsOf(1)[0]!

/** Its cookie has the token as it is stored, and a signature. */
function signed(token: string): string {
  const signature = createHmac("sha256", secret).update(token).digest("base64")
  return encodeURIComponent(`${token}.${signature}`)
}

/** By what it is given as `database`; on tables of its own. */
export function betterAuthContender(
  note: string,
  open: (row: Row) => Promise<object | undefined>,
): Contender {
  return {
    note,
    async prepare(row) {
      const database = await open(row)
      if (!database) return undefined
      const auth = betterAuth({
        baseURL: "https://app.example.com",
        secret,
        database: database as never,
        rateLimit: { enabled: false },
        telemetry: { enabled: false },
        logger: { disabled: true },
      })
      const next = inTurn((n) => ({ cookie: cookieHeader(NAME, signed(storedToken(n))) }))
      const nextRequest = inTurn(() => new Request(URL, { headers: next() }))
      if (row.kind === "handler") return () => auth.handler(nextRequest())
      return () => auth.api.getSession({ headers: new Headers(next()) })
    },
    async read(answer, row) {
      const found = row.kind === "check" ? answer : await (answer as Response).json()
      return untagged((found as { user?: { email?: string } } | null)?.user?.email)
    },
  }
}

/** With what it brings along for databases, which has nothing for PGlite. */
export const contender = betterAuthContender("1.7.7, its own adapter", async (row) => {
  return row.database === "pglite" ? undefined : (await openDatabase(row))?.client
})

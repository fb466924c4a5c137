import type { Adapter } from "@auth/core/adapters"
import { createRequire } from "node:module"
import { inTurn, storedToken, untagged } from "../../databases/million.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import type { Contender } from "../../harness/contender.ts"
import {
  type NextAuth4,
  pagesCookies,
  pagesRequest,
  pagesResponse,
} from "../../harness/next-pages.ts"
import { type Row, secretsOf } from "../../harness/row.ts"

const NAME = "__Secure-next-auth.session-token"
const require = createRequire(import.meta.url)

/** Its check is `getServerSession`, its handler that of the pages API; Next.js has parsed the cookies of both. */
export function nextAuth4Contender(
  note: string,
  open: (row: Row) => Promise<Adapter | undefined>,
): Contender {
  return {
    note,
    async prepare(row) {
      const adapter = await open(row)
      if (!adapter) return undefined
      process.env["NEXTAUTH_URL"] = "https://app.example.com"
      const { default: NextAuth, getServerSession } = require("next-auth") as NextAuth4
      const session = { strategy: "database" as const }
      const options = { secret: secretsOf(1)[0]!, providers: [], adapter, session }
      const next = inTurn((n) => pagesCookies(cookieHeader(NAME, storedToken(n))))
      if (row.kind === "check") {
        return () => getServerSession({ headers: {}, cookies: next() }, pagesResponse(), options)
      }
      return async () => {
        const answer = pagesResponse()
        await NextAuth(pagesRequest(next()), answer, options)
        return answer.sent
      }
    },
    read(answer, row) {
      const session = row.kind === "check" ? answer : JSON.parse(answer as string)
      return untagged((session as { user?: { email?: string } } | null)?.user?.email)
    },
  }
}

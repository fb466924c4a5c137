import { createRequire } from "node:module"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import {
  type NextAuth4,
  pagesCookies,
  pagesRequest,
  pagesResponse,
} from "../../harness/next-pages.ts"

const NAME = "__Secure-next-auth.session-token"
const require = createRequire(import.meta.url)

interface Jwt {
  encode(params: object): Promise<string>
  decode(params: object): Promise<unknown>
  getToken(params: object): Promise<unknown>
}

/** One secret only: it knows no others. Its check is `getServerSession`, its handler that of the pages API. */
export const contender: Contender = {
  note: "4.24.15, one secret",
  async prepare(row) {
    if (row.secrets > 1) return undefined
    process.env["NEXTAUTH_URL"] = "https://app.example.com"
    const { encode, decode, getToken } = require("next-auth/jwt") as Jwt
    const { default: NextAuth, getServerSession } = require("next-auth") as NextAuth4
    const { default: GitHub } = require("next-auth/providers/github") as {
      default: (options: object) => object
    }
    const secret = secretsOf(1)[0]!
    const providers = Array.from({ length: row.providers }, (_, n) => ({
      ...GitHub({ clientId: "id", clientSecret: "secret" }),
      id: `github-${n}`,
    }))
    const options = { secret, providers }
    const token = await encode({ token: claimsOf(row.size), secret })
    const cookies = pagesCookies(cookieHeader(NAME, token))
    switch (row.kind) {
      case "decode":
        return () => decode({ token, secret })
      case "token":
        return () => getToken({ req: { cookies, headers: {} }, secret, secureCookie: true })
      case "check":
        return () => getServerSession({ headers: {}, cookies }, pagesResponse(), options)
      default:
        return async () => {
          const answer = pagesResponse()
          await NextAuth(pagesRequest(cookies), answer, options)
          return answer.sent
        }
    }
  },
  read(answer, row) {
    if (row.kind === "decode" || row.kind === "token") return (answer as { email: string }).email
    const session = row.kind === "check" ? answer : JSON.parse(answer as string)
    return (session as { user?: { email?: string } } | null)?.user?.email
  },
}

import { createRequire } from "node:module"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"

const NAME = "__Secure-next-auth.session-token"
const require = createRequire(import.meta.url)

interface Jwt {
  encode(params: object): Promise<string>
  decode(params: object): Promise<unknown>
  getToken(params: object): Promise<unknown>
}

interface NextAuth4 {
  default(request: object, response: object, options: object): Promise<unknown>
  getServerSession(request: object, response: object, options: object): Promise<unknown>
}

/** Takes an answer as a response of Next's pages API would. */
function response(): { sent: unknown } {
  const headers = new Map<string, unknown>()
  const self = {
    sent: undefined as unknown,
    setHeader: (name: string, value: unknown) => void headers.set(name.toLowerCase(), value),
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    status: () => self,
    end: () => {},
    send: (body: unknown) => void (self.sent = body),
    json: (body: unknown) => void (self.sent = JSON.parse(JSON.stringify(body))),
  }
  return self
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
    const cookies = jar(cookieHeader(NAME, token))
    switch (row.kind) {
      case "decode":
        return () => decode({ token, secret })
      case "token":
        return () => getToken({ req: { cookies, headers: {} }, secret, secureCookie: true })
      case "check":
        return () => getServerSession({ headers: {}, cookies }, response(), options)
      default:
        return async () => {
          const answer = response()
          const query = { nextauth: ["session"] }
          await NextAuth(
            { method: "GET", url: "/api/auth/session", headers: {}, cookies, query },
            answer,
            options,
          )
          return answer.sent
        }
    }
  },
  read(answer, row) {
    if (row.kind === "decode" || row.kind === "token") return (answer as { email: string }).email
    return (answer as { user?: { email?: string } }).user?.email
  },
}

function jar(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split("; ").map((pair) => {
      const at = pair.indexOf("=")
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

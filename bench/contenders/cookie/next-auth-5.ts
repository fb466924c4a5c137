import "../../harness/next-paths.ts"
import { encode } from "@auth/core/jwt"
import GitHub from "@auth/core/providers/github"
import { NextRequest } from "next/server.js"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"

const NAME = "__Secure-authjs.session-token"
// After the paths of Next.js are known.
const { default: NextAuth } = await import("next-auth-5")

/** Its check is `auth(req, res)`, which reads no state of Next's; in a component it does the same after `headers()`. */
export const contender: Contender = {
  note: "5.0.0-beta.32",
  async prepare(row) {
    if (row.kind !== "check" && row.kind !== "handler") return undefined
    const secret = secretsOf(row.secrets)
    const providers = Array.from({ length: row.providers }, (_, n) => ({
      ...GitHub({ clientId: "id", clientSecret: "secret" }),
      id: `github-${n}`,
    }))
    const { auth, handlers } = NextAuth({ secret, providers, trustHost: true })
    const token = await encode({ token: claimsOf(row.size), secret: secret.at(-1)!, salt: NAME })
    const headers = { cookie: cookieHeader(NAME, token) }
    const request = new NextRequest("https://app.example.com/api/auth/session", { headers })
    if (row.kind === "handler") return () => handlers.GET(request)
    const asked = { headers: { ...headers, host: "app.example.com", "x-forwarded-proto": "https" } }
    const response = { appendHeader: () => {} }
    return () => auth(asked as never, response as never)
  },
  async read(answer, row) {
    const session = row.kind === "check" ? answer : await (answer as Response).json()
    return (session as { user?: { email?: string } } | null)?.user?.email
  },
}

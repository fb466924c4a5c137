import "../../harness/next-paths.ts"
import { encode } from "@auth/core/jwt"
import GitHub from "@auth/core/providers/github"
import { NextRequest } from "next/server.js"
import type { Contender } from "../../harness/contender.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { type Passed, passed } from "./floor-wire.ts"

const NAME = "__Secure-authjs.session-token"
// After the paths of Next.js are known.
const { default: NextAuth } = await import("next-auth-5")

export const contender: Contender = {
  note: "5.0.0-beta.32",
  async prepare(row) {
    const secret = secretsOf(1)
    const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
    const { auth } = NextAuth({ secret, providers, trustHost: true })
    const token = await encode({ token: claimsOf(row.size), secret: secret[0]!, salt: NAME })
    const cookie = cookieHeader(NAME, token)
    let email: unknown
    const wrapped = auth((request: { auth: { user?: { email?: string | null } } | null }) => {
      email = request.auth?.user?.email
    })
    return async (): Promise<Passed> => {
      const request = new NextRequest("https://app.example.com/page", { headers: { cookie } })
      const response = (await wrapped(request, { params: Promise.resolve({}) })) as Response
      return { email, response }
    }
  },
  read: (answer) => passed(answer as Passed),
}

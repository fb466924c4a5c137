import { getSession } from "latchkey"
import { Auth } from "latchkey/doors/core/index"
import { decode, encode, getToken } from "latchkey/doors/v5/jwt"
import GitHub from "latchkey/providers/github"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { logger } from "../../harness/quiet.ts"

const NAME = "__Secure-authjs.session-token"

export const contender: Contender = {
  note: "as @auth/core (A256CBC-HS512)",
  async prepare(row) {
    const secret = secretsOf(row.secrets)
    const providers = Array.from({ length: row.providers }, (_, n) => ({
      ...GitHub({ clientId: "id", clientSecret: "secret" }),
      id: `github-${n}`,
    }))
    const config = {
      secret,
      providers,
      trustHost: true,
      basePath: "/auth",
      compat: 5,
      logger,
    } as const
    const claims = claimsOf(row.size)
    const token = await encode({ token: claims, secret: secret.at(-1)!, salt: NAME })
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    switch (row.kind) {
      case "decode":
        return () => decode({ token, secret, salt: NAME })
      case "token":
        return () => getToken({ req: request, secret, secureCookie: true })
      case "check":
        return () => getSession(request, config)
      default:
        return () => Auth(request, config)
    }
  },
  async read(answer, row) {
    if (row.kind === "decode" || row.kind === "token") return (answer as { email: string }).email
    const session = row.kind === "check" ? answer : await (answer as Response).json()
    return (session as { user?: { email?: string } } | null)?.user?.email
  },
}

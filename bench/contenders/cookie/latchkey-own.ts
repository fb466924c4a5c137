import { Auth, getSession } from "latchkey"
import { decode, encode, getToken } from "latchkey/jwt"
import GitHub from "latchkey/providers/github"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"
import { logger } from "../../harness/quiet.ts"

const NAME = "__Host-latchkey.session-token"

export const contender: Contender = {
  note: "own format (A256GCM)",
  async prepare(row) {
    const secret = secretsOf(row.secrets)
    const providers = Array.from({ length: row.providers }, (_, n) =>
      GitHub({ id: `github-${n}`, clientId: "id", clientSecret: "secret" }),
    )
    const config = { secret, providers, trustHost: true, basePath: "/auth", logger }
    const claims = claimsOf(row.size)
    const token = await encode({ token: claims, secret: secret.at(-1)!, salt: NAME })
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    switch (row.kind) {
      case "decode":
        return () => decode({ token, secret, salt: NAME })
      case "token":
        return () => getToken({ req: request, secret })
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

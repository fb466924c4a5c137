import { Auth } from "@auth/core"
import { decode, encode, getToken } from "@auth/core/jwt"
import GitHub from "@auth/core/providers/github"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"

const NAME = "__Secure-authjs.session-token"

/** Its documented check, in each of its frameworks, is the handler's answer, parsed. */
export const contender: Contender = {
  note: "0.41.3",
  async prepare(row) {
    const secret = secretsOf(row.secrets)
    const providers = Array.from({ length: row.providers }, (_, n) => ({
      ...GitHub({ clientId: "id", clientSecret: "secret" }),
      id: `github-${n}`,
    }))
    const config = { secret, providers, trustHost: true, basePath: "/auth" }
    const claims = claimsOf(row.size)
    const token = await encode({ token: claims, secret: secret.at(-1)!, salt: NAME })
    const url = "https://app.example.com/auth/session"
    const headers = { cookie: cookieHeader(NAME, token) }
    const request = new Request(url, { headers })
    switch (row.kind) {
      case "decode":
        return () => decode({ token, secret, salt: NAME })
      case "token":
        return () => getToken({ req: request, secret, secureCookie: true })
      case "check":
        return async () => (await Auth(new Request(url, { headers }), config)).json()
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

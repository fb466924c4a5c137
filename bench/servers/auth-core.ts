import { Auth } from "@auth/core"
import { encode } from "@auth/core/jwt"
import GitHub from "@auth/core/providers/github"
import { cookieHeader } from "../floors/cookie.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"

const NAME = "__Secure-authjs.session-token"
const secret = secretsOf(1)
const providers = [GitHub({ clientId: "id", clientSecret: "secret" })]
const config = { secret, providers, trustHost: true, basePath: "/auth" }

/** As its own frameworks check: the handler is asked, and its answer parsed. */
export const server: Checked = {
  note: "0.41.3",
  cookie: async () =>
    cookieHeader(NAME, await encode({ token: claimsOf(0), secret: secret[0]!, salt: NAME })),
  async check(request) {
    const headers = { cookie: request.headers.cookie ?? "" }
    const asked = new Request("https://app.example.com/auth/session", { headers })
    const session = (await (await Auth(asked, config)).json()) as { user?: { email?: string } }
    return session.user?.email
  },
}

import { createRequire } from "node:module"
import { cookieHeader } from "../floors/cookie.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"

const require = createRequire(import.meta.url)
const { encode } = require("next-auth/jwt")
const { getServerSession } = require("next-auth")
const { default: GitHub } = require("next-auth/providers/github")

process.env["NEXTAUTH_URL"] = "https://app.example.com"
const NAME = "__Secure-next-auth.session-token"
const secret = secretsOf(1)[0]!
const options = { secret, providers: [GitHub({ clientId: "id", clientSecret: "secret" })] }

/** `getServerSession` with what Next.js would parse of the request. */
export const server: Checked = {
  note: "4.24.15",
  cookie: async () => cookieHeader(NAME, await encode({ token: claimsOf(0), secret })),
  async check({ headers }, response) {
    const pairs = headers.cookie!.split("; ").map((pair) => pair.split("=") as [string, string])
    const request = { headers, cookies: Object.fromEntries(pairs) }
    return (await getServerSession(request, response, options))?.user?.email
  },
}

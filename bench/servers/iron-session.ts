import { getIronSession, sealData } from "iron-session"
import { cookieHeader } from "../floors/cookie.ts"
import { claimsOf, secretsOf } from "../harness/row.ts"
import type { Checked } from "../load/checked.ts"

const options = { password: secretsOf(1)[0]!, cookieName: "session", ttl: 0 }

export const server: Checked = {
  note: "9.0.1",
  cookie: async () => cookieHeader("session", await sealData(claimsOf(0), options)),
  async check(request, response) {
    const session: { email?: string } = await getIronSession(request, response, options)
    return session.email
  },
}

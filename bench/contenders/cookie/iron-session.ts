import { getIronSession, sealData, unsealData } from "iron-session"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader } from "../../floors/cookie.ts"

const NAME = "session"

/** Seals one cookie of at most 4 kB, so it has no large token. */
export const contender: Contender = {
  note: "9.0.1",
  async prepare(row) {
    if (row.kind === "handler" || row.providers > 1) return undefined
    const secrets = secretsOf(row.secrets)
    // Its ids of passwords are numbers; the highest seals.
    const password = Object.fromEntries(secrets.map((secret, n) => [secrets.length - n, secret]))
    const oldest = { 1: secrets.at(-1)! }
    const sealed = await sealData(claimsOf(row.size), { password: oldest, ttl: 0 })
    if (row.kind === "decode") return () => unsealData(sealed, { password, ttl: 0 })
    if (row.size > 4) return undefined
    const request = new Request("https://app.example.com/", {
      headers: { cookie: cookieHeader(NAME, sealed) },
    })
    const options = { password, cookieName: NAME, ttl: 0 }
    return () => getIronSession(request, new Response(), options)
  },
  read: (answer) => (answer as { email?: string }).email,
}

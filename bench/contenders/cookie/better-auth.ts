import { betterAuth } from "better-auth"
import { getCookieCache } from "better-auth/cookies"
import { memoryAdapter } from "better-auth/adapters/memory"
import type { Contender } from "../../harness/contender.ts"
import { secretsOf } from "../../harness/row.ts"

export type Strategy = "compact" | "jwt" | "jwe"

const secret = secretsOf(1)[0]!

/** A site whose sessions live in the cookie for a while. */
export function siteOf(strategy: Strategy) {
  return betterAuth({
    baseURL: "https://app.example.com",
    secret,
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: {
      enabled: true,
      password: { hash: async (text: string) => text, verify: async () => true },
    },
    session: { cookieCache: { enabled: true, maxAge: 2_592_000, strategy } },
    socialProviders: { github: { clientId: "id", clientSecret: "secret" } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

/** A session that lives in the cookie for a while, in one of its three forms. Its claims are its own: no large ones. */
export function betterAuthContender(strategy: Strategy): Contender {
  return {
    note: `1.7.7, cookie cache: ${strategy}`,
    async prepare(row) {
      if (row.kind === "decode" || row.size > 0 || row.secrets > 1) return undefined
      const auth = siteOf(strategy)
      if (row.providers > 1) return undefined
      const cookie = await signUp((request) => auth.handler(request))
      const url = "https://app.example.com/api/auth/get-session"
      const request = new Request(url, { headers: { cookie } })
      switch (row.kind) {
        case "token":
          return () => getCookieCache(request, { secret, strategy, isSecure: true })
        case "check":
          return () => auth.api.getSession({ headers: request.headers })
        default:
          return () => auth.handler(request)
      }
    },
    async read(answer, row) {
      const found = row.kind === "handler" ? await (answer as Response).json() : answer
      return (found as { user?: { email?: string } } | null)?.user?.email
    },
  }
}

/** The cookies of a browser that has just signed up. */
export async function signUp(handler: (request: Request) => Promise<Response>): Promise<string> {
  const response = await handler(
    new Request("https://app.example.com/api/auth/sign-up/email", {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://app.example.com" },
      body: JSON.stringify({
        name: "Ada Lovelace",
        email: "ada@example.com",
        password: "correct horse battery staple",
        image: "https://avatars.example.com/u/583231?v=4",
      }),
    }),
  )
  if (!response.ok) throw new Error(`better-auth answered ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((line) => line.slice(0, line.indexOf(";")))
    .join("; ")
}

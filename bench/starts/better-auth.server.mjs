import { betterAuth } from "better-auth"
import { memoryAdapter } from "better-auth/adapters/memory"
import { cookie, done, secret } from "./done.mjs"

const auth = betterAuth({
  baseURL: "https://app.example.com",
  secret,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: true, maxAge: 2_592_000, strategy: "jwe" } },
  socialProviders: { github: { clientId: "id", clientSecret: "secret" } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
})
const url = "https://app.example.com/api/auth/get-session"
const answer = await (await auth.handler(new Request(url, { headers: { cookie } }))).json()
done(answer?.user?.email)

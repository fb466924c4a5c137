import { betterAuth } from "better-auth"
import { memoryAdapter } from "better-auth/adapters/memory"
import { genericOAuth } from "better-auth/plugins"
import { secretsOf } from "../../harness/row.ts"
import { whoIs } from "../../signin/jar.ts"
import { CLIENT, oidcContender } from "../../signin/oidc.ts"

async function make(issuer: string) {
  const discoveryUrl = `${issuer}/.well-known/openid-configuration`
  const scopes = ["openid", "email", "profile"]
  const local = { providerId: "local", discoveryUrl, scopes, pkce: true, ...CLIENT }
  const tables = { user: [], session: [] as unknown[], account: [], verification: [] as unknown[] }
  const auth = betterAuth({
    baseURL: "https://app.example.com",
    secret: secretsOf(1)[0]!,
    database: memoryAdapter(tables),
    plugins: [genericOAuth({ config: [local] })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  return (request: Request) => {
    // Lists of all sign-ins so far would be what is measured.
    if (tables.session.length > 100) tables.session.length = 0
    return auth.handler(request)
  }
}

/** Its session is in memory, its state too. */
export const contender = oidcContender("1.7.7, generic OAuth", make, {
  async begin(visitor) {
    const body = { provider: "local", callbackURL: "/" }
    const response = await visitor.post("/api/auth/sign-in/social", body, true)
    return ((await response.json()) as { url: string }).url
  },
  end: (visitor) => whoIs(visitor, "/api/auth/get-session"),
})

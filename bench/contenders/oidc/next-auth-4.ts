import { createRequire } from "node:module"
import { secretsOf } from "../../harness/row.ts"
import { CLIENT, familyJourney, oidcContender } from "../../signin/oidc.ts"
import { pagesHandler } from "../../signin/pages-api.ts"

const require = createRequire(import.meta.url)

function make(issuer: string) {
  process.env["NEXTAUTH_URL"] = "https://app.example.com"
  const { default: NextAuth } = require("next-auth")
  const local = {
    id: "local",
    name: "Local",
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    profile: ({ sub: id, name, email }: Record<string, string>) => ({ id, name, email }),
    ...CLIENT,
  }
  return pagesHandler(NextAuth, { secret: secretsOf(1)[0]!, providers: [local] })
}

export const contender = oidcContender("4.24.15", make, familyJourney("/api/auth"))

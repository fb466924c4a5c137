import { createRequire } from "node:module"
import { secretsOf } from "../../harness/row.ts"
import { authorize, familyContender } from "../../signin/credentials.ts"
import { pagesHandler } from "../../signin/pages-api.ts"

const require = createRequire(import.meta.url)

export const contender = familyContender("4.24.15", "/api/auth", () => {
  process.env["NEXTAUTH_URL"] = "https://app.example.com"
  const { default: NextAuth } = require("next-auth")
  const { default: Credentials } = require("next-auth/providers/credentials")
  const providers = [Credentials({ credentials: { name: {}, password: {} }, authorize })]
  return pagesHandler(NextAuth, { secret: secretsOf(1)[0]!, providers })
})

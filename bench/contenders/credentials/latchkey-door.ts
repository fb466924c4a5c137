import { Auth } from "latchkey/doors/core/index"
import Credentials from "latchkey/providers/credentials"
import { secretsOf } from "../../harness/row.ts"
import { authorize, familyContender } from "../../signin/credentials.ts"
import { logger } from "../../harness/quiet.ts"

export const contender = familyContender("as @auth/core", "/auth", () => {
  const providers = [Credentials({ credentials: { name: {}, password: {} }, authorize })]
  const config = {
    secret: secretsOf(1),
    providers,
    trustHost: true,
    basePath: "/auth",
    compat: 5 as const,
    logger,
  }
  return (request) => Auth(request, config)
})

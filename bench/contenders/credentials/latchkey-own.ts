import { Auth } from "latchkey"
import Credentials from "latchkey/providers/credentials"
import { secretsOf } from "../../harness/row.ts"
import { authorize, familyContender } from "../../signin/credentials.ts"
import { logger } from "../../harness/quiet.ts"

export const contender = familyContender("own format", "/auth", () => {
  const providers = [Credentials({ credentials: { name: {}, password: {} }, authorize })]
  const config = { secret: secretsOf(1), providers, trustHost: true, basePath: "/auth", logger }
  return (request) => Auth(request, config)
})

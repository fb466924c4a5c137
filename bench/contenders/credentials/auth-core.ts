import { Auth } from "@auth/core"
import Credentials from "@auth/core/providers/credentials"
import { secretsOf } from "../../harness/row.ts"
import { authorize, familyContender } from "../../signin/credentials.ts"

export const contender = familyContender("0.41.3", "/auth", () => {
  const providers = [Credentials({ credentials: { name: {}, password: {} }, authorize })]
  const config = { secret: secretsOf(1), providers, trustHost: true, basePath: "/auth" }
  return (request) => Auth(request, config)
})

import { Auth } from "@auth/core"
import type { OIDCConfig } from "@auth/core/providers"
import { secretsOf } from "../../harness/row.ts"
import { CLIENT, familyJourney, oidcContender } from "../../signin/oidc.ts"

function make(issuer: string) {
  const local: OIDCConfig<object> = {
    id: "local",
    name: "Local",
    type: "oidc",
    issuer,
    checks: ["pkce", "state", "nonce"],
    ...CLIENT,
  }
  const config = { secret: secretsOf(1), providers: [local], trustHost: true, basePath: "/auth" }
  return (request: Request): Promise<Response> => Auth(request, config)
}

export const contender = oidcContender("0.41.3", make, familyJourney("/auth"))

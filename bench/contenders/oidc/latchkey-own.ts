import { Auth } from "latchkey"
import OIDC from "latchkey/providers/oidc"
import { secretsOf } from "../../harness/row.ts"
import { CLIENT, familyJourney, oidcContender } from "../../signin/oidc.ts"
import { logger } from "../../harness/quiet.ts"

function make(issuer: string) {
  const checks = ["pkce" as const, "state" as const, "nonce" as const]
  const providers = [OIDC({ id: "local", issuer, checks, ...CLIENT })]
  const config = { secret: secretsOf(1), providers, trustHost: true, basePath: "/auth", logger }
  return (request: Request): Promise<Response> => Auth(request, config)
}

export const contender = oidcContender("own format", make, familyJourney("/auth"))

/**
 * The identity provider of the examples, where everybody who comes is Ada.
 */
import { startIssuer } from "../../support/issuer.ts"
import type { Env } from "./app.ts"

export interface ExampleIssuer {
  /** `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET`. */
  readonly env: Env
  stop(): Promise<void>
}

/**
 * Starts one that knows one application.
 *
 * @param url of the application
 * @param provider its id for this identity provider
 */
export async function startExampleIssuer(
  url: string,
  provider: string = "local-id",
): Promise<ExampleIssuer> {
  const id = "example"
  const secret = crypto.randomUUID()
  const issuer = await startIssuer({
    client: {
      client_id: id,
      client_secret: secret,
      redirect_uris: [`${url}/api/auth/callback/${provider}`],
    },
  })
  return {
    env: { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret },
    stop: () => issuer.close(),
  }
}

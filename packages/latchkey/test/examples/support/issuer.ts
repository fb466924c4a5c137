/**
 * The identity provider of the examples, where everybody who comes is Ada.
 */
import { startIssuer } from "../../support/issuer.ts"
import type { Env } from "./app.ts"

export interface ExampleIssuer {
  /** `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET`. */
  readonly env: Env
  /** Keeps whoever comes to sign in waiting. */
  hold(): Hold
  stop(): Promise<void>
}

export interface Hold {
  /** Fulfilled when somebody waits. */
  readonly arrived: Promise<void>
  release(): void
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
  let arrive: (() => void) | undefined
  let held: Promise<void> | undefined
  const issuer = await startIssuer({
    client: {
      client_id: id,
      client_secret: secret,
      redirect_uris: [`${url}/api/auth/callback/${provider}`],
    },
    before: (path) => {
      if (path !== "/auth") return undefined
      arrive?.()
      return held
    },
  })
  return {
    env: { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret },
    hold: () => {
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      let release = (): void => {}
      held = new Promise((resolve) => (release = resolve))
      return { arrived, release }
    },
    stop: () => issuer.close(),
  }
}

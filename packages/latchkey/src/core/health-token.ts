import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door } from "../config/context.ts"
import { makeProbeToken } from "../keys/probe-token.ts"

/**
 * A bearer token for the details of the health answer at `url`.
 *
 * @throws MissingSecret, KeysUnavailable and the like, where there are no keys to make it with
 */
export async function healthToken(config: AuthConfig, door: Door, url: string): Promise<string> {
  const context = new Context(config, door, { headers: new Headers() })
  const { ring } = await context.keys()
  return makeProbeToken(ring, { to: url })
}

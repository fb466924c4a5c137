import type { SessionRead } from "../actions/session/session-read.ts"
import { readSession } from "../actions/session/read.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door, type Incoming } from "../config/context.ts"

/**
 * The session of whoever sent these headers, without a request, a response or a trip through the router.
 *
 * @throws MissingSecret, KeysUnavailable, UntrustedHost: not knowing is not the same as nobody
 */
export function currentSession(
  config: AuthConfig,
  door: Door,
  incoming: Incoming,
  options: { readonly write: boolean },
): Promise<SessionRead> {
  return sessionIn(new Context(config, door, incoming), options)
}

/** The same, where the configuration was looked at for this request already. */
export function sessionIn(
  context: Context,
  options: { readonly write: boolean },
): Promise<SessionRead> {
  return readSession(context, options)
}

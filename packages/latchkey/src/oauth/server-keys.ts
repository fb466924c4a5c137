import * as oauth from "oauth4webapi"
import type { AuthorizationServer, ExportedJWKSCache } from "oauth4webapi"
import type { OAuthProvider } from "./provider.ts"
import { requestOptions } from "./transport.ts"

/** The keys of a server as they were read last, and when they were read again for one that was missing. */
export interface ServerKeys {
  cache: Partial<ExportedJWKSCache>
  readAgain: number
}

/** Milliseconds until keys are read again for a `kid` that is not among them. */
const COOLDOWN_IN_MS = 30_000

export function serverKeys(): ServerKeys {
  return { cache: {}, readAgain: -Infinity }
}

/**
 * Ensures that one of the server's keys signed what this answer brought. A server may have new keys at any moment: so
 * they are read again for one that is missing, but at most every half a minute, whatever is sent.
 *
 * @throws {Error} None did, or they can't be had.
 */
export async function assertSignedByServer(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  keys: ServerKeys,
  response: Response,
): Promise<void> {
  const verify = (): Promise<void> =>
    // By a copy of the server: the protocol library has a memory by object beside this one.
    oauth.validateApplicationLevelSignature({ ...server }, response, {
      ...requestOptions(provider, server.jwks_uri),
      [oauth.jwksCache]: keys.cache as ExportedJWKSCache,
    })
  const wereKnown = keys.cache.uat !== undefined
  try {
    await verify()
  } catch (error) {
    const isMissing = (error as { code?: unknown } | null)?.code === oauth.KEY_SELECTION
    const now = Date.now()
    if (!isMissing || !wereKnown || now - keys.readAgain < COOLDOWN_IN_MS) throw error
    keys.readAgain = now
    keys.cache = {}
    await verify()
  }
}

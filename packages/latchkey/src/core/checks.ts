import { assertStrategy } from "../config/assert.ts"
import type { Context } from "../config/context.ts"
import { warnOfShortTokenAge } from "../config/short-token-age.ts"
import { assertHeld } from "../config/storage.ts"
import { allProviders, isOAuth, isOAuth1, providerId } from "../config/providers.ts"
import type { RingAbout } from "../contracts/keys.ts"
import type { Ring } from "../keys/ring.ts"

/** What was found when the configuration was looked over. */
export interface Checks {
  /** The keys, where they can be had. */
  readonly ring: Ring | null
  /** Of a managed ring: what it was loaded as. */
  readonly about?: RingAbout | undefined
  /** Those of session tokens. The same, unless `jwt.secret` gives others. */
  readonly sessionRing: Ring | null
  /** What keeps every request from being served. */
  readonly error: Error | null
}

/**
 * Looks over what every request needs, as far as that can be known without one: the keys can be had and are let
 * through, and sessions have where to live. Who we are is not asked, since a probe comes by address.
 */
export async function checkApplication(context: Context): Promise<Checks> {
  let ring: Ring | null = null
  let sessionRing: Ring | null = null
  let about: RingAbout | undefined
  try {
    ;({ ring, about } = await context.keys())
    warnOfShortTokenAge(context, about)
    sessionRing = (await context.sessionKeys()).ring
    if (context.config.account?.sealTokens) assertHeld(context)
    assertStrategy(context)
    return { ring, about, sessionRing, error: null }
  } catch (thrown) {
    return { ring, about, sessionRing, error: asError(thrown) }
  }
}

/** What keeps single providers from being used, by their ids. */
export async function checkProviders(context: Context): Promise<ReadonlyMap<string, Error>> {
  // Not loaded with every server: most requests only ask for the session.
  const { resolveOAuthProvider } = await import("../oauth/provider.ts")
  const found = new Map<string, Error>()
  const options = context.compat === undefined ? {} : { compat: context.compat }
  for (const provider of allProviders(context)) {
    if (!isOAuth(provider)) continue
    try {
      if (isOAuth1(provider)) {
        const { resolveOAuth1Provider } = await import("../oauth/one/provider.ts")
        resolveOAuth1Provider(provider)
      } else resolveOAuthProvider(provider, options)
    } catch (thrown) {
      found.set(providerId(provider), asError(thrown))
    }
  }
  return found
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

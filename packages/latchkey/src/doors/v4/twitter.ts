/**
 * Twitter as NextAuth 4 had it: `latchkey/doors/v4/twitter`.
 *
 * @module
 */
import type { OAuth2Config, OAuthUserConfig } from "../../contracts/provider.ts"
import { TwitterLegacy, type TwitterLegacyProfile } from "../../providers/twitter-legacy.ts"
import factory, { type TwitterProfile } from "../../providers/twitter.ts"

/** Of the one version or the other. */
export type EitherTwitterProfile = TwitterLegacyProfile | TwitterProfile

/**
 * X by OAuth 1.0a, or by OAuth 2 with `version: "2.0"`. An application that has keys of OAuth 1.0a only, and so says no
 * version, goes on.
 *
 * @example
 * ```ts
 * Twitter({ clientId: process.env.TWITTER_ID, clientSecret: process.env.TWITTER_SECRET, version: "2.0" })
 * ```
 */
export default function Twitter<P extends EitherTwitterProfile = EitherTwitterProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  const provider: OAuth2Config<any> =
    config.version === "2.0"
      ? factory({ ...(config as object), version: "2.0" })
      : TwitterLegacy(config as object)
  return provider
}

export { TwitterLegacy, type TwitterLegacyProfile } from "../../providers/twitter-legacy.ts"
export type { TwitterProfile } from "../../providers/twitter.ts"

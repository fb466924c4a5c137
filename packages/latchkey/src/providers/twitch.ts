import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"

/** The claims of Twitch's ID token: {@link https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/#requesting-claims}. */
export interface TwitchProfile {
  /** The number of the account. */
  sub: string
  /** The display name. */
  preferred_username?: string
  /** Null, or not there, for whoever has not verified one. */
  email?: string | null
  email_verified?: boolean
  picture?: string
  [claim: string]: unknown
}

/**
 * Twitch.
 *
 * Environment: `AUTH_TWITCH_ID`, `AUTH_TWITCH_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/twitch`.
 *
 * @see {@link https://dev.twitch.tv/console/apps Register an app}
 * @see {@link https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/ Documentation}
 * @example
 * ```ts
 * import Twitch from "latchkey/providers/twitch"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Twitch] })
 * ```
 */
export default function Twitch<P extends TwitchProfile = TwitchProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return {
    id: "twitch",
    name: "Twitch",
    type: "oidc",
    issuer: "https://id.twitch.tv/oauth2",
    client: { token_endpoint_auth_method: "client_secret_post" },
    authorization: {
      params: { scope: "openid user:read:email", claims: { id_token: wanted } },
    },
    token: { conform: scopeAsText },
    // It takes no notice of PKCE.
    checks: ["state", "nonce"],
    style: { bg: "#65459b", text: "#ffffff", logo: monogram("T", "#65459b") },
    console: "https://dev.twitch.tv/console/apps",
    options: config,
  }
}

/** Claims are told only if asked for. */
const wanted = { email: null, email_verified: null, picture: null, preferred_username: null }

/** Twitch has the scopes as a list; RFC 6749 §5.1 as text. */
async function scopeAsText(response: Response): Promise<Response | undefined> {
  if (!response.ok) return undefined
  const answer = (await response.json().catch(() => null)) as { scope?: unknown } | null
  if (!Array.isArray(answer?.scope)) return undefined
  return Response.json({ ...answer, scope: answer.scope.join(" ") })
}

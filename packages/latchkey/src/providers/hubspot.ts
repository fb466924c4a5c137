import type {
  OAuth2Config,
  OAuthUserConfig,
  UserinfoRequestContext,
} from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"
import { monogram } from "./logo.ts"
import { accountId, askUserinfo } from "./wire.ts"

/** What the introspection of an access token says: {@link https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/token-introspect}. */
export interface HubSpotProfile {
  active: boolean
  /** The person's e-mail address. */
  user?: string
  user_id: number
  hub_domain?: string
  hub_id: number
  app_id: number
  client_id?: string
  scopes: string[]
  expires_in: number
  token_type: string
  [member: string]: unknown
}

/**
 * HubSpot. There is no name but the e-mail address. The scope has to be exactly that of the app.
 *
 * Environment: `AUTH_HUBSPOT_ID`, `AUTH_HUBSPOT_SECRET`. Callback URL: `<origin>/api/auth/callback/hubspot`.
 *
 * @see {@link https://app.hubspot.com/developer-overview Register an app}
 * @see {@link https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth Documentation}
 * @example
 * ```ts
 * import HubSpot from "latchkey/providers/hubspot"
 *
 * HubSpot({ authorization: { params: { scope: "oauth crm.objects.contacts.read" } } })
 * ```
 */
export default function HubSpot<P extends HubSpotProfile = HubSpotProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "hubspot",
    name: "HubSpot",
    type: "oauth",
    authorization: { url: "https://app.hubspot.com/oauth/authorize", params: { scope: "oauth" } },
    // Those of version 1 end on 16 February 2027.
    token: "https://api.hubapi.com/oauth/2026-03/token",
    userinfo: {
      url: "https://api.hubapi.com/oauth/2026-03/token/introspect",
      request: introspect,
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: accountId(profile.user_id),
      name: profile.user ?? null,
      email: profile.user ?? null,
      image: null,
    }),
    style: { bg: "#ff7a59", text: "#ffffff", logo: monogram("H", "#ff7a59") },
    console: "https://app.hubspot.com/developer-overview",
    options: config,
  }
}

/** RFC 7662, with the client's proof in the form. */
async function introspect<P>(context: UserinfoRequestContext<P>): Promise<Profile> {
  const body = new URLSearchParams({
    client_id: context.provider.clientId ?? "",
    client_secret: (await context.clientSecret()) ?? "",
    token: String(context.tokens.access_token),
    token_type_hint: "access_token",
  })
  const profile = await askUserinfo(context, { method: "POST", body })
  if (profile["active"] !== true) throw new Error("HubSpot says that the token is not active")
  return profile
}

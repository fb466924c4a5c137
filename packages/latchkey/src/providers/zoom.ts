import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

/** The answer of `GET /v2/users/me`: {@link https://developers.zoom.us/docs/api/users/#tag/users/get/users/{userId}}. */
export interface ZoomProfile {
  id: string
  first_name?: string
  last_name?: string
  display_name?: string
  email: string
  /** 1 is basic, 2 licensed, 99 none. */
  type: number
  role_name?: string
  pmi?: number
  use_pmi?: boolean
  vanity_url?: string
  personal_meeting_url?: string
  timezone?: string
  /** 1 if Zoom has verified the address. */
  verified?: number
  dept?: string
  created_at?: string
  last_login_time?: string
  last_client_version?: string
  pic_url?: string
  host_key?: string
  jid?: string
  group_ids?: string[]
  im_group_ids?: string[]
  account_id?: string
  language?: string
  phone_country?: string
  phone_number?: string
  status?: string
  [member: string]: unknown
}

/**
 * Zoom. The app needs the scope `user:read:user` (or `user:read`), chosen where it is registered. `verified` says whether
 * Zoom has verified the address.
 *
 * Environment: `AUTH_ZOOM_ID`, `AUTH_ZOOM_SECRET`. Callback URL: `<origin>/api/auth/callback/zoom`.
 *
 * @see {@link https://marketplace.zoom.us/develop/create Register an app}
 * @see {@link https://developers.zoom.us/docs/integrations/oauth/ Documentation}
 * @example
 * ```ts
 * import Zoom from "latchkey/providers/zoom"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Zoom] })
 * ```
 */
export default function Zoom<P extends ZoomProfile = ZoomProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "zoom",
    name: "Zoom",
    type: "oauth",
    authorization: "https://zoom.us/oauth/authorize",
    token: "https://zoom.us/oauth/token",
    userinfo: "https://api.zoom.us/v2/users/me",
    profile: (profile) => ({
      id: profile.id,
      name: personName(profile.first_name, profile.last_name) ?? profile.display_name ?? null,
      email: profile.email ?? null,
      image: profile.pic_url || null,
    }),
    style: { bg: "#0b5cff", text: "#ffffff", logo: monogram("Z", "#0b5cff") },
    console: "https://marketplace.zoom.us/develop/create",
    options: config,
  }
}

import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"

export interface EventbriteEmail {
  email: string
  verified: boolean
  primary: boolean
}

/** The answer of `GET /v3/users/me/`: {@link https://www.eventbrite.com/platform/api#/reference/user/retrieve/retrieve-information-about-a-user-account}. */
export interface EventbriteProfile {
  id: string
  name: string
  first_name: string
  last_name: string
  is_public: boolean
  emails: EventbriteEmail[]
  image_id: string | null
  /** Whether the primary address is verified, from `emails`. */
  email_verified?: boolean
  [member: string]: unknown
}

/**
 * Eventbrite. The primary address may be unverified: see `email_verified`.
 *
 * Environment: `AUTH_EVENTBRITE_ID`, `AUTH_EVENTBRITE_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/eventbrite`.
 *
 * @see {@link https://www.eventbrite.com/account-settings/apps/new Register an app}
 * @see {@link https://www.eventbrite.com/platform/api#/introduction/authentication Documentation}
 * @example
 * ```ts
 * import Eventbrite from "latchkey/providers/eventbrite"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Eventbrite] })
 * ```
 */
export default function Eventbrite<P extends EventbriteProfile = EventbriteProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "eventbrite",
    name: "Eventbrite",
    type: "oauth",
    authorization: {
      url: "https://www.eventbrite.com/oauth/authorize",
      params: { scope: "user.profile" },
    },
    token: "https://www.eventbrite.com/oauth/token",
    userinfo: "https://www.eventbriteapi.com/v3/users/me/",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: profile.id,
      name: profile.name || personName(profile.first_name, profile.last_name),
      email: primaryOf(profile)?.email ?? null,
      image: profile.image_id ? pictureOf(profile.image_id) : null,
    }),
    [conformInternal]: (profile) => {
      const primary = primaryOf(profile as Partial<EventbriteProfile>)
      return primary ? { ...profile, email_verified: primary.verified === true } : profile
    },
    style: { bg: "#f05537", text: "#ffffff", logo: monogram("e", "#f05537") },
    console: "https://www.eventbrite.com/account-settings/apps/new",
    options: config,
  }
}

function primaryOf({ emails }: Partial<EventbriteProfile>): EventbriteEmail | undefined {
  return Array.isArray(emails) ? emails.find((each) => each?.primary === true) : undefined
}

function pictureOf(id: string): string {
  const original = `https://cdn.evbuc.com/images/${id}/1/original.jpg`
  return `https://img.evbuc.com/${encodeURIComponent(original)}`
}

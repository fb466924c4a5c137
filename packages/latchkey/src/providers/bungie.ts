import type {
  OAuth2Config,
  OAuthUserConfig,
  UserinfoRequestContext,
} from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"
import { monogram } from "./logo.ts"
import { askUserinfo } from "./wire.ts"

/** The answer of `GetMembershipsForCurrentUser`: {@link https://bungie-net.github.io/multi/operation_get_User-GetMembershipsForCurrentUser.html}. */
export interface BungieProfile {
  Response: {
    bungieNetUser: {
      membershipId: string
      displayName: string
      uniqueName?: string
      /** A path on `www.bungie.net`. */
      profilePicturePath?: string
      about?: string
      locale?: string
      [member: string]: unknown
    }
    destinyMemberships?: Record<string, unknown>[]
    primaryMembershipId?: string
  }
  ErrorCode: number
  ErrorStatus: string
  Message: string
  [member: string]: unknown
}

export interface BungieConfig<P extends BungieProfile = BungieProfile> extends OAuthUserConfig<P> {
  /** The API key of the app; each request needs it. */
  apiKey?: string
  /** `X-API-Key`, as Auth.js has it. */
  headers?: Record<string, string | null | undefined>
}

/**
 * Bungie. The app has to be confidential. There is no e-mail address.
 *
 * Environment: `AUTH_BUNGIE_ID`, `AUTH_BUNGIE_SECRET`, `AUTH_BUNGIE_KEY` (the API key).
 * Callback URL: `<origin>/api/auth/callback/bungie`.
 *
 * @see {@link https://www.bungie.net/en/Application Register an app}
 * @see {@link https://github.com/Bungie-net/api/wiki/OAuth-Documentation Documentation}
 * @example
 * ```ts
 * import Bungie from "latchkey/providers/bungie"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Bungie] })
 * ```
 */
export default function Bungie<P extends BungieProfile = BungieProfile>(
  config: BungieConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "bungie",
    name: "Bungie",
    type: "oauth",
    authorization: "https://www.bungie.net/en/OAuth/Authorize?reauth=true",
    token: "https://www.bungie.net/platform/app/oauth/token/",
    userinfo: {
      url: "https://www.bungie.net/Platform/User/GetMembershipsForCurrentUser/",
      request: askWithKey,
    },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: ({ Response: { bungieNetUser: user } }) => ({
      id: user.membershipId,
      name: user.displayName ?? user.uniqueName ?? null,
      email: null,
      image: user.profilePicturePath
        ? new URL(user.profilePicturePath, "https://www.bungie.net").href
        : null,
    }),
    style: { bg: "#0099db", text: "#ffffff", logo: monogram("B", "#0099db") },
    console: "https://www.bungie.net/en/Application",
    options: config,
  }
}

async function askWithKey<P extends BungieProfile>(
  context: UserinfoRequestContext<P>,
): Promise<Profile> {
  const { apiKey, headers } = context.provider as BungieConfig<P>
  const key = apiKey ?? new Headers(given(headers)).get("x-api-key")
  if (!key) throw new Error("there is no API key: set AUTH_BUNGIE_KEY, or `apiKey`")
  return askUserinfo(context, {
    headers: { authorization: `Bearer ${context.tokens.access_token}`, "x-api-key": key },
  })
}

function given(headers: BungieConfig["headers"]): [string, string][] {
  return Object.entries(headers ?? {}).filter((each): each is [string, string] => Boolean(each[1]))
}

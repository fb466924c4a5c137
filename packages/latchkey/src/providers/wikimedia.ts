import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { conformInternal } from "../contracts/symbols.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** A group of accounts; each wiki may have others: {@link https://meta.wikimedia.org/wiki/User_groups}. */
export type WikimediaGroup =
  | "*"
  | "user"
  | "autoconfirmed"
  | "extendedconfirmed"
  | "bot"
  | "sysop"
  | "bureaucrat"
  | "steward"
  | "checkuser"
  | "oversight"
  | (string & {})

/** What a consumer may be granted: {@link https://meta.wikimedia.org/wiki/Special:ListGrants}. */
export type WikimediaGrant =
  | "basic"
  | "mwoauth-authonly"
  | "mwoauth-authonlyprivate"
  | "editpage"
  | "createaccount"
  | "sendemail"
  | "uploadfile"
  | (string & {})

/** What an account may do: {@link https://meta.wikimedia.org/wiki/Special:ListGroupRights}. */
export type WikimediaRight = "read" | "edit" | "createpage" | "upload" | "delete" | (string & {})

/** The answer of `GET /w/rest.php/oauth2/resource/profile`: {@link https://www.mediawiki.org/wiki/Extension:OAuth}. */
export interface WikimediaProfile {
  /** The number of the central account. */
  sub: string | number
  username: string
  editcount?: number
  confirmed_email?: boolean
  blocked?: boolean
  /** `YYYYMMDDHHMMSS` */
  registered?: string
  groups?: WikimediaGroup[]
  rights?: WikimediaRight[]
  grants?: WikimediaGrant[]
  /** With access to private information, as is `email`. */
  realname?: string
  email?: string
  /** Added: `confirmed_email`, where everybody looks for it. */
  email_verified?: boolean
  [member: string]: unknown
}

/**
 * Wikimedia: the account of Wikipedia and its sisters. The address is there for consumers that were approved for
 * "user identity verification with access to real name and email address".
 *
 * Environment: `AUTH_WIKIMEDIA_ID`, `AUTH_WIKIMEDIA_SECRET`. Callback URL: `<origin>/api/auth/callback/wikimedia`.
 *
 * @see {@link https://meta.wikimedia.org/wiki/Special:OAuthConsumerRegistration/propose/oauth2 Register an app}
 * @see {@link https://www.mediawiki.org/wiki/OAuth/For_Developers#OAuth_2 Documentation}
 * @example
 * ```ts
 * import Wikimedia from "latchkey/providers/wikimedia"
 *
 * export const { handlers, auth } = NextAuth({ providers: [Wikimedia] })
 * ```
 */
export default function Wikimedia<P extends WikimediaProfile = WikimediaProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "wikimedia",
    name: "Wikimedia",
    type: "oauth",
    authorization: "https://meta.wikimedia.org/w/rest.php/oauth2/authorize",
    token: "https://meta.wikimedia.org/w/rest.php/oauth2/access_token",
    userinfo: "https://meta.wikimedia.org/w/rest.php/oauth2/resource/profile",
    profile: (profile) => ({
      id: accountId(profile.sub),
      name: profile.username,
      email: profile.email || null,
      image: null,
    }),
    [conformInternal]: (profile) => {
      const confirmed = profile["confirmed_email"]
      return typeof confirmed === "boolean" ? { ...profile, email_verified: confirmed } : profile
    },
    style: { bg: "#000000", text: "#ffffff", logo: monogram("W", "#000000") },
    console: "https://meta.wikimedia.org/wiki/Special:OAuthConsumerRegistration/propose/oauth2",
    options: config,
  }
}

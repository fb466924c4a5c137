import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { derivedInternal } from "../contracts/symbols.ts"
import type { Profile } from "../vocabulary/account.ts"
import { monogram } from "./logo.ts"
import { askUserinfo } from "./wire.ts"

/**
 * The data of `GET /ocs/v2.php/cloud/users/{id}`:
 * {@link https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html#user-metadata}.
 */
export interface NextcloudProfile {
  id: string
  email: string | null
  displayname: string
  phone: string
  address: string
  website: string
  twitter: string
  fediverse: string
  organisation: string
  role: string
  headline: string
  biography: string
  groups: string[]
  language: string
  locale: string
  enabled: boolean
  storageLocation: string
  /** Added: the URL of the picture. */
  avatar?: string
  [member: string]: unknown
}

/**
 * Nextcloud. People may type any address into their settings, so don't link accounts by it.
 *
 * Environment: `AUTH_NEXTCLOUD_ID`, `AUTH_NEXTCLOUD_SECRET`, `AUTH_NEXTCLOUD_ISSUER` (the address of the instance, e.g.
 * `https://cloud.acme.example`). Callback URL: `<origin>/api/auth/callback/nextcloud`. An app is an OAuth 2.0 client in
 * the administration settings, under Security.
 *
 * @see {@link https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/oauth2.html Documentation}
 * @example
 * ```ts
 * import Nextcloud from "latchkey/providers/nextcloud"
 *
 * Nextcloud({ issuer: "https://cloud.acme.example" })
 * ```
 */
export default function Nextcloud<P extends NextcloudProfile = NextcloudProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "nextcloud",
    name: "Nextcloud",
    type: "oauth",
    [derivedInternal]: ({ issuer }) => (issuer ? endpointsOf(issuer.replace(/\/+$/, "")) : {}),
    profile: (profile) => ({
      id: profile.id,
      name: profile.displayname || profile.id,
      email: profile.email || null,
      image: profile.avatar ?? null,
    }),
    style: { bg: "#ffffff", text: "#0082c9", logo: monogram("N", "#0082c9") },
    options: config,
  }
}

type Endpoints<P> = Pick<OAuth2Config<P>, "authorization" | "token" | "userinfo">

function endpointsOf<P>(instance: string): Endpoints<P> {
  const users = `${instance}/ocs/v2.php/cloud/users`
  return {
    authorization: `${instance}/apps/oauth2/authorize`,
    token: `${instance}/apps/oauth2/api/v1/token`,
    userinfo: {
      url: users,
      request: async (context) => {
        const { tokens, provider } = context
        const id = tokens["user_id"]
        if (typeof id !== "string" || id === "") throw new Error("the tokens have no `user_id`")
        const name = encodeURIComponent(id)
        const own = { ...context, provider: { ...provider, userinfo: `${users}/${name}` } }
        const answer = (await askUserinfo(own, {
          headers: {
            accept: "application/json",
            authorization: `Bearer ${tokens.access_token}`,
            // Without it Nextcloud takes the request for one of a browser (its check against CSRF).
            "ocs-apirequest": "true",
          },
        })) as { ocs?: { data?: Profile } }
        const data = answer.ocs?.data
        if (!data) throw new Error("the answer has no `ocs.data`")
        return { ...data, avatar: `${instance}/avatar/${name}/512` }
      },
    },
  }
}

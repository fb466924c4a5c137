import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"
import { monogram } from "./logo.ts"
import { personName } from "./person-name.ts"
import { accountId, askUserinfo } from "./wire.ts"

/** The `user` of `POST /oauth2/user_info`, under the names that the old API had too. */
export interface VkProfile {
  /** The number of the account. */
  id: number | string
  user_id?: string
  first_name?: string
  last_name?: string
  /** With the scope `email`. */
  email?: string
  /** With the scope `phone`. */
  phone?: string
  avatar?: string
  /** The same as `avatar`. */
  photo_100?: string
  /** 0 is not said, 1 female, 2 male. */
  sex?: 0 | 1 | 2
  /** Whether the account is confirmed; says nothing about the address. */
  verified?: boolean
  /** `DD.MM.YYYY` */
  birthday?: string
  [member: string]: unknown
}

/**
 * VK, by VK ID. VK does not say whether an address is verified: don't link accounts by it.
 *
 * The sign-in at `oauth.vk.com`, which Auth.js uses, is no longer supported by VK. Ids of people are the same in both;
 * an app that was registered at `vk.com` has to be set up at VK ID, with the callback URL as a trusted redirect URL.
 *
 * Environment: `AUTH_VK_ID`, `AUTH_VK_SECRET` (VK says "protected key"). Callback URL:
 * `<origin>/api/auth/callback/vk`.
 *
 * @see {@link https://id.vk.com/about/business/go Register an app}
 * @see {@link https://id.vk.com/about/business/go/docs/en/vkid/latest/vk-id/connection/api-integration/api-description Documentation}
 * @example
 * ```ts
 * import VK from "latchkey/providers/vk"
 *
 * export const { handlers, auth } = NextAuth({ providers: [VK] })
 * ```
 */
export default function VK<P extends VkProfile = VkProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "vk",
    name: "VK",
    type: "oauth",
    checks: ["pkce", "state"],
    authorization: {
      url: "https://id.vk.ru/authorize",
      params: { scope: "vkid.personal_info email" },
    },
    token: {
      url: "https://id.vk.ru/oauth2/auth",
      // The code is redeemed for the device that it was made for.
      prepare: ({ body, params }) => {
        for (const name of ["device_id", "state"]) {
          if (params[name] !== undefined) body.set(name, params[name])
        }
      },
    },
    userinfo: {
      url: "https://id.vk.ru/oauth2/user_info",
      request: async (context) => {
        const { tokens, provider } = context
        const body = new URLSearchParams({
          access_token: tokens.access_token ?? "",
          client_id: provider.clientId ?? "",
        })
        const answer = await askUserinfo(context, { method: "POST", body })
        const { user } = answer as { user?: Profile }
        if (!user) throw new Error("the answer has no `user`")
        return { ...user, id: user["user_id"] as string, photo_100: user["avatar"] }
      },
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: (profile) => ({
      id: accountId(profile.id),
      name: personName(profile.first_name, profile.last_name),
      email: profile.email || null,
      image: profile.photo_100 ?? null,
    }),
    style: { bg: "#0077ff", text: "#ffffff", logo: monogram("VK", "#0077ff") },
    console: "https://id.vk.com/about/business/go",
    options: config,
  }
}

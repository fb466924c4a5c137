import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"

/** What {@link OAuth} needs to know. */
export type GenericOAuthConfig<P> = OAuthUserConfig<P> &
  Required<Pick<OAuthUserConfig<P>, "id" | "authorization" | "token" | "userinfo">>

/**
 * Any provider that speaks OAuth 2 without OpenID Connect. Give the `issuer` as well where the provider sends
 * `iss` (RFC 9207), and `profile` where its profile has neither `sub` nor `id`.
 *
 * Environment: `AUTH_<ID>_ID`, `AUTH_<ID>_SECRET`. Callback URL: `<origin>/api/auth/callback/<id>`.
 *
 * @example
 * ```ts
 * import OAuth from "latchkey/providers/oauth"
 *
 * OAuth({
 *   id: "acme",
 *   name: "Acme",
 *   authorization: { url: "https://acme.example/authorize", params: { scope: "profile" } },
 *   token: "https://acme.example/token",
 *   userinfo: "https://acme.example/me",
 * })
 * ```
 */
export default function OAuth<P = Profile>(config: GenericOAuthConfig<P>): OAuth2Config<P> {
  const { id, name } = config
  return { id, name: name ?? id, type: "oauth", options: config }
}

import type { OIDCConfig, OIDCUserConfig } from "../contracts/provider.ts"
import type { Profile } from "../vocabulary/account.ts"

/** What {@link OIDC} needs to know. */
export type GenericOIDCConfig<P> = OIDCUserConfig<P> & { id: string; issuer: string }

/**
 * Any provider that speaks OpenID Connect: its issuer is enough.
 *
 * Environment: `AUTH_<ID>_ID`, `AUTH_<ID>_SECRET`. Callback URL: `<origin>/api/auth/callback/<id>`.
 *
 * @example
 * ```ts
 * import OIDC from "latchkey/providers/oidc"
 *
 * export const { handlers, auth } = NextAuth({
 *   providers: [OIDC({ id: "acme", name: "Acme", issuer: "https://id.acme.example" })],
 * })
 * ```
 */
export default function OIDC<P = Profile>(config: GenericOIDCConfig<P>): OIDCConfig<P> {
  const { id, name, issuer } = config
  return { id, name: name ?? id, type: "oidc", issuer, options: config }
}

/**
 * Duende IdentityServer as NextAuth 4 had it: `latchkey/doors/v4/duende-identity-server6`.
 *
 * @module
 */
import type { OIDCConfig, OIDCUserConfig } from "../../contracts/provider.ts"
import factory, { type DuendeISUser } from "../../providers/duende-identity-server6.ts"

/**
 * Duende IdentityServer under the id it had in NextAuth 4, which is part of links and stored accounts:
 * `duende-identityserver6`.
 *
 * @example
 * ```ts
 * DuendeIdentityServer6({ issuer: "https://id.acme.example" })
 * ```
 */
export default function DuendeIdentityServer6<P extends DuendeISUser = DuendeISUser>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  return { ...factory(config), id: "duende-identityserver6" }
}

export type { DuendeISUser } from "../../providers/duende-identity-server6.ts"

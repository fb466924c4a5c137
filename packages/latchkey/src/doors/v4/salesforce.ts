/**
 * Salesforce as NextAuth 4 had it: `latchkey/doors/v4/salesforce`.
 *
 * @module
 */
import type { OIDCConfig, OIDCUserConfig } from "../../contracts/provider.ts"
import factory, { type SalesforceProfile } from "../../providers/salesforce.ts"

/**
 * Salesforce, with the user's id for the id of the account, as it stands in databases of NextAuth 4; since Auth.js 5 it
 * is `sub`, a URL.
 *
 * @example
 * ```ts
 * Salesforce({ clientId: process.env.SALESFORCE_ID, clientSecret: process.env.SALESFORCE_SECRET })
 * ```
 */
export default function Salesforce<P extends SalesforceProfile = SalesforceProfile>(
  config: OIDCUserConfig<P> = {},
): OIDCConfig<P> {
  const provider = factory(config)
  return {
    ...provider,
    profile: (profile) => ({
      id: profile.user_id,
      name: profile.name ?? null,
      email: profile.email ?? null,
      image: profile.picture ?? null,
    }),
  }
}

export type { SalesforceProfile } from "../../providers/salesforce.ts"

/** How a provider proves who someone is. */
export type ProviderType = "oidc" | "oauth" | "email" | "credentials" | "webauthn"

/** The token endpoint's answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
export interface TokenSet {
  access_token?: string
  id_token?: string
  refresh_token?: string
  /** Space-separated scopes that were granted. */
  scope?: string
  token_type?: Lowercase<string>
  /** Lifetime of the access token in seconds, as the provider said it. */
  expires_in?: number
  /** When the access token expires, in seconds since the epoch. */
  expires_at?: number
  session_state?: string
  // What a provider adds. `any`, as in Auth.js: its adapters want JSON here, and applications declare what they know.
  [parameter: string]: any
}

/** One way in: a user's account at one provider. */
export interface Account extends TokenSet {
  /** Id of the provider in the configuration. */
  provider: string
  /** The user's id at that provider; case-sensitive, unique per provider. */
  providerAccountId: string
  type: ProviderType
  /** The user this account belongs to, once it is linked. */
  userId?: string
  [key: string]: any
}

/** What a provider says of a user: the ID token's claims, or the answer of its userinfo endpoint. */
export interface Profile {
  id?: string | null
  sub?: string | null
  name?: string | null
  given_name?: string | null
  family_name?: string | null
  middle_name?: string | null
  nickname?: string | null
  preferred_username?: string | null
  profile?: string | null
  picture?: unknown
  website?: string | null
  email?: string | null
  email_verified?: boolean | null
  gender?: string | null
  birthdate?: string | null
  zoneinfo?: string | null
  locale?: string | null
  phone_number?: string | null
  updated_at?: Date | string | number | null
  address?: object | null
  [claim: string]: unknown
}

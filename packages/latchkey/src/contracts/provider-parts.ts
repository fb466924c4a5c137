import type { ProviderType } from "../vocabulary/account.ts"

/** Colours and logo of a provider's button. */
export interface ProviderStyle {
  /** URL, or an inline SVG data URL. */
  logo?: string
  /** Text colour. */
  text?: string
  /** Background colour. */
  bg?: string
  brandColor?: string
}

/** What every provider has. */
export interface CommonProviderOptions {
  /** Names the provider in URLs, e.g. `github`. */
  id: string
  /** Shown on the sign-in page. */
  name: string
  type: ProviderType
}

/**
 * What makes a provider of type `oauth` one of OAuth 1.0a (RFC 5849): a `version` that begins with "1.", and three
 * endpoints beside `authorization`.
 */
export interface OAuth1Settings {
  /** `"1.0"` or `"1.0A"`: OAuth 1.0a. Everything else is OAuth 2. */
  version?: string
  /** Where temporary credentials are asked for (RFC 5849 §2.1). */
  requestTokenUrl?: string
  /** Where they become token credentials (RFC 5849 §2.3). */
  accessTokenUrl?: string
  /** Where the profile is, as JSON. */
  profileUrl?: string
  /** How requests are signed. There is `HMAC-SHA1` only. @default "HMAC-SHA1" */
  encoding?: string
}

/** A field of the credentials form. */
export interface CredentialInput {
  label?: string
  type?: string
  placeholder?: string
  value?: string
  [attribute: string]: unknown
}

/** The request that a browser takes to a provider's sign-out (RP-Initiated Logout 1.0 §2). Changed in place. */
export interface EndSessionRequest {
  readonly params: URLSearchParams
  /** The claims of the ID token that goes along as a hint, where there is one. Whoever reads them trusts our store. */
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

/** Where people sign out at a provider. */
export interface EndSessionEndpoint {
  /** @default the `end_session_endpoint` of the metadata */
  url?: string
  params?: Record<string, unknown>
  /** Says it in the provider's own words. For providers that speak a dialect. */
  prepare?: (request: EndSessionRequest) => void
  /** Whether the provider sends `state` back. Without it whoever comes back is known by the cookie alone. @default true */
  state?: boolean
  /**
   * Where the ID token is kept that tells the provider whose session ends. `stored`: with the account, if the adapter
   * can tell which that is. `cookie`: sealed, in a cookie that only our sign-out is sent, from the sign-in on.
   *
   * @default "stored"
   */
  idTokenHint?: "stored" | "cookie"
}

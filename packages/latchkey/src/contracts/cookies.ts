/** Attributes of a cookie (RFC 6265bis §4.1.2). */
export interface CookieAttributes {
  httpOnly?: boolean
  secure?: boolean
  sameSite?: boolean | "lax" | "strict" | "none"
  path?: string
  domain?: string
  expires?: Date
  /** Seconds. */
  maxAge?: number
  partitioned?: boolean
  priority?: "low" | "medium" | "high"
}

/** Name and attributes of one of our cookies. */
export interface CookieOption {
  name: string
  options: CookieAttributes
}

/** The cookies, by what they are for. What is not given keeps its default. */
export interface CookiesOptions {
  sessionToken: Partial<CookieOption>
  callbackUrl: Partial<CookieOption>
  csrfToken: Partial<CookieOption>
  pkceCodeVerifier: Partial<CookieOption>
  state: Partial<CookieOption>
  nonce: Partial<CookieOption>
  webauthnChallenge: Partial<CookieOption>
  /** What an OAuth 1.0a sign-in is waiting for. Auth.js has no such cookie. */
  requestToken?: Partial<CookieOption>
  /** What a sign-out at a provider is waiting for. Auth.js has no such cookie. */
  logout?: Partial<CookieOption>
  /** The ID token for a sign-out at the provider, where `idTokenHint` is `cookie`. Auth.js has no such cookie. */
  logoutHint?: Partial<CookieOption>
  /** By what a browser is known in which somebody signed in; see docs/throttling.md. Auth.js has no such cookie. */
  device?: Partial<CookieOption>
}

/** A cookie to be set. */
export interface SetCookie {
  name: string
  value: string
  options: CookieAttributes
}

/** Claims that Latchkey puts into every session token by default. */
export interface DefaultJWT extends Record<string, unknown> {
  name?: string | null
  email?: string | null
  picture?: string | null
  /** The user's id. */
  sub?: string
  /** Issued at, seconds since the epoch (RFC 7519 §4.1.6). */
  iat?: number
  /** Expires at, seconds since the epoch (RFC 7519 §4.1.4). */
  exp?: number
  /** A fresh id each time the token is sealed (RFC 7519 §4.1.7). */
  jti?: string
}

/** The claims of a session token, as the `jwt` callback sees and returns them. */
export interface JWT extends Record<string, unknown>, DefaultJWT {}

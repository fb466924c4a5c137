/**
 * What a key is for. Each purpose has its own derived key, so that nothing sealed for one is accepted for another.
 * The list is closed, and the strings are frozen by golden vectors: they take part in the derivation.
 */
export type Purpose =
  | "session"
  | "csrf"
  | "state"
  | "pkce"
  | "nonce"
  | "request-token"
  | "email-token"
  | "passkey-challenge"
  | "data"
  | "token-signing"
  | "preview-proxy"
  | "health"
  | "logout"
  | "throttle"
  | "device"

/** HKDF salt of everything in our own format (RFC 5869 §3.1: need not be secret). */
export const DERIVATION_SALT = "latchkey/v1"

/** Uses of a key that no token is made for. */
export type InnerPurpose = "kid" | "ring-root" | "ring-wrap" | "ring-mac"

/** HKDF info for a purpose and the algorithm it is used with. */
export function derivationInfo(purpose: Purpose | InnerPurpose, algorithm: string): string {
  return `latchkey/v1/${purpose}/${algorithm}`
}

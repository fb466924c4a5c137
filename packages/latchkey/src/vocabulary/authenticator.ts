/** A passkey that a user has registered (WebAuthn Level 3, credential record). */
export interface Authenticator {
  /** Base64url. */
  credentialID: string
  userId?: string
  providerAccountId: string
  /** Base64url. */
  credentialPublicKey: string
  counter: number
  credentialDeviceType: string
  credentialBackedUp: boolean
  /** Comma-separated, e.g. `internal,hybrid`. */
  transports?: string | null
}

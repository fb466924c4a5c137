import type { WebAuthnConfig, WebAuthnUserConfig } from "../contracts/webauthn.ts"
import WebAuthn, { DEFAULT_WEBAUTHN_TIMEOUT } from "./webauthn.ts"

/**
 * Passkeys: nothing is typed, the authenticator knows the person and verifies them. Needs a database (an adapter), and
 * the package `@simplewebauthn/server`, version 9 or later.
 *
 * There is nothing to register and no variable to set. The browser's answer goes to `<origin>/api/auth/callback/passkey`.
 *
 * @see {@link https://www.w3.org/TR/webauthn-3/ Web Authentication Level 3}
 * @see {@link https://passkeys.dev/ Documentation for developers}
 * @example
 * ```ts
 * import Passkey from "latchkey/providers/passkey"
 *
 * Passkey({ relayingParty: { name: "Acme" } })
 * ```
 */
export default function Passkey(config: WebAuthnUserConfig = {}): WebAuthnConfig {
  return WebAuthn({
    id: "passkey",
    name: "Passkey",
    authenticationOptions: { timeout: DEFAULT_WEBAUTHN_TIMEOUT, userVerification: "required" },
    registrationOptions: {
      timeout: DEFAULT_WEBAUTHN_TIMEOUT,
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    },
    verifyAuthenticationOptions: { requireUserVerification: true },
    verifyRegistrationOptions: { requireUserVerification: true },
    ...config,
  })
}

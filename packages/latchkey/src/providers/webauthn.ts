import type { SimpleWebAuthn, WebAuthnConfig, WebAuthnUserConfig } from "../contracts/webauthn.ts"
import { WebAuthnVerificationError } from "../errors.ts"

export type {
  GetUserInfo,
  RelayingParty,
  WebAuthnConfig,
  WebAuthnProviderType,
  WebAuthnUserConfig,
} from "../contracts/webauthn.ts"

/** Milliseconds that a person has to answer: 5 minutes. */
export const DEFAULT_WEBAUTHN_TIMEOUT: number = 300_000

/** Kept for code that names it: the built-in sign-in page has a script of its own, and loads none of others. */
export const DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION: `v${number}.${number}.${number}` = "v9.0.1"

/**
 * Passkeys and security keys (WebAuthn). Needs a database (an adapter), and the package `@simplewebauthn/server`, version
 * 9 or later. Most applications want `latchkey/providers/passkey`.
 *
 * There is nothing to register and no variable to set: the site is its own provider. The relying party is the host of the
 * request, or of `AUTH_URL`; `relayingParty` says otherwise.
 *
 * @see {@link https://www.w3.org/TR/webauthn-3/ Web Authentication Level 3}
 * @see {@link https://simplewebauthn.dev/docs/packages/server Documentation of the package}
 * @example
 * ```ts
 * import WebAuthn from "latchkey/providers/webauthn"
 *
 * WebAuthn({ relayingParty: { id: "acme.example", name: "Acme", origin: "https://app.acme.example" } })
 * ```
 */
export default function WebAuthn(config: WebAuthnUserConfig = {}): WebAuthnConfig {
  return {
    id: "webauthn",
    name: "WebAuthn",
    enableConditionalUI: true,
    simpleWebAuthnBrowserVersion: DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION,
    formFields: { email: { label: "Email", required: true, autocomplete: "username webauthn" } },
    authenticationOptions: { timeout: DEFAULT_WEBAUTHN_TIMEOUT },
    registrationOptions: { timeout: DEFAULT_WEBAUTHN_TIMEOUT },
    simpleWebAuthn: installed,
    ...config,
    type: "webauthn",
  }
}

/** The package, loaded with the first ceremony. */
const installed: SimpleWebAuthn = {
  generateRegistrationOptions: async (options) =>
    (await load()).generateRegistrationOptions(options),
  generateAuthenticationOptions: async (options) =>
    (await load()).generateAuthenticationOptions(options),
  verifyRegistrationResponse: async (options) => (await load()).verifyRegistrationResponse(options),
  verifyAuthenticationResponse: async (options) =>
    (await load()).verifyAuthenticationResponse(options),
}

async function load(): Promise<SimpleWebAuthn> {
  try {
    return await import("@simplewebauthn/server")
  } catch (error) {
    throw new WebAuthnVerificationError(
      "The package `@simplewebauthn/server` is not installed: npm install @simplewebauthn/server",
      error instanceof Error ? { err: error } : {},
    )
  }
}

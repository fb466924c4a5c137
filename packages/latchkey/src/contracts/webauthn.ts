import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { User } from "../vocabulary/user.ts"
import type { Adapter } from "./adapter.ts"
import type { CommonProviderOptions, CredentialInput, ProviderStyle } from "./provider-parts.ts"

/** The two ceremonies (WebAuthn Level 3 §7.1, §7.2). */
export type WebAuthnAction = "register" | "authenticate"
export type WebAuthnProviderType = "webauthn"

/** How the person proves to the authenticator that it is them (WebAuthn Level 3 §5.8.6). */
export type UserVerification = "required" | "preferred" | "discouraged"

/** A credential as the options name it (WebAuthn Level 3 §5.8.3). */
export interface CredentialDescriptor {
  /** Base64url. */
  id: string
  type: "public-key"
  transports?: string[]
}

/** What `navigator.credentials.create` is asked, as JSON (WebAuthn Level 3 §5.1.9). */
export interface RegistrationOptionsJSON {
  rp: { id?: string; name: string }
  user: { id: string; name: string; displayName: string }
  /** Base64url. */
  challenge: string
  pubKeyCredParams: { type: "public-key"; alg: number }[]
  timeout?: number
  excludeCredentials?: CredentialDescriptor[]
  authenticatorSelection?: AuthenticatorSelection
  attestation?: string
  hints?: string[]
  extensions?: object
}

/** What `navigator.credentials.get` is asked, as JSON (WebAuthn Level 3 §5.1.10). */
export interface AuthenticationOptionsJSON {
  /** Base64url. */
  challenge: string
  timeout?: number
  rpId?: string
  allowCredentials?: CredentialDescriptor[]
  userVerification?: UserVerification
  hints?: string[]
  extensions?: object
}

/** The answer of `GET /webauthn-options/:provider`. */
export type WebAuthnOptionsResponseBody =
  | { action: "authenticate"; options: AuthenticationOptionsJSON }
  | { action: "register"; options: RegistrationOptionsJSON }

/** Which authenticators may be used (WebAuthn Level 3 §5.4.4). */
export interface AuthenticatorSelection {
  authenticatorAttachment?: "platform" | "cross-platform"
  residentKey?: "required" | "preferred" | "discouraged"
  requireResidentKey?: boolean
  userVerification?: UserVerification
}

/** Who asks for the passkey: the site, by domain, name and origins. */
export interface RelayingParty {
  /** The RP ID: our host, or a domain above it. */
  id: string
  /** Shown by the browser. */
  name: string
  /** The origins that may answer, exactly. */
  origin: string | string[]
}

/** What `getUserInfo` and `getRelayingParty` are given of us. */
export interface WebAuthnContext {
  adapter: Adapter
  provider: WebAuthnConfig
  /** Our origin and base path. */
  url: URL
}

/** What they are given of the request. */
export interface WebAuthnRequest {
  url: URL
  method: "GET" | "POST"
  query: Readonly<Record<string, string>>
  body: Readonly<Record<string, unknown>>
  headers: { get(name: string): string | null }
}

/** Whom the request speaks of. `exists`: stored already. */
export type WebAuthnUserInfo =
  | { user: User; exists: true }
  | { user: Omit<User, "id">; exists: false }
  | null

export type GetUserInfo = (
  options: WebAuthnContext,
  request: WebAuthnRequest,
) => Promise<WebAuthnUserInfo>

/** Options of `generateAuthenticationOptions` that an application may set. */
export interface ConfigurableAuthenticationOptions {
  /** Milliseconds. Default 300,000. */
  timeout?: number
  /** @default "required" */
  userVerification?: UserVerification
  extensions?: object
}

/** Options of `generateRegistrationOptions` that an application may set. */
export interface ConfigurableRegistrationOptions {
  /** Milliseconds. Default 300,000. */
  timeout?: number
  /** @default "none" */
  attestationType?: "direct" | "enterprise" | "none"
  /** @default a passkey (`residentKey: "required"`), with user verification */
  authenticatorSelection?: AuthenticatorSelection
  supportedAlgorithmIDs?: number[]
  preferredAuthenticatorType?: "securityKey" | "localDevice" | "remoteDevice"
  extensions?: object
}

/** Options of `verifyAuthenticationResponse` that an application may set. */
export interface ConfigurableVerifyAuthenticationOptions {
  /** @default true */
  requireUserVerification?: boolean
  expectedType?: string | string[]
  /** Pages that may show ours in a frame while it asks for a passkey. Default: none. */
  expectedTopOrigin?: string | string[]
  advancedFIDOConfig?: { userVerification?: UserVerification }
}

/** Options of `verifyRegistrationResponse` that an application may set. */
export interface ConfigurableVerifyRegistrationOptions {
  /** @default true */
  requireUserVerification?: boolean
  requireUserPresence?: boolean
  expectedType?: string | string[]
  supportedAlgorithmIDs?: number[]
  attestationSafetyNetEnforceCTSCheck?: boolean
}

/**
 * `@simplewebauthn/server`, by structure: version 9 or later. Options and answers differ between its majors; they are
 * put together and read so that each finds what it knows.
 */
export interface SimpleWebAuthn {
  generateRegistrationOptions(options: never): Awaitable<unknown>
  generateAuthenticationOptions(options: never): Awaitable<unknown>
  verifyRegistrationResponse(options: never): Awaitable<unknown>
  verifyAuthenticationResponse(options: never): Awaitable<unknown>
}

/** A provider of passkeys. */
export interface WebAuthnConfig extends CommonProviderOptions {
  type: WebAuthnProviderType
  /** What of the relying party is not as the request says. Of a list of ids or names the first counts. */
  relayingParty?: {
    id?: string | string[]
    name?: string | string[]
    origin?: string | string[]
  }
  /** The relying party of a request; wins over `relayingParty`. */
  getRelayingParty?: (options: WebAuthnContext, request: WebAuthnRequest) => RelayingParty
  /**
   * Whether the built-in sign-in page offers passkeys in the autofill of its form. For one provider only.
   *
   * @default true
   */
  enableConditionalUI: boolean
  /** Kept so that configurations compile. The built-in page loads no script of others. */
  simpleWebAuthnBrowserVersion?: string | false
  /** The fields of the form on the built-in sign-in page. One needs `webauthn` in its `autocomplete`. */
  formFields: Record<string, CredentialInput>
  authenticationOptions?: ConfigurableAuthenticationOptions
  registrationOptions?: ConfigurableRegistrationOptions
  verifyAuthenticationOptions?: ConfigurableVerifyAuthenticationOptions
  verifyRegistrationOptions?: ConfigurableVerifyRegistrationOptions
  /**
   * Whether options for someone who is not signed in name the credentials of whoever was typed into the form. Needed
   * for security keys that hold no passkey of their own, and tells everyone who has an account. Given as `false`, a door
   * doesn't choose by it either what is to be done where no action is named.
   *
   * @default false
   */
  listCredentials?: boolean
  /** Whom the form speaks of. @default the user who has the address in `email` */
  getUserInfo?: GetUserInfo
  /** @default `@simplewebauthn/server`, loaded with the first ceremony */
  simpleWebAuthn: SimpleWebAuthn
  style?: ProviderStyle
  options?: Partial<Omit<WebAuthnConfig, "options" | "type">>
}

/** What an application may pass to the factories. */
export type WebAuthnUserConfig = Partial<Omit<WebAuthnConfig, "options" | "type">>

import type { AdapterAuthenticator } from "../contracts/adapter.ts"
import type {
  AuthenticationOptionsJSON,
  CredentialDescriptor,
  RegistrationOptionsJSON,
  WebAuthnConfig,
} from "../contracts/webauthn.ts"
import { crypto, randomToken } from "../crypto/index.ts"
import { toUrlAlphabet } from "./base64.ts"
import type { Party } from "./relying-party.ts"

/**
 * Random, so that it says nothing of the person (WebAuthn Level 3 §14.6.1). At most 64 bytes are allowed; version 9 of the
 * browser's package takes the base64url text for the handle itself, which has 64 characters then.
 */
const USER_HANDLE_BYTES = 48

/** Milliseconds, as Auth.js has it. */
export const CEREMONY_TIMEOUT = 300_000

/** The passkeys of someone, as options name them. */
function descriptors(authenticators: readonly AdapterAuthenticator[]): CredentialDescriptor[] {
  return authenticators.map(({ credentialID, transports }) => ({
    id: toUrlAlphabet(credentialID),
    type: "public-key",
    ...(transports ? { transports: transports.split(",") } : {}),
  }))
}

/** Whether the authenticator must have verified the person; then the options ask it to. */
function verification(required: boolean | undefined): "required" | "preferred" {
  return required === false ? "preferred" : "required"
}

/**
 * Options to register a passkey. Lists and handles are set here, not by the library: its majors differ in how they take
 * them, and agree in what they answer.
 */
export async function registrationOptions(
  provider: WebAuthnConfig,
  party: Party,
  user: { readonly email: string; readonly name?: string | null | undefined },
  known: readonly AdapterAuthenticator[],
): Promise<RegistrationOptionsJSON> {
  const configured = provider.registrationOptions ?? {}
  const selection = {
    residentKey: "required" as const,
    userVerification: verification(provider.verifyRegistrationOptions?.requireUserVerification),
    ...configured.authenticatorSelection,
  }
  const handle = crypto.randomBytes(USER_HANDLE_BYTES)
  const options = (await provider.simpleWebAuthn.generateRegistrationOptions({
    timeout: CEREMONY_TIMEOUT,
    ...configured,
    authenticatorSelection: selection,
    rpID: party.id,
    rpName: party.name,
    userName: user.email,
    userDisplayName: user.name || user.email,
    userID: handle,
  } as never)) as RegistrationOptionsJSON
  return {
    ...options,
    user: { ...options.user, id: crypto.toBase64url(handle) },
    challenge: randomToken(),
    excludeCredentials: descriptors(known),
  }
}

/** Options to use a passkey: any of this site's unless some are `allowed` only. */
export async function authenticationOptions(
  provider: WebAuthnConfig,
  party: Party,
  allowed: readonly AdapterAuthenticator[],
): Promise<AuthenticationOptionsJSON> {
  const required = provider.verifyAuthenticationOptions?.requireUserVerification
  const options = (await provider.simpleWebAuthn.generateAuthenticationOptions({
    timeout: CEREMONY_TIMEOUT,
    userVerification: verification(required),
    ...provider.authenticationOptions,
    rpID: party.id,
  } as never)) as AuthenticationOptionsJSON
  return { ...options, challenge: randomToken(), allowCredentials: descriptors(allowed) }
}

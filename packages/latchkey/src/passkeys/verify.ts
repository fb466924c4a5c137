import type { AdapterAuthenticator } from "../contracts/adapter.ts"
import type { WebAuthnConfig } from "../contracts/webauthn.ts"
import { type Bytes, crypto } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import { fromAnyBase64, toUrlAlphabet } from "./base64.ts"
import { assertAttestation } from "./attestation.ts"
import { CborReader } from "./cbor.ts"
import { algorithmOf, isEllipticCurve } from "./public-key.ts"
import { type CredentialResponse, partOf } from "./response.ts"
import { isDerSignature } from "./signature.ts"

/** 64 bytes in base64url. */
const MAX_HANDLE = 86

/** Where the passkey may have been used, and for whom. */
export interface RelyingPartyIds {
  readonly id: string
  readonly origins: readonly string[]
}

/** What was asked, and of whom. */
export interface Ceremony {
  readonly provider: WebAuthnConfig
  readonly party: RelyingPartyIds
  /** Base64url. */
  readonly challenge: string
  /** Whether the options named passkeys, so that the authenticator may leave out whose it is. */
  readonly isNamed: boolean
  readonly response: CredentialResponse
}

/** A credential that was just made. Ids and keys in base64url. */
export interface NewCredential {
  readonly id: string
  readonly publicKey: string
  readonly counter: number
  readonly deviceType: string
  readonly backedUp: boolean
  readonly transports: readonly string[]
  readonly userVerified: boolean
}

/** What a use of a passkey says. */
export interface UsedCredential {
  readonly counter: number
  readonly backedUp: boolean
  readonly userVerified: boolean
}

/** The answers of the majors: 11 put the credential into an object of its own. */
interface RegistrationInfo {
  credential?: { id: unknown; publicKey: unknown; counter: unknown }
  credentialID?: unknown
  credentialPublicKey?: unknown
  counter?: unknown
  credentialDeviceType?: unknown
  credentialBackedUp?: unknown
  userVerified?: unknown
}

/** @throws WebAuthnVerificationError where the answer is not one to our challenge, from our site, with its user verified */
export async function verifyRegistration(ceremony: Ceremony): Promise<NewCredential> {
  const { provider, response } = ceremony
  await assertAttestation(partOf(response, "attestationObject", "attestation object"))
  const answer = await judged(() =>
    provider.simpleWebAuthn.verifyRegistrationResponse({
      ...algorithmsOf(provider),
      ...provider.verifyRegistrationOptions,
      ...expectations(ceremony),
    } as never),
  )
  const info = answer["registrationInfo"] as RegistrationInfo | undefined
  const id = text(info?.credential?.id ?? info?.credentialID)
  const publicKey = info?.credential?.publicKey ?? info?.credentialPublicKey
  const counter = info?.credential?.counter ?? info?.counter
  if (id !== response.id || !(publicKey instanceof Uint8Array) || typeof counter !== "number") {
    throw new WebAuthnVerificationError("The registration names another credential")
  }
  return {
    id,
    publicKey: crypto.toBase64url(publicKey),
    counter,
    deviceType: String(info?.credentialDeviceType ?? "singleDevice"),
    backedUp: info?.credentialBackedUp === true,
    transports: response.transports,
    userVerified: info?.userVerified === true,
  }
}

/**
 * What was asked for must be what is accepted (WebAuthn Level 3 §7.1 step 20).
 */
function algorithmsOf({ registrationOptions }: WebAuthnConfig): object {
  const ids = registrationOptions?.supportedAlgorithmIDs
  return ids ? { supportedAlgorithmIDs: ids } : {}
}

/**
 * Verifies the use of a passkey, all but its counter.
 *
 * @returns the counter that the authenticator says, whether it is backed up, and whether it verified its user
 * @throws WebAuthnVerificationError
 */
export async function verifyAuthentication(
  ceremony: Ceremony,
  stored: AdapterAuthenticator,
): Promise<UsedCredential> {
  const { provider } = ceremony
  const publicKey = fromAnyBase64(stored.credentialPublicKey)
  if (!publicKey) throw new WebAuthnVerificationError("The stored public key is not readable")
  assertParts(ceremony, publicKey)
  const id = toUrlAlphabet(stored.credentialID)
  const transports = stored.transports ? stored.transports.split(",") : undefined
  // The counter is judged by us, against the store and not against what was read before: 0 passes every check.
  const credential = { id, publicKey, counter: 0, transports }
  const old = { credentialID: id, credentialPublicKey: publicKey, counter: 0, transports }
  const answer = await judged(() =>
    provider.simpleWebAuthn.verifyAuthenticationResponse({
      ...provider.verifyAuthenticationOptions,
      ...expectations(ceremony),
      credential,
      authenticator: old,
    } as never),
  )
  const info = answer["authenticationInfo"] as Record<string, unknown> | undefined
  const counter = info?.["newCounter"]
  if (typeof counter !== "number") throw new WebAuthnVerificationError("There is no counter")
  // WebAuthn Level 3 §7.2 step 19: whether a passkey can be backed up never changes.
  if (info?.["credentialDeviceType"] !== stored.credentialDeviceType) {
    throw new WebAuthnVerificationError(
      "The passkey is of another kind than when it was registered",
    )
  }
  return {
    counter,
    backedUp: info?.["credentialBackedUp"] === true,
    userVerified: info?.["userVerified"] === true,
  }
}

/** What the browser passed on is in the form that WebAuthn has for it. */
function assertParts({ response, isNamed }: Ceremony, publicKey: Bytes): void {
  partOf(response, "authenticatorData", "authenticator data")
  const signature = partOf(response, "signature", "signature")
  const key = new CborReader(publicKey, "stored public key").item()
  const isEc = key instanceof Map && isEllipticCurve(algorithmOf(key))
  if (isEc && !isDerSignature(signature)) {
    throw new WebAuthnVerificationError("The signature is not one of its key's algorithm")
  }
  const { userHandle } = response.parts
  // Who it is says the credential, which is signed for, and no handle, which nobody signs. An authenticator has one for
  // a passkey that it found by itself (Level 3 §7.2 step 6).
  const isHandle = typeof userHandle === "string" && userHandle.length <= MAX_HANDLE
  const isAbsent = userHandle === undefined || userHandle === null || userHandle === ""
  if (isAbsent ? !isNamed : !isHandle) {
    throw new WebAuthnVerificationError("The user handle is not one")
  }
}

/**
 * How a passkey proves who somebody is (RFC 8176 §2): a key, of one device or synchronised, and that its user was there;
 * that the device knew them by a PIN or a finger makes two factors.
 */
export function methodsOf(deviceType: string, userVerified: boolean): string[] {
  return [deviceType === "singleDevice" ? "hwk" : "swk", "user", ...(userVerified ? ["mfa"] : [])]
}

function expectations({ party, challenge, response }: Ceremony): object {
  return {
    response: response.json,
    expectedChallenge: challenge,
    expectedOrigin: [...party.origins],
    expectedRPID: party.id,
  }
}

/** Before version 10 an id was bytes. */
function text(id: unknown): string | undefined {
  if (id instanceof Uint8Array) return crypto.toBase64url(id)
  return typeof id === "string" ? toUrlAlphabet(id) : undefined
}

async function judged(verify: () => unknown): Promise<Record<string, unknown>> {
  let answer: Record<string, unknown>
  try {
    answer = (await verify()) as Record<string, unknown>
  } catch (error) {
    throw new WebAuthnVerificationError(
      "The answer was not accepted",
      error instanceof Error ? { err: error } : {},
    )
  }
  if (answer["verified"] !== true) throw new WebAuthnVerificationError("The signature is not right")
  return answer
}

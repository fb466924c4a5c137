import { crypto } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import { isCredentialId } from "./base64.ts"

/** Far above any answer of an authenticator; attestations with certificates have some kilobytes. */
const MAX_LENGTH = 65_536

/** The browser's answer (WebAuthn Level 3 §5.1.8), as far as we read it ourselves. */
export interface CredentialResponse {
  readonly id: string
  readonly transports: readonly string[]
  /** As it came, for the library that verifies it. */
  readonly json: Readonly<Record<string, unknown>>
}

/** What the browser signed about where it was. */
interface ClientData {
  readonly crossOrigin?: unknown
}

/**
 * Reads the answer of a ceremony, before anything is looked up by it.
 *
 * @throws WebAuthnVerificationError
 */
export function readResponse(data: unknown, allowsFrames: boolean): CredentialResponse {
  const json = parse(data)
  const { id, rawId, type, response } = json
  if (!isCredentialId(id) || rawId !== id || type !== "public-key") {
    throw new WebAuthnVerificationError("The answer names no credential")
  }
  if (!isRecord(response)) throw new WebAuthnVerificationError("The answer has no response")
  const clientData = readClientData(response["clientDataJSON"])
  // WebAuthn Level 3 §7.1 step 10, §7.2 step 14: our page in another's frame.
  if (clientData.crossOrigin === true && !allowsFrames) {
    throw new WebAuthnVerificationError("The passkey was used in a frame of another site")
  }
  return { id, transports: readTransports(response["transports"]), json }
}

function parse(data: unknown): Record<string, unknown> {
  if (typeof data !== "string" || data.length > MAX_LENGTH) {
    throw new WebAuthnVerificationError("`data` is not the answer of a ceremony")
  }
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    throw new WebAuthnVerificationError("`data` is not JSON")
  }
  if (!isRecord(json)) throw new WebAuthnVerificationError("`data` is not an object")
  return json
}

function readClientData(text: unknown): ClientData {
  const bytes = typeof text === "string" ? crypto.fromBase64url(text) : null
  const decoded = bytes && crypto.fromUtf8(bytes)
  let value: unknown
  try {
    value = JSON.parse(decoded ?? "")
  } catch {
    throw new WebAuthnVerificationError("The client data is not readable")
  }
  if (!isRecord(value)) throw new WebAuthnVerificationError("The client data is not an object")
  return value
}

/** Of the registry's form only, and few: they come from the browser and are stored. */
function readTransports(given: unknown): string[] {
  if (!Array.isArray(given)) return []
  const known = given.filter(
    (one): one is string => typeof one === "string" && /^[a-z-]{1,20}$/.test(one),
  )
  return [...new Set(known)].slice(0, 8)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

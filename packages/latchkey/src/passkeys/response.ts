import { type Bytes, crypto } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import { parseJsonObject } from "../web/json.ts"
import { isCredentialId } from "./base64.ts"
import { assertClientData } from "./client-data.ts"

/** Far above any answer of an authenticator; attestations with certificates have some kilobytes. */
const MAX_LENGTH = 65_536

/** The browser's answer (WebAuthn Level 3 §5.1.8), as far as we read it ourselves. */
export interface CredentialResponse {
  readonly id: string
  readonly transports: readonly string[]
  /** As it came, for the library that verifies it. */
  readonly json: Readonly<Record<string, unknown>>
  /** What the authenticator said, as the browser passed it on. */
  readonly parts: Readonly<Record<string, unknown>>
}

/**
 * Reads the answer of a ceremony, before anything is looked up by it. `topOrigins`: the pages that may show ours in a
 * frame.
 *
 * @throws WebAuthnVerificationError
 */
export function readResponse(data: unknown, topOrigins: readonly string[]): CredentialResponse {
  const json = parse(data)
  const { id, rawId, type, response } = json
  if (!isCredentialId(id) || rawId !== id || type !== "public-key") {
    throw new WebAuthnVerificationError("The answer names no credential")
  }
  if (!isRecord(response)) throw new WebAuthnVerificationError("The answer has no response")
  assertClientData(decode(response["clientDataJSON"]), topOrigins)
  return { id, transports: readTransports(response["transports"]), json, parts: response }
}

/**
 * One part of the answer, as bytes.
 *
 * @throws WebAuthnVerificationError where it is not base64url
 */
export function partOf({ parts }: CredentialResponse, name: string, what: string): Bytes {
  const bytes = decode(parts[name])
  if (bytes?.length) return bytes
  throw new WebAuthnVerificationError(`The ${what} is not base64url`)
}

function decode(text: unknown): Bytes | null {
  return typeof text === "string" ? crypto.fromBase64url(text) : null
}

function parse(data: unknown): Record<string, unknown> {
  if (typeof data !== "string" || data.length > MAX_LENGTH) {
    throw new WebAuthnVerificationError("`data` is not the answer of a ceremony")
  }
  const json = parseJsonObject(data)
  if (!json) throw new WebAuthnVerificationError("`data` is not a JSON object")
  return json
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

import { type Bytes, crypto } from "../crypto/index.ts"

/** Credential ids have at most 1023 bytes (WebAuthn Level 3 §4, "Credential ID"). */
const MAX_ID_BYTES = 1023

/** The bytes of either alphabet of base64, padded or not: Auth.js stores the standard one, browsers send the other. */
export function fromAnyBase64(text: string): Bytes | null {
  const bytes = crypto.fromBase64url(toUrlAlphabet(text))
  // A copy: Node's are a view of a pool, of which a library may take the whole.
  return bytes && new Uint8Array(bytes)
}

/** The same bytes, in base64url without padding. */
export function toUrlAlphabet(text: string): string {
  return text
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/={1,2}$/, "")
}

/** The same bytes, in the standard alphabet with padding. */
export function toStandardAlphabet(text: string): string {
  const standard = toUrlAlphabet(text).replaceAll("-", "+").replaceAll("_", "/")
  return standard + "=".repeat((4 - (standard.length % 4)) % 4)
}

/** Whether the text is a credential's id as a browser writes it: one spelling for each. */
export function isCredentialId(text: unknown): text is string {
  if (typeof text !== "string" || text.length > 1364) return false
  const bytes = crypto.fromBase64url(text)
  return bytes !== null && bytes.length > 0 && bytes.length <= MAX_ID_BYTES
}

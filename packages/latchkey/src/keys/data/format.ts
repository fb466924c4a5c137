import { type Bytes, crypto } from "../../crypto/index.ts"

/**
 * The form of a sealed text, frozen by golden vectors: `lk1.<kid>.<iv | ciphertext | tag>`, the last part base64url;
 * and `.<kid>` behind it where a revoked key sealed it before.
 *
 * @module
 */

/** What each sealed text begins with. */
export const DATA_PREFIX = "lk1."

/** Characters. What is longer is refused before any cryptography. */
export const MAX_LENGTH = 16_777_216
const IV_LENGTH = 12
const TAG_LENGTH = 16
const KID = /^[A-Za-z0-9_-]{8}$/

/** A sealed text, taken apart. */
export interface SealedParts {
  readonly kid: string
  readonly iv: Bytes
  readonly ciphertext: Bytes
  readonly tag: Bytes
  /** The revoked key that sealed it before it was sealed anew. */
  readonly exposed: string | null
}

/** What is authenticated beside the text: version, keys, and the place that it belongs to. */
export function dataContext(kid: string, exposed: string | null, context: string): Bytes {
  return crypto.toUtf8(JSON.stringify(["lk1", kid, exposed ?? "", context]))
}

export function joinSealed({ kid, iv, ciphertext, tag, exposed }: SealedParts): string {
  const body = new Uint8Array(iv.length + ciphertext.length + tag.length)
  body.set(iv)
  body.set(ciphertext, iv.length)
  body.set(tag, iv.length + ciphertext.length)
  const text = `${DATA_PREFIX}${kid}.${crypto.toBase64url(body)}`
  return exposed === null ? text : `${text}.${exposed}`
}

/** The parts of a sealed text; null where it begins like one and is none; undefined where it was never sealed. */
export function splitSealed(stored: string): SealedParts | null | undefined {
  if (!stored.startsWith(DATA_PREFIX)) return undefined
  if (stored.length > MAX_LENGTH) return null
  const [, kid = "", body = "", exposed = null, ...more] = stored.split(".", 5)
  if (!KID.test(kid) || more.length > 0 || (exposed !== null && !KID.test(exposed))) return null
  const bytes = /^[A-Za-z0-9_-]+$/.test(body) ? crypto.fromBase64url(body) : null
  if (!bytes || bytes.length < IV_LENGTH + TAG_LENGTH) return null
  return {
    kid,
    iv: bytes.slice(0, IV_LENGTH),
    ciphertext: bytes.slice(IV_LENGTH, -TAG_LENGTH),
    tag: bytes.slice(-TAG_LENGTH),
    exposed,
  }
}

/** The key that a text says it was sealed with, without a look at the rest; null where it says none. */
export function kidOf(stored: string): string | null {
  const kid = stored.startsWith(DATA_PREFIX) ? stored.slice(4, 12) : ""
  return KID.test(kid) && stored[12] === "." ? kid : null
}

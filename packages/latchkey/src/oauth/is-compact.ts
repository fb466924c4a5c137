import { crypto } from "../crypto/index.ts"

/** Three parts, each in its one spelling (RFC 7515 §2): else one token has several. */
export function isCompact(text: string): boolean {
  const parts = text.split(".", 4)
  return parts.length === 3 && parts.every((part) => crypto.fromBase64url(part) !== null)
}

import type { Bytes } from "./contract.ts"

/** The length block of RFC 7518 §5.2.2.1: bits of so many bytes of authenticated data, 64-bit big-endian. */
export function authenticatedLength(length: number): Bytes {
  const block = new Uint8Array(8)
  new DataView(block.buffer).setUint32(4, length * 8)
  return block
}

/**
 * Ensures that a key is of the algorithm's length. WebCrypto would take AES-128 for a key of 16 bytes.
 *
 * @throws RangeError
 */
export function assertKeyLength(key: Bytes, length: number): void {
  if (key.length !== length) throw new RangeError(`The key has ${key.length} bytes, not ${length}.`)
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/**
 * Whether the last character of base64url text carries no stray bits (RFC 4648 §3.5), the length is possible,
 * and no character is of the standard alphabet or padding. Without this a token has several spellings.
 */
export function canonicalEnd(text: string): boolean {
  const rest = text.length & 3
  if (rest === 1) return false
  if (rest !== 0) {
    const last = ALPHABET.indexOf(text[text.length - 1]!)
    if (last < 0 || (last & (rest === 2 ? 15 : 3)) !== 0) return false
  }
  return !(text.includes("+") || text.includes("/") || text.includes("="))
}

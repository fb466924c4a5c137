import { primitives } from "#crypto"
import type { Primitives } from "./contract.ts"

export type { Aead, Bytes, Mac, MaybePromise, Primitives } from "./contract.ts"

/** The primitives of the runtime we are in. */
export const crypto: Primitives = primitives

/** A random string of `length` bytes, base64url. Default 32 bytes, i.e. 256 bits. */
export function randomToken(length = 32): string {
  return crypto.toBase64url(crypto.randomBytes(length))
}

/** Compares two strings that are secrets, in time that depends on their lengths only. */
export function equalStrings(a: string, b: string): boolean {
  return crypto.equal(crypto.toUtf8(a), crypto.toUtf8(b))
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
)

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += HEX[byte]!
  return text
}

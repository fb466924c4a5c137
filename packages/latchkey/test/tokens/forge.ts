import { type Bytes, crypto } from "../../src/crypto/index.ts"
import type { Format, SealKey, SealSpec } from "../../src/keys/model.ts"
import { createRing, type Ring } from "../../src/keys/ring.ts"
import { sealKey } from "../../src/keys/seal-key.ts"
import { sessionSpec } from "../../src/session/session-cookies.ts"
import { SECRET } from "./door.ts"

export const formats = ["own", "v5", "v5-gcm", "v4"] as const

export const COOKIE = "__Secure-authjs.session-token"

export function specOf(format: Format): SealSpec {
  return sessionSpec(format, COOKIE)
}

export const ringOf = async (): Promise<Ring> => createRing([SECRET], "tokens")

export const HOUR = 3600
export const now = (): number => Math.floor(Date.now() / 1000)

/** What a token says that is in force. */
export const claims = (): Record<string, unknown> => ({ sub: "ada", exp: now() + HOUR })

/** A token in parts, each as it is written. */
export interface Parts {
  readonly header: string
  readonly key: string
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}

/** The header that this format writes, as an object. */
export async function headerOf(format: Format): Promise<Record<string, unknown>> {
  const { header } = await keyOf(format)
  return JSON.parse(Buffer.from(header, "base64url").toString())
}

async function keyOf(format: Format): Promise<SealKey> {
  return sealKey((await ringOf()).keys[0]!, specOf(format))
}

/**
 * Seals with the real key, and with the header authenticated as it is given: nobody without the key can make it, so
 * whatever is wrong with it, only rules find, not the cipher.
 */
export async function forge(
  format: Format,
  header: string | Uint8Array,
  payload: string | Uint8Array,
): Promise<Parts> {
  const { aead } = await keyOf(format)
  const iv = crypto.randomBytes(aead.ivLength)
  const encoded = Buffer.from(header).toString("base64url")
  const plaintext = new Uint8Array(Buffer.from(payload)) as Bytes
  const { ciphertext, tag } = await aead.seal(iv, plaintext, crypto.toUtf8(encoded))
  const text = (bytes: Uint8Array): string => crypto.toBase64url(bytes)
  return { header: encoded, key: "", iv: text(iv), ciphertext: text(ciphertext), tag: text(tag) }
}

export function join({ header, key, iv, ciphertext, tag }: Parts): string {
  return [header, key, iv, ciphertext, tag].join(".")
}

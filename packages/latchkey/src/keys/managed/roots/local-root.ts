import type { RootKey } from "../../../contracts/keys.ts"
import { type Aead, crypto } from "../../../crypto/index.ts"
import { BoundedMap, sharedMemo } from "../../../crypto/memo.ts"
import { DERIVATION_SALT, derivationInfo } from "../../purpose.ts"

const ID_BYTES = 6

/**
 * A root made of a secret string: what it wraps is encrypted with A256GCM under a key derived from it (RFC 5869). Its
 * id is derived too, and says nothing about it; one secret is one root, wherever it lies.
 *
 * @example
 * ```ts
 * const root = await localRoot(await readFile("/run/secrets/root", "utf8"))
 * ```
 */
export async function localRoot(secret: string): Promise<RootKey> {
  const memo = sharedMemo("local-roots", () => new BoundedMap<string, Promise<RootKey>>(32))
  const known = memo.get(secret)
  if (known) return known
  const made = make(secret)
  memo.set(secret, made)
  made.catch(() => memo.delete(secret))
  return made
}

async function make(secret: string): Promise<RootKey> {
  if (secret.trim() === "") throw new TypeError("A root needs a secret that isn't empty.")
  const idInfo = derivationInfo("ring-root", "id")
  const id = await crypto.hkdfSha256(secret, DERIVATION_SALT, idInfo, ID_BYTES)
  const info = derivationInfo("ring-root", "A256GCM")
  const aead = await crypto.aesGcm(await crypto.hkdfSha256(secret, DERIVATION_SALT, info, 32))
  return {
    id: `local:${crypto.toBase64url(id)}`,
    wrap: (text, context) => wrap(aead, text, context),
    unwrap: (wrapped, context) => unwrap(aead, wrapped, context),
  }
}

async function wrap(aead: Aead, text: string, context: string): Promise<string> {
  const iv = crypto.randomBytes(aead.ivLength)
  const sealed = await aead.seal(iv, crypto.toUtf8(text), crypto.toUtf8(context))
  return [iv, sealed.ciphertext, sealed.tag].map(crypto.toBase64url).join(".")
}

async function unwrap(aead: Aead, wrapped: string, context: string): Promise<string | null> {
  const [iv, ciphertext, tag] = wrapped.split(".").map(crypto.fromBase64url)
  if (!iv || !ciphertext || !tag) return null
  const plain = await aead.open(iv, ciphertext, tag, crypto.toUtf8(context))
  return plain && crypto.fromUtf8(plain)
}

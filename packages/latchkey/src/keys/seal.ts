import { type Bytes, crypto, type MaybePromise } from "../crypto/index.ts"
import { activeKey, type Ring } from "./ring.ts"
import { isAtHand } from "../web/at-hand.ts"
import type { SealKey, SealSpec } from "./model.ts"
import { sealKey } from "./seal-key.ts"

/** Claims of a sealed token. */
export type Claims = Record<string, unknown>

/** Tokens that one key may seal before it should be replaced: half of what AES-GCM allows (NIST SP 800-38D §8.3). */
export const WORN_AT: number = 2 ** 31

export interface SealOptions {
  /** Seconds until the token expires. */
  readonly maxAge: number
  /** Milliseconds since the epoch. Default: the clock. */
  readonly now?: number
}

/**
 * Seals claims with the ring's active key into a compact JWE (RFC 7516 §7.1, `alg: dir`). Sets `iat`, `exp`, `jti`.
 */
export function seal(
  ring: Ring,
  spec: SealSpec,
  claims: Claims,
  options: SealOptions,
): MaybePromise<string> {
  const key = sealKey(activeKey(ring), spec)
  return isAtHand(key)
    ? sealWith(key, claims, options)
    : key.then((ready) => sealWith(ready, claims, options))
}

function sealWith(key: SealKey, claims: Claims, options: SealOptions): MaybePromise<string> {
  const iat = Math.floor((options.now ?? Date.now()) / 1000)
  const payload = JSON.stringify({
    ...claims,
    iat,
    exp: iat + options.maxAge,
    jti: globalThis.crypto.randomUUID(),
  })
  return encrypt(key, crypto.toUtf8(payload))
}

function encrypt(key: SealKey, plaintext: Bytes): MaybePromise<string> {
  key.key.seals++
  const iv = crypto.randomBytes(key.aead.ivLength)
  const sealing = key.aead.seal(iv, plaintext, key.aad)
  const written = ({ ciphertext, tag }: { ciphertext: Bytes; tag: Bytes }): string => {
    const [vector, text, proof] = [iv, ciphertext, tag].map(crypto.toBase64url)
    return `${key.header}..${vector!}.${text!}.${proof!}`
  }
  return isAtHand(sealing) ? written(sealing) : sealing.then(written)
}

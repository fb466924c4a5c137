import type { Aead, Bytes, Mac, MaybePromise } from "../crypto/index.ts"
import type { BoundedMap } from "../crypto/memo.ts"
import type { Purpose } from "./purpose.ts"
import type { SecretText } from "./secret-text.ts"

/** One key of a ring: its public id, its material, and what was derived from it so far. */
export interface RingKey {
  /** Eight characters of base64url, derived from the material; says nothing about it and is safe to log. */
  readonly id: string
  readonly material: SecretText
  /** Derived keys by what they are for; filled as they are needed. */
  readonly derived: BoundedMap<string, MaybePromise<SealKey>>
  readonly macKeys: BoundedMap<string, MaybePromise<Mac>>
  /** How often this process has sealed with it; AES-GCM's bound is 2³² per key (NIST SP 800-38D §8.3). */
  seals: number
  /** How many tokens of it this process has opened. */
  opens: number
}

/**
 * Which bytes a token is made of.
 * - `own`: compact JWE, `dir`, A256GCM, our short `kid`; one derived key per purpose.
 * - `v5`: compact JWE, `dir`, A256CBC-HS512 (or A256GCM), thumbprint `kid`; one derived key per salt.
 * - `v4`: compact JWE, `dir`, A256GCM, no `kid`; one derived key per salt.
 */
export type Format = "own" | "v5" | "v5-gcm" | "v4"

/**
 * What a token is for, in terms of its format. `salt` is the cookie's name (v5), "" for a v4 session, and "" in our own
 * format but for a session under a name that the application chose.
 */
export interface SealSpec {
  readonly format: Format
  readonly purpose: Purpose
  readonly salt: string
}

/** A derived key, with all that does not change from token to token. */
export interface SealKey {
  readonly key: RingKey
  readonly format: Format
  /** The encoded protected header, as this format writes it. */
  readonly header: string
  /** `header` as bytes: the additional authenticated data (RFC 7516 §5.1 step 14). */
  readonly aad: Bytes
  readonly aead: Aead
}

/**
 * What a runtime must offer. Two files implement it: `node.ts` answers at once, `web.ts` by promises; the
 * package's `#crypto` import picks one by condition, and one path of code uses either.
 *
 * @module
 */

/** At once where the runtime can, else a promise. `await` serves both. */
export type MaybePromise<T> = T | Promise<T>

/** Bytes that WebCrypto accepts. */
export type Bytes = Uint8Array<ArrayBuffer>

/** Authenticated encryption under one key (RFC 7518 §5). */
export interface Aead {
  /** Bytes of initialisation vector and of tag. */
  readonly ivLength: number
  readonly tagLength: number
  /** Encrypts; `aad` is authenticated too. */
  seal(iv: Bytes, plaintext: Bytes, aad: Bytes): MaybePromise<{ ciphertext: Bytes; tag: Bytes }>
  /** The plaintext, or null where anything was changed. Never throws for what came from outside. */
  open(iv: Bytes, ciphertext: Bytes, tag: Bytes, aad: Bytes): MaybePromise<Bytes | null>
}

/** Authentication under one key, HMAC with SHA-256 (RFC 2104): for a key that is used again and again. */
export interface Mac {
  tag(data: string | Bytes): MaybePromise<Bytes>
}

/** Primitives of the runtime. */
export interface Primitives {
  /** HKDF with SHA-256 (RFC 5869). Strings are taken as UTF-8. `length` in bytes. */
  hkdfSha256(
    secret: string | Bytes,
    salt: string | Bytes,
    info: string | Bytes,
    length: number,
  ): MaybePromise<Bytes>
  /** HMAC with SHA-256 (RFC 2104), for a key that is used once. */
  hmacSha256(key: Bytes, data: string | Bytes): MaybePromise<Bytes>
  /** The same, for a key that is kept. */
  mac(key: Bytes): MaybePromise<Mac>
  /** HMAC with SHA-1, for OAuth 1.0a alone (RFC 5849 §3.4.2); nothing of ours is made with it. */
  hmacSha1(key: Bytes, data: string): MaybePromise<Bytes>
  sha256(data: string | Bytes): MaybePromise<Bytes>
  sha512(data: string | Bytes): MaybePromise<Bytes>
  /** A256GCM (RFC 7518 §5.3): 96-bit IV, 128-bit tag. Throws RangeError for a key of other than 32 bytes. */
  aesGcm(key: Bytes): MaybePromise<Aead>
  /** A256CBC-HS512 (RFC 7518 §5.2.5): 128-bit IV, 256-bit tag. Throws RangeError for a key of other than 64 bytes. */
  aesCbcHmac(key: Bytes): MaybePromise<Aead>
  randomBytes(length: number): Bytes
  /** Compares in time that depends on the lengths only. */
  equal(a: Bytes, b: Bytes): boolean
  /** Base64url without padding (RFC 4648 §5). */
  toBase64url(bytes: Uint8Array): string
  /** Null where it is not canonical base64url: padding, other alphabets, and stray bits are refused. */
  fromBase64url(text: string): Bytes | null
  toUtf8(text: string): Bytes
  /** Null where the bytes are not UTF-8. */
  fromUtf8(bytes: Uint8Array): string | null
}

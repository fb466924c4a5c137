import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  timingSafeEqual,
} from "node:crypto"
import { Buffer, isUtf8 } from "node:buffer"
import type { Aead, Bytes, Mac, Primitives } from "./contract.ts"
import { assertKeyLength, authenticatedLength, canonicalEnd } from "./shared.ts"

/** Random bytes drawn ahead: one call to the system serves many initialisation vectors. */
const pool = Buffer.allocUnsafeSlow(4096)
let drawn = pool.length

function randomBytes(length: number): Bytes {
  if (length > 64) return randomFillSync(new Uint8Array(length))
  if (drawn + length > pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const bytes = new Uint8Array(pool.subarray(drawn, drawn + length))
  pool.fill(0, drawn, drawn + length)
  drawn += length
  return bytes
}

function equal(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** The same bytes, with Node's methods; what Node gave us has them. */
function bufferOf(bytes: Uint8Array): Buffer {
  if (bytes instanceof Buffer) return bytes
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Any other length of tag is refused. */
const GCM = { authTagLength: 16 }

/**
 * A key object, made once: Node 24 makes one of raw bytes at each use, which costs several times what the cipher does
 * (docs/performance.md). It can't be printed, either.
 */
function aesGcm(secret: Bytes): Aead {
  assertKeyLength(secret, 32)
  const key = createSecretKey(secret)
  return {
    ivLength: 12,
    tagLength: 16,
    seal(iv, plaintext, aad) {
      const cipher = createCipheriv("aes-256-gcm", key, iv)
      cipher.setAAD(aad)
      const ciphertext = cipher.update(plaintext)
      cipher.final()
      return { ciphertext, tag: cipher.getAuthTag() as Bytes }
    },
    open(iv, ciphertext, tag, aad) {
      if (iv.length !== 12 || tag.length !== 16) return null
      const decipher = createDecipheriv("aes-256-gcm", key, iv, GCM)
      decipher.setAAD(aad)
      decipher.setAuthTag(tag)
      const plaintext = decipher.update(ciphertext)
      try {
        decipher.final()
      } catch {
        return null
      }
      return plaintext
    },
  }
}

function aesCbcHmac(key: Bytes): Aead {
  assertKeyLength(key, 64)
  const macKey = createSecretKey(key.slice(0, 32))
  const encKey = createSecretKey(key.slice(32))
  // A key nearly always has the same header.
  let lengthOf = { aad: 0, block: authenticatedLength(0) }
  const mac = (aad: Bytes, iv: Bytes, ciphertext: Bytes): Bytes => {
    if (lengthOf.aad !== aad.length) {
      lengthOf = { aad: aad.length, block: authenticatedLength(aad.length) }
    }
    return createHmac("sha512", macKey)
      .update(aad)
      .update(iv)
      .update(ciphertext)
      .update(lengthOf.block)
      .digest()
      .subarray(0, 32) as Bytes
  }
  return {
    ivLength: 16,
    tagLength: 32,
    seal(iv, plaintext, aad) {
      const cipher = createCipheriv("aes-256-cbc", encKey, iv)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]) as Bytes
      return { ciphertext, tag: mac(aad, iv, ciphertext) }
    },
    open(iv, ciphertext, tag, aad) {
      if (iv.length !== 16 || tag.length !== 32) return null
      if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return null
      // RFC 7518 §5.2.2.2: the tag is judged before anything is decrypted.
      if (!equal(mac(aad, iv, ciphertext), tag)) return null
      const decipher = createDecipheriv("aes-256-cbc", encKey, iv)
      try {
        const head = decipher.update(ciphertext) as Bytes
        const tail = decipher.final() as Bytes
        return tail.length === 0 ? head : (Buffer.concat([head, tail]) as Bytes)
      } catch {
        return null
      }
    },
  }
}

/** A key object, made once, as above. */
function macOf(secret: Bytes): Mac {
  const key = createSecretKey(secret)
  return { tag: (data) => createHmac("sha256", key).update(data).digest() as Bytes }
}

/** The primitives on `node:crypto`: no hop to another thread for what takes microseconds. */
export const primitives: Primitives = {
  hkdfSha256: (secret, salt, info, length) =>
    new Uint8Array(hkdfSync("sha256", secret, salt, info, length)),
  hmacSha256: (key, data) => macOf(key).tag(data),
  mac: macOf,
  hmacSha1: (key, data) => createHmac("sha1", key).update(data, "utf8").digest() as Bytes,
  sha256: (data) => createHash("sha256").update(data).digest() as Bytes,
  sha512: (data) => createHash("sha512").update(data).digest() as Bytes,
  aesGcm,
  aesCbcHmac,
  randomBytes,
  equal,
  toBase64url: (bytes) => bufferOf(bytes).toString("base64url"),
  fromBase64url(text) {
    // Buffer skips what it does not know; a length that falls short shows it.
    const bytes = Buffer.from(text, "base64url")
    if (bytes.length !== (text.length * 3) >> 2 || !canonicalEnd(text)) return null
    return bytes as Bytes
  },
  toUtf8: (text) => Buffer.from(text, "utf8") as Bytes,
  fromUtf8: (bytes) => (isUtf8(bytes) ? bufferOf(bytes).toString("utf8") : null),
}

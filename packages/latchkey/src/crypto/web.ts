import type { Aead, Bytes, Mac, Primitives } from "./contract.ts"
import { assertKeyLength, authenticatedLength, canonicalEnd } from "./shared.ts"

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const toUtf8 = (text: string): Bytes => encoder.encode(text) as Bytes
const toBytes = (data: string | Bytes): Bytes => (typeof data === "string" ? toUtf8(data) : data)

function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function aesGcm(key: Bytes): Promise<Aead> {
  assertKeyLength(key, 32)
  const secret = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"])
  return {
    ivLength: 12,
    tagLength: 16,
    async seal(iv, plaintext, aad) {
      const algorithm = { name: "AES-GCM", iv, additionalData: aad, tagLength: 128 }
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, secret, plaintext))
      return { ciphertext: sealed.subarray(0, -16), tag: sealed.subarray(-16) }
    },
    async open(iv, ciphertext, tag, aad) {
      if (iv.length !== 12 || tag.length !== 16) return null
      const algorithm = { name: "AES-GCM", iv, additionalData: aad, tagLength: 128 }
      try {
        return new Uint8Array(
          await crypto.subtle.decrypt(algorithm, secret, concat(ciphertext, tag)),
        )
      } catch {
        return null
      }
    },
  }
}

async function aesCbcHmac(key: Bytes): Promise<Aead> {
  assertKeyLength(key, 64)
  const hmac = { name: "HMAC", hash: "SHA-512" }
  const macKey = await crypto.subtle.importKey("raw", key.slice(0, 32), hmac, false, ["sign"])
  const encKey = await crypto.subtle.importKey("raw", key.slice(32), "AES-CBC", false, [
    "encrypt",
    "decrypt",
  ])
  const mac = async (aad: Bytes, iv: Bytes, ciphertext: Bytes): Promise<Bytes> => {
    const signed = concat(aad, iv, ciphertext, authenticatedLength(aad.length))
    return new Uint8Array(await crypto.subtle.sign("HMAC", macKey, signed)).subarray(0, 32)
  }
  return {
    ivLength: 16,
    tagLength: 32,
    async seal(iv, plaintext, aad) {
      const ciphertext = new Uint8Array(
        await crypto.subtle.encrypt({ name: "AES-CBC", iv }, encKey, plaintext),
      )
      return { ciphertext, tag: await mac(aad, iv, ciphertext) }
    },
    async open(iv, ciphertext, tag, aad) {
      if (iv.length !== 16 || tag.length !== 32) return null
      if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return null
      // RFC 7518 §5.2.2.2: the tag is judged before anything is decrypted.
      if (!equal(await mac(aad, iv, ciphertext), tag)) return null
      try {
        return new Uint8Array(
          await crypto.subtle.decrypt({ name: "AES-CBC", iv }, encKey, ciphertext),
        )
      } catch {
        return null
      }
    },
  }
}

async function macOf(hash: "SHA-1" | "SHA-256", key: Bytes): Promise<Mac> {
  const secret = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"])
  return {
    tag: async (data) => new Uint8Array(await crypto.subtle.sign("HMAC", secret, toBytes(data))),
  }
}

/** The primitives on WebCrypto, for runtimes without `node:crypto`. */
export const primitives: Primitives = {
  async hkdfSha256(secret, salt, info, length) {
    const key = await crypto.subtle.importKey("raw", toBytes(secret), "HKDF", false, ["deriveBits"])
    const algorithm = { name: "HKDF", hash: "SHA-256", salt: toBytes(salt), info: toBytes(info) }
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8))
  },
  hmacSha256: async (key, data) => (await macOf("SHA-256", key)).tag(data),
  mac: (key) => macOf("SHA-256", key),
  hmacSha1: async (key, data) => (await macOf("SHA-1", key)).tag(data),
  sha256: async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(data))),
  sha512: async (data) => new Uint8Array(await crypto.subtle.digest("SHA-512", toBytes(data))),
  aesGcm,
  aesCbcHmac,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  equal,
  toBase64url(bytes) {
    let text = ""
    for (let i = 0; i < bytes.length; i += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
    }
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
  },
  fromBase64url(text) {
    if (!canonicalEnd(text)) return null
    try {
      const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
      if (binary.length !== (text.length * 3) >> 2) return null
      const bytes = new Uint8Array(binary.length)
      for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
      return bytes
    } catch {
      return null
    }
  },
  toUtf8,
  fromUtf8(bytes) {
    try {
      return decoder.decode(bytes)
    } catch {
      return null
    }
  },
}

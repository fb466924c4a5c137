/** Compact JWE with `dir`, written anew on WebCrypto alone: the second opinion on what the library seals and opens. */
const utf8 = (text) => new TextEncoder().encode(text)

export function toBase64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

export function fromBase64url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(binary, (one) => one.charCodeAt(0))
}

async function hkdf(secret, salt, info, length) {
  const key = await crypto.subtle.importKey("raw", utf8(secret), "HKDF", false, ["deriveBits"])
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: utf8(salt), info: utf8(info) }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8))
}

/** How each generation derives the key of a session, and what its header says. `salt` is the cookie's name. */
const recipes = {
  async own(secret) {
    const id = await hkdf(secret, "latchkey/v1", "latchkey/v1/kid/id", 6)
    const key = await hkdf(secret, "latchkey/v1", "latchkey/v1/session/A256GCM", 32)
    return { key, header: { alg: "dir", enc: "A256GCM", kid: toBase64url(id) } }
  },
  async v5(secret, salt) {
    const key = await hkdf(secret, salt, `Auth.js Generated Encryption Key (${salt})`, 64)
    const jwk = utf8(`{"k":"${toBase64url(key)}","kty":"oct"}`)
    const kid = toBase64url(new Uint8Array(await crypto.subtle.digest("SHA-512", jwk)))
    return { key, header: { alg: "dir", enc: "A256CBC-HS512", kid } }
  },
  async v4(secret) {
    const key = await hkdf(secret, "", "NextAuth.js Generated Encryption Key", 32)
    return { key, header: { alg: "dir", enc: "A256GCM" } }
  },
}

async function cipher({ key, header }) {
  const gcm = header.enc === "A256GCM"
  const name = gcm ? "AES-GCM" : "AES-CBC"
  const usages = ["encrypt", "decrypt"]
  const secret = await crypto.subtle.importKey(
    "raw",
    gcm ? key : key.slice(32),
    name,
    false,
    usages,
  )
  const aes = (iv, aad) => (gcm ? { name, iv, additionalData: aad, tagLength: 128 } : { name, iv })
  return { gcm, secret, aes }
}

/** RFC 7518 §5.2.2.1 step 5. */
async function cbcTag(key, aad, iv, ciphertext) {
  const hash = { name: "HMAC", hash: "SHA-512" }
  const mac = await crypto.subtle.importKey("raw", key.slice(0, 32), hash, false, ["sign"])
  const length = new Uint8Array(8)
  new DataView(length.buffer).setUint32(4, aad.length * 8)
  const signed = Uint8Array.from([...aad, ...iv, ...ciphertext, ...length])
  return new Uint8Array(await crypto.subtle.sign("HMAC", mac, signed)).slice(0, 32)
}

export async function sealByHand(format, claims, { secret, salt }) {
  const made = await recipes[format](secret, salt)
  const { gcm, secret: key, aes } = await cipher(made)
  const header = toBase64url(utf8(JSON.stringify(made.header)))
  const aad = utf8(header)
  const iv = crypto.getRandomValues(new Uint8Array(gcm ? 12 : 16))
  const sealed = await crypto.subtle.encrypt(aes(iv, aad), key, utf8(JSON.stringify(claims)))
  const bytes = new Uint8Array(sealed)
  const ciphertext = gcm ? bytes.slice(0, -16) : bytes
  const tag = gcm ? bytes.slice(-16) : await cbcTag(made.key, aad, iv, ciphertext)
  return `${header}..${[iv, ciphertext, tag].map(toBase64url).join(".")}`
}

/** The claims; throws where anything was changed. */
export async function openByHand(format, token, { secret, salt }) {
  const made = await recipes[format](secret, salt)
  const { gcm, secret: key, aes } = await cipher(made)
  const [header, , ...rest] = token.split(".")
  const [iv, ciphertext, tag] = rest.map(fromBase64url)
  const aad = utf8(header)
  const said = JSON.parse(new TextDecoder().decode(fromBase64url(header)))
  if (JSON.stringify(said) !== JSON.stringify(made.header)) throw new Error("another header")
  if (!gcm && toBase64url(await cbcTag(made.key, aad, iv, ciphertext)) !== toBase64url(tag)) {
    throw new Error("another tag")
  }
  const body = gcm ? Uint8Array.from([...ciphertext, ...tag]) : ciphertext
  const plaintext = await crypto.subtle.decrypt(aes(iv, aad), key, body)
  return JSON.parse(new TextDecoder().decode(plaintext))
}

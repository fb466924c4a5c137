import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto"

/** What a token needs, derived once: Auth.js 5's key, and the header it carries. */
export interface WireKey {
  readonly header: string
  readonly aad: Buffer
  readonly mac: Buffer
  readonly cipher: Buffer
  readonly aadLength: Buffer
}

/** The key of a secret and a cookie's name, as Auth.js 5 derives it, with its RFC 7638 thumbprint as `kid`. */
export function wireKey(secret: string, salt: string): WireKey {
  const info = `Auth.js Generated Encryption Key (${salt})`
  const key = Buffer.from(hkdfSync("sha256", secret, salt, info, 64))
  const jwk = `{"k":"${key.toString("base64url")}","kty":"oct"}`
  const kid = createHash("sha512").update(jwk).digest("base64url")
  const header = Buffer.from(JSON.stringify({ alg: "dir", enc: "A256CBC-HS512", kid })).toString(
    "base64url",
  )
  const aad = Buffer.from(header)
  const aadLength = Buffer.alloc(8)
  aadLength.writeUInt32BE(aad.length * 8, 4)
  return { header, aad, aadLength, mac: key.subarray(0, 32), cipher: key.subarray(32) }
}

/** RFC 7518 §5.2.2.1: the tag is the first half of the HMAC. */
function tagOf(key: WireKey, iv: Buffer, ciphertext: Buffer): Buffer {
  const mac = createHmac("sha512", key.mac).update(key.aad).update(iv).update(ciphertext)
  return mac.update(key.aadLength).digest().subarray(0, 32)
}

/** The claims of a token, or null. */
export function openWire(key: WireKey, token: string, now: number): Record<string, unknown> | null {
  const [header, , iv64, ciphertext64, tag64] = token.split(".")
  if (header !== key.header) return null
  const iv = Buffer.from(iv64!, "base64url")
  const ciphertext = Buffer.from(ciphertext64!, "base64url")
  if (!timingSafeEqual(tagOf(key, iv, ciphertext), Buffer.from(tag64!, "base64url"))) return null
  const decipher = createDecipheriv("aes-256-cbc", key.cipher, iv)
  const text = decipher.update(ciphertext, undefined, "utf8") + decipher.final("utf8")
  const claims = JSON.parse(text) as Record<string, unknown>
  return (claims["exp"] as number) > now / 1000 - 15 ? claims : null
}

/** A new token of these claims. */
export function sealWire(key: WireKey, claims: Record<string, unknown>, now: number): string {
  const iat = Math.floor(now / 1000)
  const payload = { ...claims, iat, exp: iat + 2_592_000, jti: crypto.randomUUID() }
  const iv = randomBytes(16)
  const cipher = createCipheriv("aes-256-cbc", key.cipher, iv)
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(payload)), cipher.final()])
  const tag = tagOf(key, iv, ciphertext)
  const parts = [iv, ciphertext, tag].map((part) => part.toString("base64url"))
  return `${key.header}..${parts.join(".")}`
}

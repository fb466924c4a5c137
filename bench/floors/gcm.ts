import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto"

/** A key of a secret, and what tokens say to name it. */
export interface GcmKey {
  readonly kid: string
  readonly key: KeyObject
}

export function gcmKey(secret: string, kid: string): GcmKey {
  return { kid, key: createSecretKey(Buffer.from(hkdfSync("sha256", secret, "floor", "", 32))) }
}

/** A token of these claims, compatible with nothing. */
export function sealGcm({ key, kid }: GcmKey, claims: object): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", key, iv)
  const exp = Math.floor(Date.now() / 1000) + 2_592_000
  const text = cipher.update(JSON.stringify({ ...claims, exp }), "utf8", "base64url")
  const sealed = text + cipher.final("base64url")
  const tag = cipher.getAuthTag().toString("base64url")
  return `${kid}.${iv.toString("base64url")}.${sealed}.${tag}`
}

/** The claims of a token, or null. */
export function openGcm(keys: readonly GcmKey[], token: string): Record<string, unknown> | null {
  const [kid, iv, sealed, tag] = token.split(".")
  const found = keys.find((one) => one.kid === kid)
  if (!found) return null
  const decipher = createDecipheriv("aes-256-gcm", found.key, Buffer.from(iv!, "base64url"))
  decipher.setAuthTag(Buffer.from(tag!, "base64url"))
  const text = decipher.update(sealed!, "base64url", "utf8") + decipher.final("utf8")
  const claims = JSON.parse(text) as Record<string, unknown>
  return (claims["exp"] as number) > Date.now() / 1000 ? claims : null
}

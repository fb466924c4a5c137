import { crypto } from "../crypto/index.ts"

/** What a secret of ours can be tagged with. */
export type SecretEnvironment = "development" | "test" | "preview" | "staging" | "production"

export interface GenerateSecretOptions {
  /** Tags the secret, so that it is noticed in another environment. Default: no tag. */
  readonly environment?: SecretEnvironment | undefined
}

/** What can be said of a string that is, or was, a secret of ours. */
export interface SecretInspection {
  /** The tag; undefined where it has none. */
  readonly environment: SecretEnvironment | undefined
  /** What happened to it; undefined where every character is in its place. */
  readonly damage: string | undefined
}

const PREFIX = "latchkey_"
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/** 62⁴³ > 2²⁵⁶. */
const RANDOM_LENGTH = 43
const CHECK_LENGTH = 6
const TAGS: Readonly<Record<SecretEnvironment, string>> = {
  development: "dev_",
  test: "test_",
  preview: "preview_",
  staging: "staging_",
  production: "prod_",
}

/**
 * A new secret: `latchkey_`, the environment, 256 random bits, and a checksum. Letters, digits and `_` only, so that
 * no shell, YAML or env file changes it, and a scanner finds it where it should not be.
 *
 * @example
 * ```ts
 * generateSecret({ environment: "production" }) // "latchkey_prod_…"
 * ```
 */
export function generateSecret(options: GenerateSecretOptions = {}): string {
  const tag = options.environment === undefined ? "" : TAGS[options.environment]
  const body = `${PREFIX}${tag}${randomText(RANDOM_LENGTH)}`
  return body + checksum(body)
}

/** 32 random bytes in padded base64, as `openssl rand -base64 32` prints them. */
export function generateRawSecret(): string {
  const text = crypto.toBase64url(crypto.randomBytes(32))
  return `${text.replaceAll("-", "+").replaceAll("_", "/")}=`
}

/** Recognises a secret of ours, its environment, and whether it came through whole. Null for any other string. */
export function inspectSecret(value: string): SecretInspection | null {
  const found = /latchkey_(?:(dev|test|preview|staging|prod)_)?([0-9A-Za-z]*)/.exec(value)
  if (!found) return null
  const [whole, tag, text = ""] = found
  const environment = (Object.keys(TAGS) as SecretEnvironment[]).find(
    (name) => TAGS[name] === `${tag}_`,
  )
  return { environment, damage: damage(value, whole, text) }
}

function damage(value: string, whole: string, text: string): string | undefined {
  const missing = RANDOM_LENGTH + CHECK_LENGTH - text.length
  if (missing > 0) {
    const cut = value.length > whole.length ? "something else stands" : "it was cut off"
    return `${cut} where its last ${missing} character${missing === 1 ? "" : "s"} should be`
  }
  if (missing < 0 || value !== whole) return "something was added to it"
  const body = whole.slice(0, -CHECK_LENGTH)
  return checksum(body) === whole.slice(-CHECK_LENGTH) ? undefined : "its checksum doesn't match"
}

/** Evenly drawn characters: bytes past the last multiple of 62 are drawn again. */
function randomText(length: number): string {
  let text = ""
  while (text.length < length) {
    for (const byte of crypto.randomBytes(64)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62]
    }
  }
  return text
}

function checksum(text: string): string {
  let rest = crc32(crypto.toUtf8(text))
  let digits = ""
  for (let place = 0; place < CHECK_LENGTH; place += 1) {
    digits = ALPHABET[rest % 62]! + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** CRC-32 (ISO/IEC 3309), bit by bit: it runs over a few dozen bytes. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return ~sum >>> 0
}

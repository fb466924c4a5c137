import { SourceError } from "../source-error.ts"
import { fromBase64 } from "./answer.ts"

/** A key of Bitwarden: 32 bytes to encrypt, 32 to authenticate. */
export interface EncKey {
  readonly encryption: CryptoKey
  readonly authentication: CryptoKey
}

type Bytes = Uint8Array<ArrayBuffer>

/** @throws SourceError where they aren't 64 bytes */
export async function importEncKey(source: string, bytes: Bytes): Promise<EncKey> {
  if (bytes.length !== 64) throw new SourceError(source, "a key of the organization is damaged")
  const { subtle } = globalThis.crypto
  const hmac = { name: "HMAC", hash: "SHA-256" }
  return {
    encryption: await subtle.importKey("raw", bytes.slice(0, 32), "AES-CBC", false, ["decrypt"]),
    authentication: await subtle.importKey("raw", bytes.slice(32), hmac, false, ["verify"]),
  }
}

/**
 * The key that an access token's own 16 bytes expand to: HKDF-SHA-256 (RFC 5869) with Bitwarden's labels. Shown to be
 * theirs by their own client, which decrypts what is encrypted under it.
 */
export async function accessTokenKey(source: string, seed: Bytes): Promise<EncKey> {
  const { subtle } = globalThis.crypto
  const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
  const key = await subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"])
  const salt = utf8("bitwarden-accesstoken")
  const info = utf8("sm-access-token")
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info }
  return importEncKey(source, new Uint8Array(await subtle.deriveBits(algorithm, key, 512)))
}

/** Opens an EncString of type 2, `2.iv|ciphertext|mac`: AES-256-CBC, then HMAC-SHA-256, which is checked first. */
export async function openEncString(source: string, key: EncKey, text: unknown): Promise<Bytes> {
  const match = /^2\.([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]*)\|([A-Za-z0-9+/=]+)$/.exec(String(text))
  if (!match) throw new SourceError(source, "the answer holds no text in the format we know")
  const [iv, ciphertext, mac] = match.slice(1).map((part) => fromBase64(source, part))
  const signed = new Uint8Array(iv!.length + ciphertext!.length)
  signed.set(iv!)
  signed.set(ciphertext!, iv!.length)
  const { subtle } = globalThis.crypto
  try {
    if (!(await subtle.verify("HMAC", key.authentication, mac!, signed))) throw new Error()
    const algorithm = { name: "AES-CBC", iv: iv! }
    return new Uint8Array(await subtle.decrypt(algorithm, key.encryption, ciphertext!))
  } catch {
    throw new SourceError(source, "what was answered can't be opened with this access token", {
      transient: false,
    })
  }
}

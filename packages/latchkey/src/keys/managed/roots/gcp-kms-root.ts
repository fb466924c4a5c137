import type { RootKey } from "../../../contracts/keys.ts"
import { fromBase64, textOf, toBase64, utf8Of } from "../../access/answer.ts"
import { crc32c } from "../../access/crc32c.ts"
import { type GcpAuth, gcpToken } from "../../access/gcp-token.ts"
import {
  baseUrl,
  type Connection,
  type HttpSourceOptions,
  sendForJson,
} from "../../access/request.ts"
import { TokenCache, withToken } from "../../access/token-cache.ts"
import { SourceError } from "../../source-error.ts"

export interface GcpKmsRootOptions extends HttpSourceOptions {
  /** `projects/…/locations/…/keyRings/…/cryptoKeys/…`, a key for symmetric encryption. */
  readonly key: string
  /** @default the key file of `GOOGLE_APPLICATION_CREDENTIALS`, else the machine's service account */
  readonly auth?: GcpAuth
  readonly endpoint?: string
}

/**
 * A root that never leaves Google Cloud KMS: the ring's data key is encrypted and decrypted there, once per process.
 * Needs the role Cloud KMS CryptoKey Encrypter/Decrypter. Checksums of both directions are checked.
 *
 * @throws TypeError where `key` is not the full name of a key
 * @example
 * ```ts
 * keyring({ store, root: gcpKmsRoot({ key: "projects/p/locations/europe/keyRings/auth/cryptoKeys/ring" }) })
 * ```
 */
export function gcpKmsRoot(options: GcpKmsRootOptions): RootKey {
  const { key } = options
  if (!/^projects\/[\w.:-]+\/locations\/[\w-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+$/.test(key)) {
    throw new TypeError(
      "gcpKmsRoot takes the full name of a key: projects/…/locations/…/keyRings/…/cryptoKeys/….",
    )
  }
  const base = baseUrl(options.endpoint ?? "https://cloudkms.googleapis.com")
  const id = `gcp-kms:${key}`
  const on: Connection = { source: id, options }
  const tokens = new TokenCache((signal) => gcpToken({ ...on, signal }, options.auth))
  const call = (operation: string, body: Record<string, string>): Promise<Answer> =>
    withToken(tokens, undefined, (token) =>
      sendForJson(on, {
        url: `${base}/v1/${key}:${operation}`,
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body,
        check: "the key exists and is enabled, and the account may encrypt and decrypt with it",
      }),
    )
  return {
    id,
    async wrap(text, context) {
      const plain = field("plaintext", text)
      const answer = await call("encrypt", { ...plain, ...bound(context) })
      if (answer["verifiedPlaintextCrc32c"] !== true) throw damaged(id)
      const wrapped = textOf(id, answer["ciphertext"])
      check(id, fromBase64(id, wrapped), answer["ciphertextCrc32c"])
      return wrapped
    },
    async unwrap(wrapped, context) {
      const answer = await call("decrypt", { ciphertext: wrapped, ...bound(context) }).catch(
        notOurs,
      )
      if (!answer) return null
      const bytes = fromBase64(id, answer["plaintext"])
      check(id, bytes, answer["plaintextCrc32c"])
      return utf8Of(id, bytes)
    },
  }
}

type Answer = Record<string, unknown>

function bound(context: string): Record<string, string> {
  return field("additionalAuthenticatedData", context)
}

/** A text as the API takes it, with its checksum (an int64 is a string in JSON). */
function field(name: string, text: string): Record<string, string> {
  const bytes = new TextEncoder().encode(text)
  return { [name]: toBase64(bytes), [`${name}Crc32c`]: String(crc32c(bytes)) }
}

function check(id: string, bytes: Uint8Array, sum: unknown): void {
  if (String(sum) !== String(crc32c(bytes))) throw damaged(id)
}

function damaged(id: string): SourceError {
  return new SourceError(id, "a checksum (CRC32C) is wrong: what was sent was damaged on the way")
}

/** What another key encrypted, or in another context, is 400 INVALID_ARGUMENT. */
function notOurs(error: unknown): null {
  if (error instanceof SourceError && error.status === 400) return null
  throw error
}

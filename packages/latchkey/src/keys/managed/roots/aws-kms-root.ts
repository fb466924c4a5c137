import type { RootKey } from "../../../contracts/keys.ts"
import { fromBase64, textOf, toBase64, utf8Of } from "../../access/answer.ts"
import type { AwsAccess } from "../../access/aws-access.ts"
import { AwsClient } from "../../access/aws-client.ts"
import { SourceError } from "../../source-error.ts"

export interface AwsKmsRootOptions extends AwsAccess {
  /** A symmetric key: its id, its ARN, or `alias/…`. */
  readonly keyId: string
}

const CHECK = "the key exists and is enabled in this region, and the role may encrypt and decrypt"
/** What KMS answers where the ciphertext is another key's, another context's, or was changed. */
const NOT_OURS: ReadonlySet<string | undefined> = new Set([
  "InvalidCiphertextException",
  "IncorrectKeyException",
])

/**
 * A root that never leaves AWS KMS: the ring's data key is encrypted and decrypted there, once per process, and the
 * trail of KMS says who did. Needs `kms:Encrypt` and `kms:Decrypt`; the encryption context holds the ring's name.
 *
 * @example
 * ```ts
 * keyring({ store, root: awsKmsRoot({ keyId: "alias/latchkey" }) })
 * ```
 */
export function awsKmsRoot(options: AwsKmsRootOptions): RootKey {
  const { keyId } = options
  const client = new AwsClient({ id: "kms", target: "TrentService", variable: "KMS" }, options)
  const id = `aws-kms:${client.label}/${keyId}`
  const call = (operation: string, context: string, body: object): Promise<Answer> =>
    client.call(
      { source: id, options },
      operation,
      { KeyId: keyId, EncryptionContext: { ring: context }, ...body },
      CHECK,
    )
  return {
    id,
    async wrap(text, context) {
      const Plaintext = toBase64(new TextEncoder().encode(text))
      return textOf(id, (await call("Encrypt", context, { Plaintext }))["CiphertextBlob"])
    },
    async unwrap(wrapped, context) {
      const answer = await call("Decrypt", context, { CiphertextBlob: wrapped }).catch(notOurs)
      return answer && utf8Of(id, fromBase64(id, answer["Plaintext"]))
    },
  }
}

type Answer = Record<string, unknown>

function notOurs(error: unknown): null {
  if (error instanceof SourceError && NOT_OURS.has(error.code)) return null
  throw error
}

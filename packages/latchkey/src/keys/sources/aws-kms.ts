import type { KeySource } from "../../contracts/keys.ts"
import { fromBase64, utf8Of } from "../access/answer.ts"
import type { AwsAccess } from "../access/aws-access.ts"
import { AwsClient } from "../access/aws-client.ts"
import { ordinalOf } from "../access/ordinal.ts"
import { type Credential, reveal } from "../access/request.ts"

export interface AwsKmsOptions extends AwsAccess {
  /** The encrypted secret, base64: what `aws kms encrypt` prints. It may stand in the environment. */
  ciphertext: Credential
  /** Refuses what another key encrypted. */
  keyId?: string
  /** What the secret was encrypted for; must be the same. */
  encryptionContext?: Readonly<Record<string, string>>
}

/**
 * A secret that AWS KMS decrypts: the environment holds the ciphertext only. Needs `kms:Decrypt`.
 *
 * @example
 * ```ts
 * const decrypted = awsKms({ keyId: "alias/auth", ciphertext: () => process.env.AUTH_SECRET_CIPHERTEXT ?? "" })
 * ```
 */
export function awsKms(options: AwsKmsOptions): KeySource {
  const { ciphertext, keyId, encryptionContext, ttl = 3600 } = options
  const client = new AwsClient({ id: "kms", target: "TrentService", variable: "KMS" }, options)
  const name = `aws-kms:${client.label}/${keyId ?? "key"}/${ordinalOf(ciphertext)}`
  return {
    name,
    ttl,
    async get({ signal } = {}) {
      const answer = await client.call(
        { source: name, options, signal },
        "Decrypt",
        {
          CiphertextBlob: await reveal(name, ciphertext, "ciphertext"),
          ...(keyId === undefined ? {} : { KeyId: keyId }),
          ...(encryptionContext === undefined ? {} : { EncryptionContext: encryptionContext }),
        },
        "key, context and region are those it was encrypted with, and the role may decrypt",
      )
      return utf8Of(name, fromBase64(name, answer["Plaintext"]))
    },
  }
}

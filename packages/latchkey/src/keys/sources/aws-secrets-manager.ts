import type { KeySource } from "../../contracts/keys.ts"
import { fieldOf, textOf } from "../access/answer.ts"
import type { AwsAccess } from "../access/aws-access.ts"
import { AwsClient } from "../access/aws-client.ts"
import type { Connection } from "../access/request.ts"
import { SourceError } from "../source-error.ts"

export interface AwsSecretsManagerOptions extends AwsAccess {
  /** Name or ARN. */
  secretId: string
  /** A member of a secret that is a JSON object. @default the whole secret */
  field?: string
  /** Whether the version before the current one (`AWSPREVIOUS`) is accepted too. @default false */
  previous?: boolean
}

/**
 * A secret in AWS Secrets Manager. Needs `secretsmanager:GetSecretValue`, and `kms:Decrypt` for a key of your own.
 *
 * @example
 * ```ts
 * secret: awsSecretsManager({ secretId: "prod/auth", field: "AUTH_SECRET" })
 * ```
 */
export function awsSecretsManager(options: AwsSecretsManagerOptions): KeySource {
  const { secretId, field, previous = false, ttl } = options
  const client = new AwsClient(
    { id: "secretsmanager", target: "secretsmanager", variable: "SECRETS_MANAGER" },
    options,
  )
  const part = field === undefined ? "" : `#${field}`
  const name = `aws-secrets-manager:${client.label}/${secretId}${part}${previous ? "+1" : ""}`
  const read = async (on: Connection, stage: string): Promise<string> => {
    const check = "the secret is of this region and account, and the role may read and decrypt it"
    const body = { SecretId: secretId, VersionStage: stage }
    const answer = await client.call(on, "GetSecretValue", body, check)
    return fieldOf(name, textOf(name, answer["SecretString"]), field)
  }
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      const on: Connection = { source: name, options, signal }
      const current = await read(on, "AWSCURRENT")
      if (!previous) return current
      const former = await read(on, "AWSPREVIOUS").catch((error: unknown) => {
        const isMissing = error instanceof SourceError && error.code === "ResourceNotFoundException"
        if (isMissing) return null
        throw error
      })
      return former === null ? [current] : [current, former]
    },
  }
}

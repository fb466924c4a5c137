import type { KeySource } from "../../contracts/keys.ts"
import { fieldOf, isObject, textOf } from "../access/answer.ts"
import type { AwsAccess } from "../access/aws-access.ts"
import { AwsClient } from "../access/aws-client.ts"

export interface AwsParameterStoreOptions extends AwsAccess {
  /** Name or ARN of a `SecureString`; `name:3` and `name:label` name a version. */
  parameter: string
  /** A member of a value that is a JSON object. @default the whole value */
  field?: string
}

/**
 * A parameter in AWS Systems Manager. Needs `ssm:GetParameter`, and `kms:Decrypt` for a key of your own.
 *
 * @example
 * ```ts
 * secret: awsParameterStore({ parameter: "/prod/auth/secret" })
 * ```
 */
export function awsParameterStore(options: AwsParameterStoreOptions): KeySource {
  const { parameter, field, ttl } = options
  const client = new AwsClient({ id: "ssm", target: "AmazonSSM", variable: "SSM" }, options)
  const name = `aws-parameter-store:${client.label}${parameter.startsWith("/") ? "" : "/"}${parameter}${field === undefined ? "" : `#${field}`}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      const { Parameter } = await client.call(
        { source: name, options, signal },
        "GetParameter",
        { Name: parameter, WithDecryption: true },
        "the parameter is of this region and account, and the role may read and decrypt it",
      )
      const value = textOf(name, isObject(Parameter) ? Parameter["Value"] : undefined)
      return fieldOf(name, value, field)
    },
  }
}

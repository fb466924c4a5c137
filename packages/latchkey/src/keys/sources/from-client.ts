import type { KeySource } from "../../contracts/keys.ts"
import { fieldOf, isObject, memberOf, textOf, utf8Of } from "../access/answer.ts"
import { ordinalOf } from "../access/ordinal.ts"
import { SourceError } from "../source-error.ts"

/** A client of the AWS SDK version 3: Secrets Manager, Systems Manager or KMS. */
export interface AwsSdkClient {
  send(command: never, options?: never): PromiseLike<unknown>
}

/** Infisical's SDK. */
export interface InfisicalSdkClient {
  secrets(): { getSecret(options: never): PromiseLike<unknown> }
}

/** `node-vault`, or another client that reads a path. */
export interface ReadingClient {
  read(path: string): PromiseLike<unknown>
}

interface Common {
  /** A member of the secret, which is a JSON object or a Vault secret then. */
  field?: string
  /** For logs. @default a number */
  name?: string
  /** Seconds that an answer is fresh. @default 60 */
  ttl?: number
}

export type FromClientOptions<C> = Common &
  (C extends AwsSdkClient
    ? { command: unknown }
    : C extends InfisicalSdkClient
      ? {
          secret: {
            environment: string
            projectId: string
            secretName: string
            secretPath?: string
          }
        }
      : { path: string })

/**
 * A secret by a client that you have already, with its own way to sign in.
 *
 * @example
 * ```ts
 * secret: fromClient(new SecretsManagerClient(), { command: new GetSecretValueCommand({ SecretId: "prod/auth" }) })
 * secret: fromClient(infisicalSdk, { secret: { environment: "prod", projectId, secretName: "AUTH_SECRET" } })
 * secret: fromClient(nodeVault, { path: "secret/data/app", field: "AUTH_SECRET" })
 * ```
 */
export function fromClient<C extends AwsSdkClient | InfisicalSdkClient | ReadingClient>(
  client: C,
  options: FromClientOptions<C>,
): KeySource {
  const asked = options as Common & { command?: object; secret?: object; path?: string }
  const { field, ttl } = asked
  const what = asked.path ?? JSON.stringify(asked.secret) ?? ordinalOf(asked.command ?? client)
  const name = `client:${asked.name ?? ordinalOf(client)}/${what}${field === undefined ? "" : `#${field}`}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      let answer: unknown
      try {
        answer = await call(client, asked, signal)
      } catch (error) {
        // A client's message may hold anything, its name and status don't.
        throw failure(name, error)
      }
      return valueOf(name, answer, field)
    },
  }
}

function call(
  client: AwsSdkClient | InfisicalSdkClient | ReadingClient,
  asked: { command?: object; secret?: object; path?: string },
  signal: AbortSignal | undefined,
): PromiseLike<unknown> {
  // What the client takes, its own types have checked where it was given.
  if ("send" in client) {
    return client.send(asked.command as never, (signal && { abortSignal: signal }) as never)
  }
  if ("secrets" in client) return client.secrets().getSecret(asked.secret as never)
  return client.read(asked.path ?? "")
}

function failure(source: string, error: unknown): SourceError {
  const known = isObject(error) ? error : {}
  const { name, response, $metadata } = known
  const status = [
    known["statusCode"],
    isObject(response) ? response["statusCode"] : undefined,
    isObject($metadata) ? $metadata["httpStatusCode"] : undefined,
  ].find((one) => typeof one === "number")
  const code = typeof name === "string" && /^\w{1,60}$/.test(name) ? name : "error"
  return new SourceError(source, `the client failed (${code}${status ? ` ${status}` : ""})`, {
    status,
    code,
  })
}

/** The value in what each of these clients answers. */
function valueOf(source: string, answer: unknown, field: string | undefined): string {
  if (typeof answer === "string") return fieldOf(source, answer, field)
  if (!isObject(answer)) throw new SourceError(source, "the client answered no secret")
  const { SecretString, Parameter, Plaintext, secretValue, data } = answer
  if (Plaintext instanceof Uint8Array) return fieldOf(source, utf8Of(source, Plaintext), field)
  if (isObject(data)) {
    // KV version 2 has data in its data.
    return memberOf(source, isObject(data["data"]) ? data["data"] : data, field ?? "AUTH_SECRET")
  }
  const text = SecretString ?? secretValue ?? (isObject(Parameter) ? Parameter["Value"] : undefined)
  return fieldOf(source, textOf(source, text), field)
}

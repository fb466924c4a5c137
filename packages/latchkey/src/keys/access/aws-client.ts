import { readEnv } from "../../web/env.ts"
import { parseJsonObject } from "../../web/json.ts"
import { SourceError } from "../source-error.ts"
import type { AwsAccess } from "./aws-access.ts"
import { findCredentials } from "./aws-credentials.ts"
import { baseUrl, type Connection, refusal, send, type SourceRequest } from "./request.ts"
import { type AwsCredentials, signedHeaders } from "./sigv4.ts"
import { TokenCache, withToken } from "./token-cache.ts"

/** One of the services that speak JSON 1.1. */
export interface AwsService {
  /** As in hosts and scopes. */
  readonly id: "secretsmanager" | "ssm" | "kms"
  readonly target: "secretsmanager" | "AmazonSSM" | "TrentService"
  /** The end of the variable that names another endpoint. */
  readonly variable: "SECRETS_MANAGER" | "SSM" | "KMS"
}

/** Calls operations of a service, signed. */
export class AwsClient {
  readonly #service: AwsService
  readonly #access: AwsAccess
  #credentials: TokenCache<AwsCredentials> | undefined

  constructor(service: AwsService, access: AwsAccess) {
    this.#service = service
    this.#access = access
    if (access.endpoint !== undefined) baseUrl(access.endpoint)
  }

  /** Region, and endpoint where it isn't AWS's own; for names. */
  get label(): string {
    const { region = readRegion() ?? "AWS_REGION", endpoint } = this.#access
    return endpoint === undefined ? region : `${new URL(endpoint).host}/${region}`
  }

  call(
    on: Connection,
    operation: string,
    body: Record<string, unknown>,
    check: string,
  ): Promise<Record<string, unknown>> {
    const credentials = (this.#credentials ??= new TokenCache((signal) =>
      findCredentials({ ...on, signal }, this.#access.credentials, this.#region(on)),
    ))
    return withToken(credentials, on.signal, (current) =>
      this.#send(on, operation, { body: JSON.stringify(body), check }, current),
    )
  }

  #region(on: Connection): string {
    const region = this.#access.region ?? readRegion()
    if (region && /^[a-z0-9-]{1,40}$/.test(region)) return region
    throw new SourceError(on.source, "there is no region: set AWS_REGION", { transient: false })
  }

  #endpoint(region: string): string {
    const { variable, id } = this.#service
    const other =
      this.#access.endpoint ??
      readEnv(`AWS_ENDPOINT_URL_${variable}`) ??
      readEnv("AWS_ENDPOINT_URL")
    if (other) return baseUrl(other)
    return `https://${id}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`
  }

  async #send(
    on: Connection,
    operation: string,
    { body, check }: { body: string; check: string },
    credentials: AwsCredentials,
  ): Promise<Record<string, unknown>> {
    const region = this.#region(on)
    const url = new URL(`${this.#endpoint(region)}/`)
    const headers = await signedHeaders({
      url,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${this.#service.target}.${operation}`,
      },
      body,
      service: this.#service.id,
      region,
      credentials,
      now: Date.now(),
    })
    const request: SourceRequest = { url: url.href, method: "POST", headers, body, check }
    const answer = await send(on, request)
    const found = parseJsonObject(answer.text)
    if (answer.status < 200 || answer.status > 299) {
      // `__type` may carry a namespace, or a URL behind a colon.
      const type = typeof found?.["__type"] === "string" ? found["__type"] : ""
      const code = type.split("#").at(-1)!.split(":")[0]!
      throw refusal(on, request, answer, code === "" ? undefined : code)
    }
    if (!found) throw new SourceError(on.source, "the answer is not a JSON object, or was cut off")
    return found
  }
}

function readRegion(): string | undefined {
  return readEnv("AWS_REGION") ?? readEnv("AWS_DEFAULT_REGION")
}

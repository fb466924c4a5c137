import { type Bytes, crypto, toHex } from "../../crypto/index.ts"

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface SigningInput {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly service: string
  readonly region: string
  readonly credentials: AwsCredentials
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * The headers of a POST to the root of a service, signed by AWS Signature Version 4 (AWS Signature Version 4 for API
 * requests, "Create a signed request"). All the headers given are signed, and the body.
 */
export async function signedHeaders(input: SigningInput): Promise<Record<string, string>> {
  const { url, body, service, region, credentials, now } = input
  const time = new Date(now).toISOString().replaceAll(/[:-]|\.\d{3}/g, "")
  const date = time.slice(0, 8)
  const headers: Record<string, string> = { ...input.headers, "x-amz-date": time }
  if (credentials.sessionToken) headers["x-amz-security-token"] = credentials.sessionToken

  const signed = Object.entries({ ...headers, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/\s+/g, " ")] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(";")
  const request = [
    "POST",
    url.pathname,
    "",
    ...signed.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    toHex(await crypto.sha256(body)),
  ].join("\n")

  const scope = `${date}/${region}/${service}/aws4_request`
  const text = ["AWS4-HMAC-SHA256", time, scope, toHex(await crypto.sha256(request))].join("\n")
  let key: Bytes = crypto.toUtf8(`AWS4${credentials.secretAccessKey}`)
  for (const part of scope.split("/")) key = await crypto.hmacSha256(key, part)
  const signature = toHex(await crypto.hmacSha256(key, text))
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return headers
}

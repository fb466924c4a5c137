import { readEnv } from "../../web/env.ts"
import { parseUrl } from "../../web/host.ts"
import { SourceError } from "../source-error.ts"
import { textOf } from "./answer.ts"
import type { AwsAccess } from "./aws-access.ts"
import { readSecretFile } from "./read-secret-file.ts"
import { type Connection, refusal, send, sendForJson } from "./request.ts"
import type { AwsCredentials } from "./sigv4.ts"
import type { Token } from "./token-cache.ts"

const CONTAINER = "http://169.254.170.2"
const MACHINE = "http://169.254.169.254"
/** Seconds. The machine answers at once, or isn't one of AWS's. */
const MACHINE_TIMEOUT = 1

/**
 * Credentials from where AWS's own clients look, in their order: what was given, the environment, a web identity (EKS,
 * OIDC), the container (ECS, EKS Pod Identity), the machine (IMDSv2). Profiles and SSO are for people, not for servers.
 */
export async function findCredentials(
  on: Connection,
  given: AwsAccess["credentials"],
  region: string,
): Promise<Token<AwsCredentials>> {
  if (given !== undefined) {
    return { token: typeof given === "function" ? await given() : given }
  }
  const accessKeyId = readEnv("AWS_ACCESS_KEY_ID")
  const secretAccessKey = readEnv("AWS_SECRET_ACCESS_KEY")
  if (accessKeyId && secretAccessKey) {
    const sessionToken = readEnv("AWS_SESSION_TOKEN") || undefined
    return { token: { accessKeyId, secretAccessKey, sessionToken } }
  }
  const role = readEnv("AWS_ROLE_ARN")
  const identityFile = readEnv("AWS_WEB_IDENTITY_TOKEN_FILE")
  if (role && identityFile) return fromWebIdentity(on, { role, identityFile, region })
  const relative = readEnv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
  if (relative) return fromContainer(on, `${CONTAINER}${relative}`)
  const full = readEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
  if (full) return fromContainer(on, full)
  if (readEnv("AWS_EC2_METADATA_DISABLED")?.toLowerCase() !== "true") return fromMachine(on)
  throw new SourceError(on.source, "there are no AWS credentials", { transient: false })
}

/** STS AssumeRoleWithWebIdentity; its answer is XML. */
async function fromWebIdentity(
  on: Connection,
  { role, identityFile, region }: { role: string; identityFile: string; region: string },
): Promise<Token<AwsCredentials>> {
  const token = await readSecretFile(on.source, identityFile)
  if (token === null) throw new SourceError(on.source, `${identityFile} does not exist`)
  const host = `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`
  const request = {
    url: `${readEnv("AWS_ENDPOINT_URL_STS") ?? `https://${host}`}/`,
    method: "POST" as const,
    headers: { accept: "application/xml" },
    body: new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: readEnv("AWS_ROLE_SESSION_NAME") ?? "latchkey",
      WebIdentityToken: token,
    }),
    check: "the role AWS_ROLE_ARN trusts this identity provider and subject",
  }
  const answer = await send(on, request)
  const tag = (name: string): string | undefined =>
    new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer.text)?.[1]
  if (answer.status !== 200) throw refusal(on, request, answer, tag("Code"))
  return credentialsOf(on, {
    AccessKeyId: tag("AccessKeyId"),
    SecretAccessKey: tag("SecretAccessKey"),
    Token: tag("SessionToken"),
    Expiration: tag("Expiration"),
  })
}

/** The container's own service; a full URI is https, or one of the addresses that AWS gives it. */
async function fromContainer(on: Connection, url: string): Promise<Token<AwsCredentials>> {
  const file = readEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
  const token = file
    ? await readSecretFile(on.source, file)
    : readEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN")
  if (!parseUrl(url)) {
    throw new SourceError(on.source, "AWS_CONTAINER_CREDENTIALS_… is no URL", { transient: false })
  }
  const answer = await sendForJson(on, {
    url,
    headers: token ? { authorization: token } : {},
    metadata: true,
    check: "the task or pod has a role",
  })
  return credentialsOf(on, answer)
}

/** Instance Metadata Service, version 2 only: a token is fetched by PUT, which a tricked proxy doesn't do. */
async function fromMachine(on: Connection): Promise<Token<AwsCredentials>> {
  const base = readEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? MACHINE
  const quick: Connection = { ...on, options: { ...on.options, timeout: MACHINE_TIMEOUT } }
  const check = "the instance has a role, or AWS_ACCESS_KEY_ID is set"
  const ask = async (path: string, headers: Record<string, string>): Promise<string> => {
    const method = path === "api/token" ? "PUT" : "GET"
    const request = {
      url: `${base}/latest/${path}`,
      method,
      headers,
      metadata: true,
      check,
    } as const
    const answer = await send(quick, request).catch(() => {
      throw new SourceError(on.source, `there are no AWS credentials: check that ${check}`)
    })
    if (answer.status !== 200) throw refusal(on, request, answer)
    return answer.text.trim()
  }
  const token = await ask("api/token", { "x-aws-ec2-metadata-token-ttl-seconds": "21600" })
  const headers = { "x-aws-ec2-metadata-token": token }
  const folder = "meta-data/iam/security-credentials"
  const role = (await ask(`${folder}/`, headers)).split("\n")[0]!
  return credentialsOf(
    on,
    await sendForJson(quick, {
      url: `${base}/latest/${folder}/${encodeURIComponent(role)}`,
      headers,
      metadata: true,
      check,
    }),
  )
}

function credentialsOf(on: Connection, found: Record<string, unknown>): Token<AwsCredentials> {
  const { source } = on
  const end = Date.parse(String(found["Expiration"]))
  return {
    token: {
      accessKeyId: textOf(source, found["AccessKeyId"]),
      secretAccessKey: textOf(source, found["SecretAccessKey"]),
      sessionToken: typeof found["Token"] === "string" ? found["Token"] : undefined,
    },
    expiresIn: Number.isNaN(end) ? undefined : Math.max(1, (end - Date.now()) / 1000),
  }
}

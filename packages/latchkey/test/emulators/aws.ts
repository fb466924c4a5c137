import { createHash, createHmac } from "node:crypto"
import { type Answer, type Call, Emulator, json } from "./emulator.ts"
import { Engine } from "./engine.ts"

/**
 * AWS Secrets Manager, Systems Manager, KMS, STS, the container's credentials and the machine's metadata, as far as the
 * AWS SDK and our sources use them. Every signature is checked. Judged by `@aws-sdk/client-*` in test-clients.
 */
export class AwsEmulator extends Emulator {
  readonly region = "eu-central-1"
  accessKeyId = "AKIDEXAMPLE"
  readonly secretAccessKey = "canary-aws-secret-key"
  /** Temporary credentials that are good, by access key id. */
  readonly sessions = new Map<string, { secret: string; token: string }>()
  current: string | undefined
  previous: string | undefined
  readonly kmsKey = "alias/auth"
  readonly #engine = new Engine()
  #issued = 0

  get credentials(): { accessKeyId: string; secretAccessKey: string } {
    return { accessKeyId: this.accessKeyId, secretAccessKey: this.secretAccessKey }
  }

  isRead({ headers }: Call): boolean {
    return headers["x-amz-target"] !== undefined
  }

  encrypt(text: string, context: Record<string, string> = {}): string {
    return this.#engine.encrypt(Buffer.from(text), JSON.stringify(context)).toString("base64")
  }

  protected answer(call: Call): Answer {
    const target = call.headers["x-amz-target"]
    if (typeof target === "string") {
      const [, operation] = target.split(".")
      const refused = this.#verify(call)
      return refused ? error(refused) : this.#operate(operation!, json(call.body))
    }
    if (call.url.pathname === "/container") return this.#container(call)
    if (call.url.pathname.startsWith("/latest/")) return this.#machine(call)
    return this.#assume(new URLSearchParams(call.body))
  }

  #operate(operation: string, body: Record<string, any>): Answer {
    if (operation === "GetSecretValue") {
      if (body["SecretId"] !== "prod/auth") return error("ResourceNotFoundException")
      const stage = body["VersionStage"] ?? "AWSCURRENT"
      const value = stage === "AWSPREVIOUS" ? this.previous : this.current
      if (value === undefined) return error("ResourceNotFoundException")
      const ARN = `arn:aws:secretsmanager:${this.region}:1:secret:prod/auth-a1`
      const version = { VersionId: "v".repeat(32), VersionStages: [stage], CreatedDate: 1.7e9 }
      return { body: { ARN, Name: "prod/auth", SecretString: value, ...version } }
    }
    if (operation === "GetParameter") {
      if (body["Name"] !== "/prod/auth") return error("ParameterNotFound")
      if (body["WithDecryption"] !== true) return error("ValidationException")
      return {
        body: { Parameter: { Name: "/prod/auth", Type: "SecureString", Value: this.current } },
      }
    }
    return this.#useKey(operation, body)
  }

  #useKey(operation: string, body: Record<string, any>): Answer {
    const context = JSON.stringify(body["EncryptionContext"] ?? {})
    const about = { KeyId: this.kmsKey, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" }
    if (operation === "Encrypt") {
      if (body["KeyId"] !== this.kmsKey) return error("NotFoundException")
      const plain = Buffer.from(String(body["Plaintext"]), "base64")
      const CiphertextBlob = this.#engine.encrypt(plain, context).toString("base64")
      return { body: { ...about, CiphertextBlob } }
    }
    const sealed = Buffer.from(String(body["CiphertextBlob"]), "base64")
    const plain = this.#engine.decrypt(sealed, context)
    if (!plain) return error("InvalidCiphertextException")
    if (![undefined, this.kmsKey].includes(body["KeyId"])) return error("IncorrectKeyException")
    return { body: { ...about, Plaintext: plain.toString("base64") } }
  }

  /** Temporary credentials, as each of the services spells them. */
  #issue(): { AccessKeyId: string; SecretAccessKey: string; Token: string; Expiration: string } {
    const AccessKeyId = `ASIA${++this.#issued}`
    const SecretAccessKey = `canary-session-key-${this.#issued}`
    const Token = `canary-session-token-${this.#issued}`
    this.sessions.set(AccessKeyId, { secret: SecretAccessKey, token: Token })
    const Expiration = new Date(Date.now() + 3_600_000).toISOString()
    return { AccessKeyId, SecretAccessKey, Token, Expiration }
  }

  #container({ headers }: Call): Answer {
    if (headers.authorization !== "canary-container") return { status: 400, body: {} }
    return { body: this.#issue() }
  }

  #machine({ method, url, headers }: Call): Answer {
    if (url.pathname === "/latest/api/token") {
      const ttl = Number(headers["x-aws-ec2-metadata-token-ttl-seconds"])
      return method === "PUT" && ttl > 0 ? { body: "canary-imds" } : { status: 405 }
    }
    if (headers["x-aws-ec2-metadata-token"] !== "canary-imds") return { status: 401 }
    const folder = "/latest/meta-data/iam/security-credentials/"
    if (url.pathname === folder) return { body: "app-role" }
    return url.pathname === `${folder}app-role` ? { body: this.#issue() } : { status: 404 }
  }

  #assume(form: URLSearchParams): Answer {
    const headers = { "content-type": "text/xml" }
    const good =
      form.get("Action") === "AssumeRoleWithWebIdentity" &&
      form.get("RoleArn") === "arn:aws:iam::1:role/app" &&
      form.get("WebIdentityToken") === "canary-web-identity"
    if (!good) {
      const body = `<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>`
      return { status: 400, headers, body }
    }
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = this.#issue()
    const body = `<R><Credentials><AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey><SessionToken>${Token}</SessionToken><Expiration>${Expiration}</Expiration></Credentials></R>`
    return { headers, body }
  }

  /** Checks a signature (Signature Version 4); the name of the error where it is wrong. */
  #verify({ method, url, headers, body }: Call): string | undefined {
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? "",
      )
    if (!match) return "MissingAuthenticationTokenException"
    const [, keyId, date, region, service, names, signature] = match as unknown as string[]
    const session = this.sessions.get(keyId!)
    const secret = keyId === this.accessKeyId ? this.secretAccessKey : session?.secret
    if (secret === undefined) return "UnrecognizedClientException"
    if (headers["x-amz-security-token"] !== session?.token) return "InvalidClientTokenId"
    if (region !== this.region) return "InvalidSignatureException"
    const time = String(headers["x-amz-date"])
    const at = Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"))
    if (!(Math.abs(Date.now() - at) < 900_000)) return "InvalidSignatureException"
    const list = names!.split(";")
    for (const must of ["host", "x-amz-date", "x-amz-target", "content-type"]) {
      if (must !== "content-type" && !list.includes(must)) return "IncompleteSignature"
    }
    const canonical = [
      method,
      url.pathname,
      url.search.slice(1),
      ...list.map((name) => `${name}:${String(headers[name]).trim()}`),
      "",
      names,
      createHash("sha256").update(body).digest("hex"),
    ].join("\n")
    const scope = `${date}/${region}/${service}/aws4_request`
    const digest = createHash("sha256").update(canonical).digest("hex")
    const key = scope
      .split("/")
      .reduce<string | Buffer>(
        (from, part) => createHmac("sha256", from).update(part).digest(),
        `AWS4${secret}`,
      )
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`
    const expected = createHmac("sha256", key).update(text).digest("hex")
    return expected === signature ? undefined : "InvalidSignatureException"
  }
}

function error(type: string): Answer {
  const headers = { "content-type": "application/x-amz-json-1.1" }
  return { status: 400, headers, body: { __type: type, Message: "canary-message" } }
}

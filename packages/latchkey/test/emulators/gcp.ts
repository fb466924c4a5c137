import { createPublicKey, createVerify, generateKeyPairSync } from "node:crypto"
import { type Answer, type Call, Emulator, json } from "./emulator.ts"
import { Engine } from "./engine.ts"

/** Google Cloud's Secret Manager and KMS, token endpoint and metadata server, as far as our source uses them. */
export class GcpEmulator extends Emulator {
  readonly project = "my-project"
  readonly secret = "auth-secret"
  readonly account = "app@my-project.iam.gserviceaccount.com"
  /** The newest last; null is disabled. */
  versions: (string | null)[] = []
  wrongChecksum = false
  readonly tokens = new Map<string, number>()
  usesPerToken = Number.POSITIVE_INFINITY
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 })
  readonly kmsKey = "projects/my-project/locations/europe/keyRings/auth/cryptoKeys/ring"
  readonly #engine = new Engine()
  #issued = 0

  /** The key file of the service account. */
  get keyFile(): string {
    return JSON.stringify({
      type: "service_account",
      client_email: this.account,
      private_key: this.#keys.privateKey.export({ type: "pkcs8", format: "pem" }),
      private_key_id: "key-1",
      token_uri: `${this.url}/token`,
    })
  }

  isRead({ url }: Call): boolean {
    return url.pathname.startsWith("/v1/projects/")
  }

  protected answer(call: Call): Answer {
    const { pathname } = call.url
    if (pathname === "/computeMetadata/v1/instance/service-accounts/default/token") {
      return call.headers["metadata-flavor"] === "Google" ? this.#issue() : { status: 403 }
    }
    if (pathname === "/token") return this.#exchange(new URLSearchParams(call.body))
    const token = (call.headers.authorization ?? "").replace(/^Bearer /, "")
    const uses = this.tokens.get(token)
    if (!uses) return fail(401, "UNAUTHENTICATED")
    this.tokens.set(token, uses - 1)
    const operation = new RegExp(`^/v1/${this.kmsKey}:(encrypt|decrypt)$`).exec(pathname)?.[1]
    if (operation) return this.#useKey(operation, json(call.body))
    const match = /^\/v1\/projects\/([^/]+)\/secrets\/([^/]+)\/versions\/([^/]+):access$/.exec(
      pathname,
    )
    if (match?.[1] !== this.project) return fail(403, "PERMISSION_DENIED")
    const number = match[3] === "latest" ? this.versions.length : Number(match[3])
    const value = this.versions[number - 1]
    if (match[2] !== this.secret || value === undefined) return fail(404, "NOT_FOUND")
    if (value === null) return fail(400, "FAILED_PRECONDITION")
    const bytes = Buffer.from(value)
    const dataCrc32c = String((castagnoli(bytes) + (this.wrongChecksum ? 1 : 0)) >>> 0)
    const name = `projects/1/secrets/${this.secret}/versions/${number}`
    const data = value === "" ? {} : { data: bytes.toString("base64") }
    return { body: { name, payload: { ...data, dataCrc32c } } }
  }

  #useKey(operation: string, body: Record<string, any>): Answer {
    const bytesOf = (name: string): Buffer => Buffer.from(String(body[name] ?? ""), "base64")
    const sum = (bytes: Buffer): string =>
      String((castagnoli(bytes) + (this.wrongChecksum ? 1 : 0)) >>> 0)
    const context = bytesOf("additionalAuthenticatedData").toString()
    if (operation === "encrypt") {
      const plain = bytesOf("plaintext")
      const verified = body["plaintextCrc32c"] === String(castagnoli(plain))
      const sealed = this.#engine.encrypt(plain, context)
      const checks = { verifiedPlaintextCrc32c: verified, ciphertextCrc32c: sum(sealed) }
      const name = `${this.kmsKey}/cryptoKeyVersions/1`
      return { body: { name, ciphertext: sealed.toString("base64"), ...checks } }
    }
    const plain = this.#engine.decrypt(bytesOf("ciphertext"), context)
    if (!plain) return fail(400, "INVALID_ARGUMENT")
    return { body: { plaintext: plain.toString("base64"), plaintextCrc32c: sum(plain) } }
  }

  #issue(): Answer {
    const access_token = `canary-ya29-${++this.#issued}`
    this.tokens.set(access_token, this.usesPerToken)
    return { body: { access_token, expires_in: 3599, token_type: "Bearer" } }
  }

  #exchange(form: URLSearchParams): Answer {
    const [header, claims, signature] = (form.get("assertion") ?? "").split(".")
    const { publicKey } = this.#keys
    const good =
      form.get("grant_type") === "urn:ietf:params:oauth:grant-type:jwt-bearer" &&
      createVerify("RSA-SHA256")
        .update(`${header}.${claims}`)
        .verify(
          createPublicKey(publicKey.export({ type: "spki", format: "pem" })),
          signature!,
          "base64url",
        )
    const { iss, aud, scope, exp, iat } = json(Buffer.from(claims ?? "", "base64url").toString())
    const now = Date.now() / 1000
    const right = iss === this.account && aud === `${this.url}/token` && exp > now && iat <= now + 1
    if (!good || !right || !scope) return fail(400, "invalid_grant")
    return this.#issue()
  }
}

function fail(code: number, status: string): Answer {
  return { status: code, body: { error: { code, status, message: "canary-message" } } }
}

/** CRC-32C by table, so that it isn't the code under test. */
function castagnoli(bytes: Uint8Array): number {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0x82f63b78 ^ (c >>> 1) : c >>> 1
    return c >>> 0
  })
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)) >>> 0
  return (crc ^ 0xffffffff) >>> 0
}

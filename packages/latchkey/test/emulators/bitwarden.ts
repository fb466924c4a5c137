import { createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto"
import { type Answer, type Call, Emulator } from "./emulator.ts"

/**
 * Bitwarden Secrets Manager: identity and API in one. What it encrypts, `@bitwarden/sdk-napi` decrypts in test-clients, so
 * that formats and key derivation are Bitwarden's.
 */
export class BitwardenEmulator extends Emulator {
  readonly clientId = "ec2c1d46-6a4b-4751-a310-af9601317f2d"
  readonly clientSecret = "canaryBitwardenClientSecret"
  readonly organization = "f4e44a7f-1190-432a-9d4a-af96013127cb"
  readonly secretId = "382580ab-1368-4e85-bfa3-b02e01400c9f"
  readonly project = "1a2580ab-1368-4e85-bfa3-b02e01400c90"
  current = ""
  /** The organization's key is exchanged for another one. */
  wrongKey = false
  readonly tokens = new Map<string, number>()
  usesPerToken = Number.POSITIVE_INFINITY
  readonly #seed = randomBytes(16)
  readonly #key = randomBytes(64)
  #issued = 0

  get accessToken(): string {
    return `0.${this.clientId}.${this.clientSecret}:${this.#seed.toString("base64")}`
  }

  isRead({ url }: Call): boolean {
    return url.pathname.startsWith("/secrets/")
  }

  protected answer(call: Call): Answer {
    if (call.url.pathname === "/connect/token") return this.#token(new URLSearchParams(call.body))
    const token = (call.headers.authorization ?? "").replace(/^Bearer /, "")
    const uses = this.tokens.get(token)
    if (!uses) return { status: 401, body: { message: "canary-message" } }
    this.tokens.set(token, uses - 1)
    if (call.url.pathname !== `/secrets/${this.secretId}`) {
      return { status: 404, body: { message: "Resource not found.", object: "error" } }
    }
    const key = this.wrongKey ? randomBytes(64) : this.#key
    const date = "2026-01-01T00:00:00.0000000Z"
    return {
      body: {
        id: this.secretId,
        organizationId: this.organization,
        key: seal(key, "AUTH_SECRET"),
        value: seal(key, this.current),
        note: seal(key, ""),
        creationDate: date,
        revisionDate: date,
        projects: [{ id: this.project, name: seal(key, "web") }],
        read: true,
        write: false,
        object: "secret",
      },
    }
  }

  #token(form: URLSearchParams): Answer {
    const good =
      form.get("client_id") === this.clientId &&
      form.get("client_secret") === this.clientSecret &&
      form.get("scope") === "api.secrets" &&
      form.get("grant_type") === "client_credentials"
    if (!good) return { status: 400, body: { error: "invalid_client" } }
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
    const claims = {
      organization: this.organization,
      scope: ["api.secrets"],
      sub: "s",
      client_sub: "c",
      exp: Math.floor(Date.now() / 1000) + 3600,
      n: ++this.#issued,
    }
    const access_token = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.canary`
    this.tokens.set(access_token, this.usesPerToken)
    const own = Buffer.from(
      hkdfSync("sha256", this.#seed, "bitwarden-accesstoken", "sm-access-token", 64),
    )
    const encrypted_payload = seal(
      own,
      JSON.stringify({ encryptionKey: this.#key.toString("base64") }),
    )
    return {
      body: {
        access_token,
        expires_in: 3600,
        token_type: "Bearer",
        scope: "api.secrets",
        encrypted_payload,
      },
    }
  }
}

/** An EncString of type 2. */
function seal(key: Buffer, text: string): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv("aes-256-cbc", key.subarray(0, 32), iv)
  const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
  const mac = createHmac("sha256", key.subarray(32)).update(iv).update(ciphertext).digest()
  return `2.${[iv, ciphertext, mac].map((part) => part.toString("base64")).join("|")}`
}

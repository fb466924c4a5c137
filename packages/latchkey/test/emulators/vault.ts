import { type Answer, type Call, Emulator, json } from "./emulator.ts"
import { Engine } from "./engine.ts"

/**
 * Vault's (and OpenBao's) API, as far as `node-vault` and our sources use it: KV version 2, transit, tokens,
 * AppRole and Kubernetes logins. Judged by `node-vault` in test-clients.
 */
export class VaultEmulator extends Emulator {
  readonly rootToken = "canary-hvs.root"
  readonly roleId = "role-1"
  readonly secretId = "canary-secret-id"
  readonly jwt = "canary.service.account"
  readonly path = "app/auth"
  /** Versions of the secret, the newest last; null is deleted. */
  versions: (Record<string, unknown> | null)[] = []
  sealed = false
  namespace: string | undefined
  readonly tokens = new Map<string, number>([[this.rootToken, Number.POSITIVE_INFINITY]])
  usesPerToken = Number.POSITIVE_INFINITY
  lease = 3600
  /** What the tokens may do with the secret. */
  capabilities = ["create", "read", "update"]
  /** Whether they may ask what they may do. */
  tellsCapabilities = true
  readonly #engine = new Engine()
  #issued = 0

  isRead({ url }: Call): boolean {
    return /^\/v1\/(?:secret\/data|transit)\//.test(url.pathname)
  }

  protected answer(call: Call): Answer {
    const path = decodeURIComponent(call.url.pathname).replace(/^\/v1\//, "")
    if (this.sealed) return errors(503, "Vault is sealed")
    if (this.namespace !== call.headers["x-vault-namespace"])
      return errors(403, "permission denied")
    const body = call.method === "GET" ? {} : json(call.body)
    if (path === "auth/approle/login") {
      const good = body["role_id"] === this.roleId && body["secret_id"] === this.secretId
      return good ? this.#issue() : errors(400, "invalid role or secret ID")
    }
    if (path === "auth/kubernetes/login") {
      const good = body["role"] === "app" && body["jwt"] === this.jwt
      return good ? this.#issue() : errors(403, "permission denied")
    }
    const token = String(call.headers["x-vault-token"] ?? "")
    const uses = this.tokens.get(token)
    if (!uses) return errors(403, "permission denied")
    this.tokens.set(token, uses - 1)
    if (path === "sys/capabilities-self") return this.#allowed(body)
    if (path === "auth/token/renew-self") return this.#issue(token)
    if (path === `secret/data/${this.path}`) return this.#read(call.url)
    if (path === "transit/encrypt/auth") return this.#encrypt(body)
    if (path === "transit/decrypt/auth") return this.#decrypt(body)
    return errors(404)
  }

  encrypt(text: string, context = ""): string {
    return `vault:v1:${this.#engine.encrypt(Buffer.from(text), context).toString("base64")}`
  }

  #issue(former?: string): Answer {
    const client_token = former ?? `canary-hvs.${++this.#issued}`
    this.tokens.set(client_token, this.usesPerToken)
    const auth = { client_token, lease_duration: this.lease, renewable: true, policies: ["app"] }
    return { body: { request_id: "r", auth, data: null, lease_duration: 0 } }
  }

  #read(url: URL): Answer {
    const version = Number(url.searchParams.get("version") ?? 0) || this.versions.length
    const data = this.versions[version - 1]
    if (data === undefined) return errors(404)
    const metadata = {
      created_time: "2026-01-01T00:00:00Z",
      custom_metadata: null,
      deletion_time: data === null ? "2026-02-01T00:00:00Z" : "",
      destroyed: false,
      version,
    }
    return {
      status: data === null ? 404 : 200,
      body: { request_id: "r", data: { data, metadata } },
    }
  }

  /** One path is answered twice: by its name, and as `capabilities`. */
  #allowed(body: Record<string, any>): Answer {
    if (!this.tellsCapabilities) return errors(403, "permission denied")
    const [path] = body["paths"] as string[]
    const granted = path === `secret/data/${this.path}` ? this.capabilities : ["deny"]
    const data = { [path!]: granted, capabilities: granted }
    return { body: { request_id: "r", data, ...data } }
  }

  #encrypt(body: Record<string, any>): Answer {
    const plain = Buffer.from(String(body["plaintext"]), "base64").toString()
    const ciphertext = this.encrypt(plain, String(body["associated_data"] ?? ""))
    return { body: { request_id: "r", data: { ciphertext, key_version: 1 } } }
  }

  #decrypt(body: Record<string, any>): Answer {
    const sealed = /^vault:v1:(.*)$/.exec(String(body["ciphertext"]))?.[1]
    if (sealed === undefined) return errors(400, "invalid ciphertext: no prefix")
    const context = String(body["associated_data"] ?? "")
    const plain = this.#engine.decrypt(Buffer.from(sealed, "base64"), context)
    if (!plain) return errors(400, "cipher: message authentication failed")
    return { body: { request_id: "r", data: { plaintext: plain.toString("base64") } } }
  }
}

function errors(status: number, ...messages: string[]): Answer {
  return { status, body: { errors: messages } }
}

import { type Answer, type Call, Emulator } from "./emulator.ts"

/**
 * Azure Key Vault, Microsoft Entra's token endpoint and the managed identity, as far as `@azure/keyvault-secrets` and our
 * source use them. Judged by that client in test-clients.
 */
export class AzureEmulator extends Emulator {
  readonly tenant = "00000000-0000-4000-8000-000000000001"
  readonly clientId = "00000000-0000-4000-8000-000000000002"
  readonly clientSecret = "canary-azure-client-secret"
  readonly secret = "auth-secret"
  current: string | undefined
  enabled = true
  /** What the vault answers to a request without a token, where it isn't the right thing. */
  challenge: string | undefined
  readonly tokens = new Map<string, number>()
  usesPerToken = Number.POSITIVE_INFINITY
  #issued = 0

  /** The one without a token is part of signing in. */
  isRead({ url, headers }: Call): boolean {
    return url.pathname.startsWith("/secrets/") && headers.authorization !== undefined
  }

  issue(): string {
    const token = `canary-azure-token-${++this.#issued}`
    this.tokens.set(token, this.usesPerToken)
    return token
  }

  protected answer(call: Call): Answer {
    const { pathname, searchParams } = call.url
    if (pathname === `/${this.tenant}/oauth2/v2.0/token`) {
      return this.#token(new URLSearchParams(call.body))
    }
    if (pathname === "/msi/token" || pathname === "/metadata/identity/oauth2/token") {
      const { headers } = call
      const good =
        headers["x-identity-header"] === "canary-header" || headers["metadata"] === "true"
      const named = searchParams.get("resource") === "https://vault.azure.net"
      return good && named ? this.#grant() : { status: 400, body: { error: "invalid_request" } }
    }
    const token = (call.headers.authorization ?? "").replace(/^Bearer /, "")
    const uses = this.tokens.get(token)
    if (!uses) return this.#challenge()
    this.tokens.set(token, uses - 1)
    if (!searchParams.has("api-version")) return fail(400, "BadParameter")
    if (!new RegExp(`^/secrets/${this.secret}/?$`).test(pathname) || this.current === undefined) {
      return fail(404, "SecretNotFound")
    }
    if (!this.enabled) return fail(403, "Forbidden")
    const id = `${this.url}/secrets/${this.secret}/0123456789abcdef0123456789abcdef`
    const attributes = {
      enabled: true,
      created: 1.7e9,
      updated: 1.7e9,
      recoveryLevel: "Recoverable",
    }
    return { body: { value: this.current, id, attributes, tags: {} } }
  }

  #challenge(): Answer {
    const own = `Bearer authorization="${this.url}/${this.tenant}", resource="https://vault.azure.net"`
    const headers = { "www-authenticate": this.challenge ?? own }
    return { ...fail(401, "Unauthorized"), headers }
  }

  #grant(): Answer {
    return { body: { access_token: this.issue(), expires_in: "86399", token_type: "Bearer" } }
  }

  #token(form: URLSearchParams): Answer {
    const proven =
      form.get("client_secret") === this.clientSecret ||
      form.get("client_assertion") === "canary-federated"
    const good =
      proven &&
      form.get("grant_type") === "client_credentials" &&
      form.get("client_id") === this.clientId &&
      form.get("scope") === "https://vault.azure.net/.default"
    return good ? this.#grant() : { status: 401, body: { error: "invalid_client" } }
  }
}

function fail(status: number, code: string): Answer {
  return { status, body: { error: { code, message: "canary-message" } } }
}

import { type Answer, type Call, Emulator, json } from "./emulator.ts"

/**
 * Infisical's API, as far as its SDK and our source use it: universal auth, renewal, and secrets by API v4 or v3.
 * Judged by `@infisical/sdk` in test-clients.
 */
export class InfisicalEmulator extends Emulator {
  readonly clientId = "4c1f6f0e-5d6b-4b8e-9a50-000000000001"
  readonly clientSecret = "canary-infisical-client-secret"
  readonly projectId = "7f2c0a3b-0000-4000-8000-000000000002"
  environment = "prod"
  /** By name; each a list of versions, the newest last. */
  readonly secrets = new Map<string, string[]>()
  /** An instance from before API v4. */
  withoutV4 = false
  hidden = false
  /** Tokens that are good, each with the number of times it may still be used. */
  readonly tokens = new Map<string, number>()
  usesPerToken = Number.POSITIVE_INFINITY
  expiresIn = 7200
  #issued = 0

  set(name: string, value: string): void {
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), value])
  }

  isRead({ url }: Call): boolean {
    return url.pathname.includes("/secrets")
  }

  protected answer(call: Call): Answer {
    const { pathname } = call.url
    const body = json(call.method === "POST" ? call.body : "")
    if (pathname === "/api/v1/auth/universal-auth/login") {
      const good = body["clientId"] === this.clientId && body["clientSecret"] === this.clientSecret
      return good ? this.#issue() : fail(401, "Invalid credentials")
    }
    if (pathname === "/api/v1/auth/token/renew") {
      const token = String(body["accessToken"])
      return this.tokens.has(token) ? this.#issue(token) : fail(401, "Token expired")
    }
    const token = (call.headers.authorization ?? "").replace(/^Bearer /, "")
    const uses = this.tokens.get(token)
    if (!uses) return fail(401, "Token missing or expired")
    this.tokens.set(token, uses - 1)
    return this.#read(call.url)
  }

  #issue(former?: string): Answer {
    const accessToken = former ?? `canary-access-token-${++this.#issued}`
    this.tokens.set(accessToken, this.usesPerToken)
    const { expiresIn } = this
    return { body: { accessToken, expiresIn, accessTokenMaxTTL: 86_400, tokenType: "Bearer" } }
  }

  #read(url: URL): Answer {
    const v4 = /^\/api\/v4\/secrets\/([^/]+)$/.exec(url.pathname)
    const v3 = /^\/api\/v3\/secrets\/raw\/([^/]+)$/.exec(url.pathname)
    const match = this.withoutV4 ? v3 : (v4 ?? v3)
    if (!match) return fail(404, `Route GET:${url.pathname} not found`)
    const query = url.searchParams
    if (query.get(v4 ? "projectId" : "workspaceId") !== this.projectId) {
      return fail(403, "You are not a member of this project")
    }
    if (query.get("environment") !== this.environment) return fail(404, "Folder not found")
    const name = decodeURIComponent(match[1]!)
    const versions = this.secrets.get(name)
    const version = Number(query.get("version") ?? versions?.length ?? 0)
    const value = versions?.[version - 1]
    if (value === undefined) return fail(404, `Secret with name '${name}' not found`)
    return {
      body: {
        secret: {
          id: "a1b2",
          _id: "a1b2",
          workspace: this.projectId,
          environment: this.environment,
          version,
          type: "shared",
          secretKey: name,
          secretValue: this.hidden ? "<hidden-by-infisical>" : value,
          secretValueHidden: this.hidden,
          secretComment: "",
          secretPath: "/",
          createdAt: "2026-01-01T00:00:00.000Z",
          updatedAt: "2026-01-01T00:00:00.000Z",
          isRotatedSecret: false,
          tags: [],
        },
      },
    }
  }
}

function fail(statusCode: number, message: string): Answer {
  return {
    status: statusCode,
    body: { reqId: "r", statusCode, message, error: "Error" },
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { SignJWT } from "jose"
import { close, listen } from "../../support/issuer.ts"
import { type Bend, type Grant, type Json, type Op, type OpRequest, paths } from "./bend.ts"
import { CLIENT_ID } from "./client.ts"
import { halfHash, makeKeys, type OpKey, type OpKeys } from "./keys.ts"
import { redeem } from "./redeem.ts"

/** An OpenID Provider on loopback, with keys of its own, that tells the truth but for what a scenario bends. */
export class HostileProvider implements Op {
  url = ""
  bend: Bend = {}
  key: OpKey
  requests: OpRequest[] = []
  readonly grants = new Map<string, Grant>()
  readonly keys: OpKeys
  readonly #server = createServer((request, response) => {
    // A scenario with a mistake in it must not look like a provider that doesn't answer.
    this.#serve(request, response).catch((error: unknown) =>
      response.writeHead(500).end(String(error)),
    )
  })

  private constructor(keys: OpKeys) {
    this.keys = keys
    this.key = keys.rsa
  }

  static async start(): Promise<HostileProvider> {
    const op = new HostileProvider(await makeKeys())
    op.url = await listen(op.#server)
    return op
  }

  close(): Promise<void> {
    return close(this.#server)
  }

  /** Back to the truth. */
  reset(): void {
    this.bend = {}
    this.key = this.keys.rsa
    this.requests = []
    this.grants.clear()
  }

  count(path: string): number {
    return this.requests.filter((request) => request.path === path).length
  }

  last(path: string): OpRequest {
    const found = this.requests.findLast((request) => request.path === path)
    if (!found) throw new Error(`nobody asked ${path}`)
    return found
  }

  metadata(): Json {
    const truth = {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      userinfo_endpoint: `${this.url}/userinfo`,
      jwks_uri: `${this.url}/jwks`,
      end_session_endpoint: `${this.url}/end`,
      registration_endpoint: `${this.url}/register`,
      check_session_iframe: `${this.url}/check`,
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["RS256"],
    }
    return this.bend.metadata?.(truth) ?? truth
  }

  jwks(): Json {
    const truth = [this.key.jwk as Json]
    return { keys: this.bend.keys?.(truth) ?? truth }
  }

  async idToken(grant: Grant, accessToken: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const truth: Json = {
      iss: this.url,
      sub: "ada",
      aud: CLIENT_ID,
      iat: now,
      exp: now + 300,
      at_hash: await halfHash(accessToken),
      sid: grant.sid,
      ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    }
    const claims = this.bend.claims?.(truth, grant) ?? truth
    const header = { alg: this.key.alg, kid: this.key.kid, ...this.bend.header }
    if (this.bend.compose) return this.bend.compose(claims, header, this)
    const jwt = await this.sign(claims, header)
    return this.bend.idToken?.(jwt, this) ?? jwt
  }

  sign(
    claims: Json,
    header: Json = {},
    key: CryptoKey | Uint8Array = this.key.privateKey,
  ): Promise<string> {
    const protectedHeader = { alg: this.key.alg, kid: this.key.kid, ...header }
    return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key)
  }

  userinfo(): Json {
    const truth = { sub: "ada", name: "Ada Byron", email: "ada@example.com", email_verified: true }
    return this.bend.userinfo?.(truth) ?? truth
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(message.url!, this.url)
    let text = ""
    for await (const chunk of message) text += String(chunk)
    const body = new URLSearchParams(text)
    const { authorization } = message.headers
    this.requests.push({ path: pathname, query: searchParams, body, authorization })
    const place = paths[pathname]
    const bent = place && this.bend.answers?.[place]
    if (typeof bent === "function") return bent(response, this)
    const truth = bent ?? (await this.#truth(pathname, searchParams, body))
    const json = typeof truth.body === "object" ? JSON.stringify(truth.body) : (truth.body ?? "")
    const headers = { "content-type": "application/json", ...truth.headers }
    response.writeHead(truth.status ?? 200, headers).end(json)
  }

  async #truth(
    path: string,
    query: URLSearchParams,
    body: URLSearchParams,
  ): Promise<{ status?: number; body?: Json | string; headers?: Record<string, string> }> {
    if (path === "/.well-known/openid-configuration") return { body: this.metadata() }
    if (path === "/jwks") return { body: this.jwks() }
    if (path === "/userinfo") return { body: this.userinfo() }
    if (path === "/token") return redeem(this, body)
    if (path === "/authorize") return { body: this.#answer(query) }
    return { status: 404, body: {} }
  }

  /** What the browser is to bring back. */
  #answer(query: URLSearchParams): Json {
    const code = crypto.randomUUID()
    const text = (name: string): string | undefined => query.get(name) ?? undefined
    this.grants.set(code, {
      sid: crypto.randomUUID(),
      nonce: text("nonce"),
      challenge: text("code_challenge"),
      redirectUri: query.get("redirect_uri")!,
      code,
      state: text("state"),
    })
    const state = query.get("state")
    const landing = new URLSearchParams({ code, ...(state !== null && { state }) })
    if (this.bend.iss !== false) landing.set("iss", this.url)
    this.bend.landing?.(landing, this)
    return { landing: landing.toString() }
  }
}

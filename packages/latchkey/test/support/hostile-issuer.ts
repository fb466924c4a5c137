import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { close, listen } from "./issuer.ts"

/** An answer: a status, headers and a body, or whatever a function does with the response. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: string | object }
  | ((response: ServerResponse) => void)

export type Endpoint = "metadata" | "jwks" | "token" | "userinfo"

export interface HostileIssuer {
  readonly url: string
  /** What an endpoint answers instead of the truth. */
  readonly answers: { [E in Endpoint]?: Answer }
  /** Members laid over the metadata, the token answer, the ID token's claims and its header. */
  readonly over: {
    metadata?: Record<string, unknown>
    token?: Record<string, unknown>
    claims?: Record<string, unknown>
    header?: Record<string, unknown>
    userinfo?: Record<string, unknown>
    keys?: (key: Record<string, unknown>) => unknown[]
    /** Changes the finished ID token. */
    idToken?: (jwt: string) => string
  }
  /** Requests so far. */
  readonly requests: Record<Endpoint, number>
  /** The last token request, as it came. */
  readonly lastToken: { body: URLSearchParams; authorization?: string | undefined }
  /** Back to the truth. */
  reset(): void
  close(): Promise<void>
}

/** An OpenID Provider that tells the truth until it is told to lie. */
export async function startHostileIssuer(
  clientId: string,
  pair: Promise<CryptoKeyPair> = generateKeyPair("RS256", { extractable: true }),
): Promise<HostileIssuer> {
  const { privateKey, publicKey } = await pair
  const publicJwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }
  const requests: Record<Endpoint, number> = { metadata: 0, jwks: 0, token: 0, userinfo: 0 }
  const issuer = { answers: {}, over: {}, lastToken: {} } as {
    -readonly [K in keyof HostileIssuer]: HostileIssuer[K]
  }

  const truth = {
    metadata: () => ({
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      userinfo_endpoint: `${issuer.url}/userinfo`,
      jwks_uri: `${issuer.url}/jwks`,
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["RS256"],
      ...issuer.over.metadata,
    }),
    jwks: () => ({ keys: issuer.over.keys?.(publicJwk) ?? [publicJwk] }),
    token: async () => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: issuer.url, sub: "ada", aud: clientId, iat: now, exp: now + 300 }
      const jwt = await new SignJWT({ ...claims, ...issuer.over.claims })
        .setProtectedHeader({ alg: "RS256", kid: "one", ...issuer.over.header })
        .sign(privateKey)
      const id_token = issuer.over.idToken?.(jwt) ?? jwt
      return { access_token: "at-canary", token_type: "Bearer", id_token, ...issuer.over.token }
    },
    userinfo: () => ({ sub: "ada", name: "Ada", ...issuer.over.userinfo }),
  }
  const paths: Record<string, Endpoint> = {
    "/.well-known/openid-configuration": "metadata",
    "/jwks": "jwks",
    "/token": "token",
    "/userinfo": "userinfo",
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const endpoint = paths[new URL(request.url!, issuer.url).pathname]
    if (!endpoint) return response.writeHead(404).end()
    requests[endpoint]++
    let body = ""
    for await (const chunk of request) body += String(chunk)
    if (endpoint === "token") {
      issuer.lastToken = {
        body: new URLSearchParams(body),
        authorization: request.headers.authorization,
      }
    }
    const answer = issuer.answers[endpoint] ?? { body: await truth[endpoint]() }
    if (typeof answer === "function") return answer(response)
    const text = typeof answer.body === "object" ? JSON.stringify(answer.body) : answer.body
    response.writeHead(answer.status ?? 200, {
      "content-type": "application/json",
      ...answer.headers,
    })
    return response.end(text)
  }
  const server = createServer((request, response) => void serve(request, response))
  // A connection that is closed as it is used again would look like a provider that is gone.
  server.keepAliveTimeout = 120_000
  return Object.assign(issuer, {
    url: await listen(server),
    requests,
    reset: () => {
      issuer.answers = {}
      issuer.over = {}
      for (const endpoint of Object.keys(requests) as Endpoint[]) requests[endpoint] = 0
    },
    close: () => close(server),
  })
}

import { SignJWT } from "jose"
import type { OAuth2Config, OIDCConfig } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../src/oauth/provider.ts"

export const issuer = "https://id.example"
/** Providers of which little is said. */
export const oidc: OIDCConfig<any> = { id: "id", name: "Id", type: "oidc", issuer, clientId: "app" }
export const plain: OAuth2Config<any> = {
  id: "plain-one",
  name: "Plain",
  type: "oauth",
  clientId: "app",
  authorization: "https://plain.example/authorize",
  token: "https://plain.example/token",
  userinfo: "https://plain.example/me",
}
/** Long enough to sign with, and with every mark that encodings differ on. */
export const clientSecret = "s3cret +/=&%:-_.!~*'() of the client"
export const clientId = "the client:one"

/** What a provider was sent. */
export interface Sent {
  readonly path: string
  readonly query: Record<string, string>
  readonly body: Record<string, string>
  readonly headers: Headers
}

export type Answers = Record<string, (sent: Sent) => Response | Promise<Response>>

/**
 * A provider whose endpoints are all configured, so that nobody is asked for them, which signs by the client's secret,
 * so that nobody is asked for keys: only its answers matter.
 */
export function knownProvider(
  answers: Answers,
  config: object = {},
): { provider: OAuthProvider; sent: Sent[] } {
  const sent: Sent[] = []
  const serve: typeof fetch = async (input, init) => {
    const { pathname: path, searchParams } = new URL(String(input))
    const body = Object.fromEntries(new URLSearchParams(init?.body as URLSearchParams))
    const query = Object.fromEntries(searchParams)
    sent.push({ path, query, body, headers: new Headers(init?.headers) })
    const answer = answers[path]
    if (!answer) throw new Error(`nobody is at ${path}`)
    return answer(sent.at(-1)!)
  }
  const provider = resolveOAuthProvider({
    id: "id",
    name: "Id",
    type: "oidc",
    issuer,
    clientId,
    clientSecret,
    authorization: `${issuer}/authorize`,
    token: `${issuer}/token`,
    jwks_endpoint: `${issuer}/jwks`,
    client: { id_token_signed_response_alg: "HS256" },
    [customFetch]: serve,
    ...config,
  } as never)
  return { provider, sent }
}

/** An ID token of that provider, as fresh as it can be. */
export function idToken(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const own = { iss: issuer, aud: clientId, sub: "ada", iat: now, exp: now + 300 }
  return new SignJWT({ ...own, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(clientSecret))
}

/** A good answer of a token endpoint. */
export function bearer(more: object = {}): Response {
  return Response.json({ access_token: "the-access-token", token_type: "Bearer", ...more })
}

import { createHash, createPublicKey, type KeyObject, randomBytes, verify } from "node:crypto"
import { secretsOf } from "../../harness/row.ts"
import { cookieValue } from "../../floors/cookie.ts"
import { openWire, sealWire, wireKey } from "../../floors/wire.ts"
import { CLIENT, familyJourney, oidcContender } from "../../signin/oidc.ts"

const NAME = "__Secure-authjs.session-token"
const CHECKS = "__Host-checks"
const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Lax"
const REDIRECT = "https://app.example.com/auth/callback/local"
const secretKey = wireKey(secretsOf(1)[0]!, NAME)
const random = (): string => randomBytes(32).toString("base64url")

interface Metadata {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
}

async function make(issuer: string) {
  const ask = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T
  // Known from the first sign-in on, as a library would.
  let known: { metadata: Metadata; key: KeyObject } | undefined
  const provider = async () => {
    if (known) return known
    const metadata = await ask<Metadata>(`${issuer}/.well-known/openid-configuration`)
    const { keys } = await ask<{ keys: [JsonWebKey] }>(metadata.jwks_uri)
    known = { metadata, key: createPublicKey({ key: keys[0] as never, format: "jwk" }) }
    return known
  }

  async function begin(): Promise<Response> {
    const { metadata } = await provider()
    const checks = { state: random(), nonce: random(), verifier: random() }
    const code_challenge = createHash("sha256").update(checks.verifier).digest("base64url")
    const { state, nonce } = checks
    const query = new URLSearchParams({
      response_type: "code",
      client_id: CLIENT.clientId,
      redirect_uri: REDIRECT,
      scope: "openid email profile",
      code_challenge,
      code_challenge_method: "S256",
      state,
      nonce,
    })
    const cookie = `${CHECKS}=${sealWire(secretKey, checks, Date.now())}; ${ATTRIBUTES}`
    const location = `${metadata.authorization_endpoint}?${query}`
    return new Response(null, { status: 302, headers: { location, "set-cookie": cookie } })
  }

  async function callback(request: Request): Promise<Response> {
    const { metadata, key } = await provider()
    const query = new URL(request.url).searchParams
    const sealed = cookieValue(request.headers.get("cookie")!, CHECKS)!
    const checks = openWire(secretKey, sealed, Date.now())!
    if (checks["state"] !== query.get("state")) throw new Error("state")
    const { clientId, clientSecret } = CLIENT
    const answer = await fetch(metadata.token_endpoint, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code: query.get("code")!,
        redirect_uri: REDIRECT,
        code_verifier: String(checks["verifier"]),
      }),
    })
    const { id_token } = (await answer.json()) as { id_token: string }
    const claims = claimsOf(id_token, key)
    if (claims["nonce"] !== checks["nonce"] || claims["iss"] !== issuer) throw new Error("claims")
    const { sub, name, email } = claims
    const cookie = `${NAME}=${sealWire(secretKey, { sub, name, email }, Date.now())}; ${ATTRIBUTES}`
    const headers = { location: "/", "set-cookie": cookie }
    return new Response(null, { status: 302, headers })
  }

  return (request: Request): Response | Promise<Response> => {
    if (request.url.endsWith("/csrf")) return Response.json({ csrfToken: random() })
    if (request.url.includes("/signin/")) return begin()
    if (request.url.includes("/callback/")) return callback(request)
    const sealed = cookieValue(request.headers.get("cookie")!, NAME)!
    return Response.json({ user: openWire(secretKey, sealed, Date.now()) })
  }
}

function claimsOf(token: string, key: KeyObject): Record<string, unknown> {
  const at = token.lastIndexOf(".")
  const signature = Buffer.from(token.slice(at + 1), "base64url")
  if (!verify("sha256", Buffer.from(token.slice(0, at)), key, signature))
    throw new Error("signature")
  const payload = token.slice(token.indexOf(".") + 1, at)
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>
}

export const contender = oidcContender("by hand", make, familyJourney("/auth"))

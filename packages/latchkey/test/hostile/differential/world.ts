import type { Json } from "../support/bend.ts"
import { CLIENT_ID } from "../support/client.ts"
import { base64url, halfHash, type OpKeys } from "../support/keys.ts"

export const ISSUER = "https://id.example.com"
export const REDIRECT_URI = "https://app.example/auth/callback/acme"
export const CHECKS = { state: "state-of-this", nonce: "nonce-of-this", pkce: "v".repeat(43) }

/** What a provider answers to one sign-in, as documents that can still be changed. */
export interface World {
  metadata: Json
  key: Json
  header: Json
  claims: Json
  token: Json
  userinfo: Json
  landing: [name: string, value: string][]
  /** Which key signs. */
  signer: "rsa" | "forged" | "ec"
  /** Changes of finished texts. */
  idToken: (jwt: string) => string
  body: Partial<Record<string, (text: string) => string>>
  status: Partial<Record<string, number>>
  type: Partial<Record<string, string>>
  /** Whether the profile comes from the userinfo endpoint. */
  asksUserinfo: boolean
  /** What was done to it, in words. */
  readonly done: string[]
}

export async function honestWorld(keys: OpKeys, asksUserinfo: boolean): Promise<World> {
  const now = Math.floor(Date.now() / 1000)
  const access_token = "at-canary"
  return {
    metadata: {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      userinfo_endpoint: `${ISSUER}/userinfo`,
      jwks_uri: `${ISSUER}/jwks`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["RS256"],
    },
    key: { ...keys.rsa.jwk },
    header: { alg: "RS256", kid: "one" },
    claims: {
      iss: ISSUER,
      sub: "ada",
      aud: CLIENT_ID,
      iat: now,
      exp: now + 300,
      nonce: CHECKS.nonce,
      at_hash: await halfHash(access_token),
    },
    token: { access_token, token_type: "Bearer", expires_in: 300 },
    userinfo: { sub: "ada", name: "Ada" },
    landing: [
      ["code", "code-canary"],
      ["state", CHECKS.state],
      ["iss", ISSUER],
    ],
    signer: "rsa",
    idToken: (jwt) => jwt,
    body: {},
    status: {},
    type: {},
    asksUserinfo,
    done: [],
  }
}

/** The provider's `fetch`: the same bytes, whoever asks. */
export async function answersOf(world: World, keys: OpKeys): Promise<typeof fetch> {
  const id_token = world.idToken(await sign(world, keys))
  const documents: Record<string, Json> = {
    "/.well-known/openid-configuration": world.metadata,
    "/jwks": { keys: [world.key] },
    "/token": { id_token, ...world.token },
    "/userinfo": world.userinfo,
  }
  return async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input))
    const text = JSON.stringify(documents[pathname] ?? {})
    const status = documents[pathname] ? (world.status[pathname] ?? 200) : 404
    const body = world.body[pathname]?.(text) ?? text
    const headers = { "content-type": world.type[pathname] ?? "application/json" }
    return new Response([204, 304].includes(status) ? null : body, { status, headers })
  }
}

/** By hand: what a header or a claim may not be is no concern of this provider's. */
async function sign({ header, claims, signer }: World, keys: OpKeys): Promise<string> {
  const { privateKey, alg } = keys[signer]
  const text = `${base64url(header)}.${base64url(claims)}`
  const algorithm = alg === "ES256" ? { name: "ECDSA", hash: "SHA-256" } : "RSASSA-PKCS1-v1_5"
  const bytes = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(text))
  return `${text}.${Buffer.from(bytes).toString("base64url")}`
}

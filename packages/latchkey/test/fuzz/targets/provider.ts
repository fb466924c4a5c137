import { exportJWK, generateKeyPair, SignJWT } from "jose"
import type { OIDCConfig } from "../../../src/contracts/provider.ts"
import { customFetch } from "../../../src/contracts/symbols.ts"
import { AuthError } from "../../../src/errors.ts"
import { processCallback } from "../../../src/oauth/callback.ts"
import { openJws } from "../../../src/oauth/compact-jws.ts"
import { discover } from "../../../src/oauth/discover.ts"
import { logoutClaims } from "../../../src/oauth/logout-claims.ts"
import { providerKeys } from "../../../src/oauth/logout-keys.ts"
import { readLogoutToken } from "../../../src/oauth/logout-token.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../../src/oauth/provider.ts"
import { holds, latin, refusable, type Target } from "../target.ts"

const ISSUER = "https://issuer.example"
const redirectUri = "https://app.example/auth/callback/acme"

const metadata = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  jwks_uri: `${ISSUER}/jwks`,
}

/** A provider that answers at one path with these bytes. */
function answering(path: string, input: Buffer, more: object = {}): OAuthProvider {
  const fetch = async (url: string): Promise<Response> => {
    const headers = { "content-type": "application/json" }
    if (url.endsWith(path)) return new Response(new Uint8Array(input), { headers })
    if (url.endsWith("/token")) return Response.json({ access_token: "a", token_type: "bearer" })
    return Response.json(url.endsWith("/jwks") ? { keys: [] } : metadata)
  }
  const config = {
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer: ISSUER,
    clientId: "client",
    clientSecret: "a client secret of more than thirty-two bytes",
    [customFetch]: fetch,
    ...more,
  }
  return resolveOAuthProvider(config as unknown as OIDCConfig<any>)
}

const plain = {
  type: "oauth",
  checks: ["state", "pkce"],
  authorization: metadata.authorization_endpoint,
  token: metadata.token_endpoint,
  userinfo: metadata.userinfo_endpoint,
}

export const discovery: Target = {
  seeds: [
    JSON.stringify(metadata),
    '{"issuer":"https://issuer.example"}',
    '{"issuer":1}',
    "[]",
    "null",
  ],
  run: async (input) => {
    const asked = answering("/.well-known/openid-configuration", input)
    const server = await refusable([Error], () => discover(asked))
    if (!server) return
    holds(server.issuer === ISSUER, "it is the issuer that was asked")
    for (const name of ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const) {
      holds(/^https:/i.test(String(server[name])), `${name} is https`)
    }
  },
}

const foreign = generateKeyPair("ES256", { extractable: true })
const signed = foreign.then(({ privateKey }) =>
  new SignJWT({ sub: "ada" }).setProtectedHeader({ alg: "ES256" }).sign(privateKey),
)

export const keySets: Target = {
  seeds: [
    '{"keys":[]}',
    '{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}',
    '{"keys":[{"kty":"oct","k":"AAAA"}]}',
    '{"keys":[null]}',
  ],
  run: async (input) => {
    holds(exportJWK !== undefined, "jose is there")
    const keys = providerKeys(answering("/jwks", input), metadata.jwks_uri)
    holds(
      (await openJws(await signed, keys, ["ES256"])).status !== "ok",
      "a foreign key signs nothing",
    )
  },
}

const checks = { state: "s".repeat(43), pkce: "p".repeat(43) }
const params = { code: "c", state: checks.state }

export const tokenAnswers: Target = {
  seeds: [
    '{"access_token":"a","token_type":"bearer","expires_in":3600}',
    '{"access_token":"a","token_type":"Bearer","expires_in":-1,"scope":null}',
    '{"error":"invalid_grant","error_description":"x"}',
    '{"access_token":{},"token_type":[]}',
    "access_token=a&token_type=bearer",
  ],
  run: async (input) => {
    const more = { ...plain, userinfo: { request: () => ({ id: 1 }) } }
    const asked = answering("/token", input, more)
    const result = await refusable([AuthError], () =>
      processCallback(asked, { params, redirectUri, checks }),
    )
    if (!result) return
    const { access_token, token_type, expires_at } = result.tokens
    holds(typeof access_token === "string" && access_token !== "", "there is a token")
    holds(String(token_type).toLowerCase() === "bearer", "of the one type")
    holds(expires_at === undefined || Number.isSafeInteger(expires_at), "that ends some time")
  },
}

export const userinfo: Target = {
  seeds: [
    '{"id":1,"email":"a@b.c"}',
    '{"__proto__":{"admin":true}}',
    "[]",
    "null",
    '{"sub":{"a":1}}',
  ],
  run: async (input) => {
    const asked = answering("/userinfo", input, plain)
    const result = await refusable([AuthError], () =>
      processCallback(asked, { params, redirectUri, checks }),
    )
    if (!result) return
    holds(!Object.hasOwn(result.profile, "__proto__"), "no name reaches a prototype")
    holds(Object.getPrototypeOf(result.profile) === Object.prototype, "it is a plain object")
  },
}

export const logoutToken: Target = {
  seeds: [
    "eyJhbGciOiJFUzI1NiIsInR5cCI6ImxvZ291dCtqd3QifQ.eyJzdWIiOiJhIn0.AAAA",
    "eyJhbGciOiJub25lIn0.e30.",
    "a.b.c",
    '{"iss":"https://issuer.example","aud":"client","sub":"a","jti":"1","iat":1}',
  ],
  run: async (input) => {
    const asked = answering("/none", input)
    const read = await readLogoutToken(asked, latin(input))
    holds(read.status !== "ok", "nobody is signed out")
    const said = await refusable([SyntaxError], () => JSON.parse(input.toString()) as object)
    if (typeof said !== "object" || said === null) return
    const found = logoutClaims(asked, metadata, { ...said }, Math.floor(Date.now() / 1000))
    holds(
      "wrong" in found || found.sid !== undefined || found.sub !== undefined,
      "it names somebody",
    )
  },
}

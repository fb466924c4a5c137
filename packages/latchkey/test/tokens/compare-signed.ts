import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose"
import type { OIDCConfig } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import { AuthError } from "../../src/errors.ts"
import { processCallback } from "../../src/oauth/callback.ts"
import { readLogoutToken } from "../../src/oauth/logout-token.ts"
import { LOGOUT_EVENT } from "../../src/oauth/logout-claims.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../src/oauth/provider.ts"
import type { Family, Taken } from "./family.ts"
import type { Random } from "./random.ts"

const ISSUER = "https://issuer.example"
const CLIENT = "client"
const SECRET = "a client secret of more than thirty-two bytes"
const NONCE = "n".repeat(43)
const redirectUri = "https://app.example/auth/callback/acme"

type Algorithm = "RS256" | "ES256" | "HS256"

interface Signer {
  readonly alg: Algorithm
  readonly key: CryptoKey | Uint8Array
  readonly publicKey: CryptoKey | Uint8Array
  readonly jwks: object
}

async function signer(alg: Algorithm): Promise<Signer> {
  if (alg === "HS256") {
    const key = new TextEncoder().encode(SECRET)
    return { alg, key, publicKey: key, jwks: { keys: [] } }
  }
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg, use: "sig", kid: "one" }
  return { alg, key: privateKey, publicKey, jwks: { keys: [jwk] } }
}

/** A provider on no network: it answers with its metadata, its keys, and whatever token is to be tried. */
function provider({ alg, jwks }: Signer, token: { text: string }): OAuthProvider {
  const answers: Readonly<Record<string, () => object>> = {
    "/.well-known/openid-configuration": () => ({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/jwks`,
      id_token_signing_alg_values_supported: [alg],
    }),
    "/jwks": () => jwks,
    "/token": () => ({ access_token: "a", token_type: "bearer", id_token: token.text }),
  }
  const config = {
    id: "acme",
    name: "Acme",
    type: "oidc",
    issuer: ISSUER,
    clientId: CLIENT,
    clientSecret: SECRET,
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    client: { id_token_signed_response_alg: alg },
    [customFetch]: async (url: string) => Response.json(answers[new URL(url).pathname]!()),
  }
  return resolveOAuthProvider(config as unknown as OIDCConfig<any>)
}

const checks = { state: "s".repeat(43), nonce: NONCE, pkce: "p".repeat(43) }

async function idTokens(alg: Algorithm): Promise<Family> {
  const made = await signer(alg)
  const token = { text: "" }
  const asked = provider(made, token)
  return {
    name: `ID token, ${alg}`,
    make: (random: Random) =>
      new SignJWT({ nonce: NONCE, email: `user${random.below(1e9)}@example.org` })
        .setProtectedHeader({ alg, kid: "one" })
        .setIssuer(ISSUER)
        .setAudience(CLIENT)
        .setSubject(`user ${random.below(1e9)}`)
        .setIssuedAt()
        .setExpirationTime("1h")
        .sign(made.key),
    ours: async (text): Promise<Taken> => {
      token.text = text
      const params = { code: "c", state: checks.state }
      try {
        return (await processCallback(asked, { params, redirectUri, checks })).profile
      } catch (error) {
        if (error instanceof AuthError) return null
        throw error
      }
    },
    jose: (text) => verified(text, made, alg),
  }
}

async function logoutTokens(alg: Algorithm): Promise<Family> {
  const made = await signer(alg)
  const asked = provider(made, { text: "" })
  return {
    name: `logout token, ${alg}`,
    make: (random: Random) =>
      new SignJWT({ sid: `s${random.below(1e9)}`, events: { [LOGOUT_EVENT]: {} } })
        .setProtectedHeader({ alg, kid: "one", typ: "logout+jwt" })
        .setIssuer(ISSUER)
        .setAudience(CLIENT)
        .setJti(`j${random.below(1e9)}`)
        .setIssuedAt()
        .setExpirationTime("90s")
        .sign(made.key),
    ours: async (text) => {
      const read = await readLogoutToken(asked, text)
      return read.status === "ok" ? { sid: read.token.sid } : null
    },
    jose: async (text) => {
      const claims = await verified(text, made, alg)
      return claims && { sid: claims["sid"] }
    },
  }
}

async function verified(text: string, { publicKey }: Signer, alg: Algorithm): Promise<Taken> {
  const options = { algorithms: [alg], issuer: ISSUER, audience: CLIENT, clockTolerance: 60 }
  return jwtVerify(text, publicKey, options).then(
    ({ payload }) => payload,
    () => null,
  )
}

export function signedFamilies(): Promise<Family[]> {
  return Promise.all([
    idTokens("RS256"),
    idTokens("ES256"),
    idTokens("HS256"),
    logoutTokens("ES256"),
    logoutTokens("HS256"),
  ])
}

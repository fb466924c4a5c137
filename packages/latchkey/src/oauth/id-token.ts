import type { AuthorizationServer, IDToken, TokenEndpointResponse } from "oauth4webapi"
import { equalStrings } from "../crypto/index.ts"
import type { Profile } from "../vocabulary/account.ts"
import { jwtPart, unverifiedClaims } from "./jwt-parts.ts"
import type { OAuthProvider } from "./provider.ts"

/** Clocks differ by up to a minute. */
export const CLOCK_SKEW_IN_SECONDS = 60
/** An ID token of a sign-in is fresh; an old one was kept by somebody. */
const MAX_AGE_IN_SECONDS = 600

/** What an ID token may have a hash of, beside its access token. Nothing of it at a refresh. */
export interface Asked {
  readonly code?: string | undefined
  readonly state?: string | undefined
}

/**
 * What the protocol library leaves to us of OpenID Connect Core §3.1.3.7: `azp`, `iat`, the hashes, the form of `sub`,
 * and the tenant. Called after the signature held.
 *
 * @throws {Error} A claim is wrong.
 */
export async function assertIdToken(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  claims: IDToken,
  tokens: TokenEndpointResponse,
  asked: Asked = {},
): Promise<void> {
  // Ensure `azp`, if present, is us, also where there is one audience (rule 5).
  if (claims.azp !== undefined && claims.azp !== provider.clientId) fail("azp")
  // Ensure the times are times (RFC 7519 §2), and the token is of now (rules 9 and 10).
  const now = Math.floor(Date.now() / 1000)
  if (!isTime(claims.exp)) fail("exp")
  if (!isTime(claims.iat) || claims.iat > now + CLOCK_SKEW_IN_SECONDS) fail("iat")
  if (claims.iat < now - MAX_AGE_IN_SECONDS - CLOCK_SKEW_IN_SECONDS) fail("iat")
  // Ensure `sub` is at most 255 ASCII characters (§2).
  if (!/^[\x20-\x7e]{1,255}$/.test(claims.sub)) fail("sub")
  // Ensure the hashes, if present, are of this access token (§3.1.3.8), of the code that was redeemed (§3.3.2.11) and
  // of the state that was sent (FAPI 1.0 Part 2 §5.1.1).
  const alg = String(jwtPart(tokens.id_token!, 0)?.["alg"])
  const hashed = { at_hash: tokens.access_token, c_hash: asked.code, s_hash: asked.state }
  for (const [claim, text] of Object.entries(hashed)) {
    if (claims[claim] === undefined || text === undefined) continue
    if (!equalStrings(String(claims[claim]), await leftHalf(alg, text))) fail(claim)
  }
  // Ensure the issuer is the one of the tenant that the signed claims name.
  if (provider.tenancy) {
    const issuer = provider.tenancy.issuerOf(server.issuer, claims as Profile)
    if (issuer === undefined || issuer !== claims.iss) fail("iss")
  }
}

/**
 * The server as the tenant's own, so that the ID token's `iss` can be compared. Looks at claims that nothing
 * vouches for yet: {@link assertIdToken} asks again with the signed ones.
 */
export async function serverOfTenant(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  response: Response,
): Promise<AuthorizationServer> {
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  const idToken = (answer as { id_token?: unknown } | null)?.id_token
  const claims = typeof idToken === "string" ? unverifiedClaims(idToken) : undefined
  const issuer = claims && provider.tenancy?.issuerOf(server.issuer, claims as Profile)
  return issuer ? { ...server, issuer } : server
}

/** @throws {Error} The claim is wrong. */
export function fail(claim: string): never {
  throw new Error(`unexpected ID Token "${claim}" claim value`)
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

/** The left half of the hash that belongs to the signature's algorithm (RFC 7518 §3.1; Ed25519: SHA-512). */
async function leftHalf(alg: string, text: string): Promise<string> {
  const bits = /(256|384|512)$/.exec(alg)?.[0] ?? "512"
  const bytes = new TextEncoder().encode(text)
  const hash = new Uint8Array(await crypto.subtle.digest(`SHA-${bits}`, bytes))
  const half = hash.subarray(0, hash.length / 2)
  return btoa(String.fromCharCode(...half))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "")
}

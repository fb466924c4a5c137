import type { AuthorizationServer } from "oauth4webapi"
import { macHash, macKey } from "./client-mac.ts"
import { type OpenedJws, openJws } from "./compact-jws.ts"
import { isCompact } from "./is-compact.ts"
import { discover } from "./discover.ts"
import { jwtPart } from "./jwt-parts.ts"
import { logoutClaims, type LogoutToken } from "./logout-claims.ts"
import { type ProviderKeys, providerKeys } from "./logout-keys.ts"
import type { OAuthProvider } from "./provider.ts"
import { safeError } from "./safe-error.ts"

/**
 * What became of a logout token: whose sessions end; or what is wrong with it; or that its issuer's keys can't be had,
 * so that nobody can say.
 */
export type LogoutTokenRead =
  | { readonly status: "ok"; readonly token: LogoutToken }
  | { readonly status: "refused"; readonly wrong: string }
  | { readonly status: "unavailable"; readonly err: Error }

/** Signed with a key of which the other half is public. What is signed with a secret is another matter. */
const asymmetric = /^(?:RS|PS|ES)(?:256|384|512)$|^(?:EdDSA|Ed25519)$/

/**
 * Validates a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). That it is used once is the caller's to see
 * to. Never throws for what was sent.
 *
 * @example
 * ```ts
 * const read = await readLogoutToken(provider, form.get("logout_token"))
 * if (read.status === "ok") await end(read.token)
 * ```
 */
export async function readLogoutToken(
  provider: OAuthProvider<any>,
  text: string,
): Promise<LogoutTokenRead> {
  // Nothing is asked of anybody for what has not even the form of one.
  const claims = jwtPart(text, 1)
  if (!isCompact(text) || !claims || Array.isArray(claims)) return refused("form")
  const header = jwtPart(text, 0)
  if (!header || !isTyped(header["typ"])) return refused("typ")
  let server: AuthorizationServer
  try {
    server = await discover(provider)
  } catch (error) {
    return { status: "unavailable", err: safeError(error) }
  }
  const algorithms = algorithmsOf(provider, server)
  if (!algorithms.includes(String(header["alg"]))) return refused("alg")
  const verified = await verify(provider, server, text, algorithms)
  if (verified.status !== "ok") return verified
  const read = logoutClaims(provider, server, claims, Math.floor(Date.now() / 1000))
  return "wrong" in read ? refused(read.wrong) : { status: "ok", token: read }
}

function refused(wrong: string): LogoutTokenRead {
  return { status: "refused", wrong }
}

/** `logout+jwt` where it says its type (§2.4); `JWT` says nothing, and Keycloak among others writes it. */
function isTyped(typ: unknown): boolean {
  if (typ === undefined) return true
  return typeof typ === "string" && /^(?:application\/)?(?:logout\+jwt|jwt)$/i.test(typ)
}

/** Which one it is, is the configuration's and the metadata's to say; of a secret, the configuration's alone. */
function algorithmsOf({ client }: OAuthProvider<any>, server: AuthorizationServer): string[] {
  const registered = client.id_token_signed_response_alg
  if (registered !== undefined) {
    return asymmetric.test(registered) || macHash(registered) ? [registered] : []
  }
  const named = server.id_token_signing_alg_values_supported
  const supported = Array.isArray(named) ? named.filter((alg) => asymmetric.test(alg)) : []
  return supported.length > 0 ? supported : ["RS256"]
}

async function verify(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  text: string,
  algorithms: string[],
): Promise<OpenedJws> {
  try {
    return await openJws(text, await keyOf(provider, server, algorithms[0]!), algorithms)
  } catch (error) {
    return { status: "unavailable", err: safeError(error) }
  }
}

async function keyOf(
  provider: OAuthProvider<any>,
  { jwks_uri: url }: AuthorizationServer,
  algorithm: string,
): Promise<Uint8Array | ProviderKeys> {
  const hash = macHash(algorithm)
  if (hash) {
    const secret = await provider.clientSecret?.()
    if (!secret) throw new Error("the client has no secret to verify with")
    return macKey(secret, hash)
  }
  if (url === undefined) throw new Error("the provider names no `jwks_uri`")
  return providerKeys(provider, url)
}

import { compactVerify, errors as jose } from "jose"
import type { AuthorizationServer } from "oauth4webapi"
import { discover } from "./discover.ts"
import { jwtPart } from "./jwt-parts.ts"
import { logoutClaims, type LogoutToken } from "./logout-claims.ts"
import { providerKeys } from "./logout-keys.ts"
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
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

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
  if (!compact.test(text)) return refused("form")
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
  const read = logoutClaims(provider, server, verified.claims, Math.floor(Date.now() / 1000))
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
    return asymmetric.test(registered) || isMac(registered) ? [registered] : []
  }
  const named = server.id_token_signing_alg_values_supported
  const supported = Array.isArray(named) ? named.filter((alg) => asymmetric.test(alg)) : []
  return supported.length > 0 ? supported : ["RS256"]
}

function isMac(alg: string): boolean {
  return /^HS(?:256|384|512)$/.test(alg)
}

type Verified =
  | { readonly status: "ok"; readonly claims: Record<string, unknown> }
  | Exclude<LogoutTokenRead, { status: "ok" }>

async function verify(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  text: string,
  algorithms: string[],
): Promise<Verified> {
  const url = server.jwks_uri
  let isOld = false
  try {
    if (isMac(algorithms[0]!)) {
      const secret = await provider.clientSecret?.()
      if (!secret) throw new Error("the client has no secret to verify with")
      await compactVerify(text, new TextEncoder().encode(secret), { algorithms })
    } else {
      if (url === undefined) throw new Error("the provider names no `jwks_uri`")
      const keys = providerKeys(provider, url)
      // Its keys were read a moment ago: a new one that is not among them is not looked for until later.
      isOld = keys.coolingDown
      await compactVerify(text, keys, { algorithms })
    }
    const claims = jwtPart(text, 1)
    return claims && !Array.isArray(claims) ? { status: "ok", claims } : wrong("form")
  } catch (error) {
    return problemOf(error, isOld)
  }
}

function wrong(what: string): Verified {
  return { status: "refused", wrong: what }
}

function problemOf(error: unknown, isOld: boolean): Verified {
  if (error instanceof jose.JWKSNoMatchingKey) {
    return isOld ? { status: "unavailable", err: safeError(error) } : wrong("kid")
  }
  if (error instanceof jose.JWKSMultipleMatchingKeys) return wrong("kid")
  if (error instanceof jose.JWSSignatureVerificationFailed) return wrong("signature")
  if (error instanceof jose.JOSEAlgNotAllowed) return wrong("alg")
  if (error instanceof jose.JWSInvalid || error instanceof jose.JOSENotSupported)
    return wrong("form")
  return { status: "unavailable", err: safeError(error) }
}

import type { AuthorizationServer } from "oauth4webapi"
import type { Profile } from "../vocabulary/account.ts"
import type { OAuthProvider } from "./provider.ts"

/** The member of `events` that makes a token a logout token (Back-Channel Logout 1.0 §2.4). */
export const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

const CLOCK_SKEW_IN_SECONDS = 60
/** The specification's advice. Stands for `exp`, which was not asked for before its errata of 2023. */
const LIFETIME_IN_SECONDS = 120
/** An older one was kept by somebody. Bounds how long used ones are remembered. */
const MAX_AGE_IN_SECONDS = 600

/** Whose sessions end, as the provider names them. One of `sid` and `sub` is there. */
export interface LogoutToken {
  readonly sid?: string
  readonly sub?: string
  /** Names this token, at this provider. */
  readonly jti: string
  /** From here on it would be refused for its age. Milliseconds since the epoch. */
  readonly until: number
}

/**
 * What the signed claims say (Back-Channel Logout 1.0 §2.6, steps 4 to 7), or which of them is wrong.
 *
 * @param now - Seconds since the epoch.
 */
export function logoutClaims(
  provider: OAuthProvider<any>,
  server: AuthorizationServer,
  claims: Readonly<Record<string, unknown>>,
  now: number,
): LogoutToken | { readonly wrong: string } {
  const { iss, aud, iat, exp, jti, sid, sub, events } = claims
  if (!isFrom(provider, server, claims)) return { wrong: "iss" }
  // For us, and for nobody that we don't know (OpenID Connect Core §3.1.3.7, rule 3).
  const audience = Array.isArray(aud) ? (aud as unknown[]) : [aud]
  if (audience.length !== 1 || audience[0] !== provider.clientId) return { wrong: "aud" }
  if (!isTime(iat) || iat > now + CLOCK_SKEW_IN_SECONDS) return { wrong: "iat" }
  if (exp !== undefined && !isTime(exp)) return { wrong: "exp" }
  const end = Math.min(exp ?? iat + LIFETIME_IN_SECONDS, iat + MAX_AGE_IN_SECONDS)
  const until = end + CLOCK_SKEW_IN_SECONDS
  if (until <= now) return { wrong: exp === undefined ? "iat" : "exp" }
  if (sid !== undefined && !isName(sid)) return { wrong: "sid" }
  if (sub !== undefined && !isName(sub)) return { wrong: "sub" }
  if (sid === undefined && sub === undefined) return { wrong: "sub" }
  if (!isObject(events) || !Object.hasOwn(events, LOGOUT_EVENT)) return { wrong: "events" }
  if (!isObject(events[LOGOUT_EVENT])) return { wrong: "events" }
  // An ID token has one: what was made to let somebody in signs nobody out.
  if (Object.hasOwn(claims, "nonce")) return { wrong: "nonce" }
  if (!isName(jti)) return { wrong: "jti" }
  return {
    ...(sid !== undefined && { sid }),
    ...(sub !== undefined && { sub }),
    jti: JSON.stringify([iss, provider.clientId, jti]),
    until: until * 1000,
  }
}

function isFrom(
  { tenancy }: OAuthProvider<any>,
  { issuer }: AuthorizationServer,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  const expected = tenancy ? tenancy.issuerOf(issuer, claims as Profile) : issuer
  return expected !== undefined && claims["iss"] === expected
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER
}

/** As OpenID Connect Core §2 has `sub`: at most 255 ASCII characters. */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^[\x20-\x7e]{1,255}$/.test(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

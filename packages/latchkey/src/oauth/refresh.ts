import * as oauth from "oauth4webapi"
import type { AuthorizationServer, IDToken, TokenEndpointResponse } from "oauth4webapi"
import { equalStrings } from "../crypto/index.ts"
import { withhold } from "../web/withhold.ts"
import { clientAuthentication, oauthClient } from "./client-auth.ts"
import type { OAuthTokens } from "./callback.ts"
import { type Discovered, discovered } from "./discover.ts"
import { assertIdToken, CLOCK_SKEW_IN_SECONDS, serverOfTenant } from "./id-token.ts"
import { unverifiedClaims } from "./jwt-parts.ts"
import type { OAuthProvider } from "./provider.ts"
import { printable } from "./safe-error.ts"
import { assertSignature } from "./signature.ts"
import { expiry, normaliseTokens, TokenEndpointError } from "./token-answer.ts"
import { requestOptions } from "./transport.ts"

/** The provider takes the refresh token no more. */
export class GrantEnded extends Error {
  /** The provider's word for it, printable and short. */
  readonly error: string

  constructor(error: string) {
    super(`the provider refused the refresh token: ${error}`)
    this.name = "GrantEnded"
    this.error = error
  }
}

/** The provider refused us, not the refresh token: the client or the request is at fault. */
export class RefreshRefused extends Error {
  constructor(error: string) {
    super(`the token endpoint refused: ${error}`)
    this.name = "RefreshRefused"
  }
}

/** The provider can't answer now, and the refresh token may be as good as before. */
export class ProviderBusy extends Error {
  /** Seconds, as the provider said them in `Retry-After` (RFC 9110 §10.2.3); undefined where it said nothing. */
  readonly retryAfter: number | undefined

  constructor(status: number, retryAfter: number | undefined) {
    super(`the token endpoint answered with status ${status}`)
    this.name = "ProviderBusy"
    this.retryAfter = retryAfter
  }
}

/**
 * What means that the grant is over: RFC 6749 §5.2, then what GitHub, Slack and others say in its place, and what
 * OpenID Connect Core §3.1.2.6 has for "a person must do something".
 */
const ENDED: ReadonlySet<string> = new Set([
  "invalid_grant",
  "bad_refresh_token",
  "invalid_refresh_token",
  "token_revoked",
  "token_expired",
  "login_required",
  "consent_required",
  "interaction_required",
])

/** What of an account a refresh depends on. */
export interface RefreshableTokens {
  readonly refreshToken: string
  /** The newest ID token that is stored: a refreshed one must be of the same person. */
  readonly idToken?: string | undefined
}

/**
 * Gets new tokens for a refresh token (RFC 6749 §6, OpenID Connect Core §12), with the client's usual proof. The server
 * is to be known already: this makes one request, and one for its keys where an ID token came and they are not known.
 *
 * @throws GrantEnded, ProviderBusy, RefreshRefused, InvalidEndpoints, MissingClientId, KeysUnavailable
 * @throws {Error} No answer in time, or one that can't be trusted.
 */
export async function refreshTokens(
  provider: OAuthProvider<any>,
  { refreshToken, idToken }: RefreshableTokens,
): Promise<OAuthTokens> {
  const known = await discovered(provider)
  const { refreshUrl } = provider.token
  const server: AuthorizationServer = refreshUrl
    ? { ...known.server, token_endpoint: refreshUrl }
    : known.server
  const response = await oauth.refreshTokenGrantRequest(
    server,
    oauthClient(provider),
    await clientAuthentication(provider, server, Object.freeze({})),
    refreshToken,
    {
      ...requestOptions(provider, server.token_endpoint),
      additionalParameters: provider.token.params,
    },
  )
  const { status, headers } = response
  if (status === 429 || status >= 500) {
    throw new ProviderBusy(status, retryAfterOf(headers.get("retry-after")))
  }
  try {
    return await read(provider, { ...known, server }, { response, idToken })
  } catch (error) {
    throw judged(error, refreshToken)
  }
}

interface Answered {
  readonly response: Response
  readonly idToken: string | undefined
}

async function read(
  provider: OAuthProvider<any>,
  known: Discovered,
  { response, idToken }: Answered,
): Promise<OAuthTokens> {
  const { readable, withheld } = await normaliseTokens(provider, response)
  const server = provider.tenancy
    ? await serverOfTenant(provider, known.server, readable)
    : known.server
  const result = await oauth.processRefreshTokenResponse(server, oauthClient(provider), readable)
  const claims = oauth.getValidatedIdTokenClaims(result)
  if (claims) {
    await assertSignature(provider, server, known, {
      response: readable,
      idToken: result.id_token!,
    })
    await assertIdToken(provider, known.server, claims, result as TokenEndpointResponse)
    assertSuccessor(claims, idToken)
  }
  return { ...result, ...withheld, ...expiry(result) }
}

/**
 * Ensure a refreshed ID token follows the one before (OpenID Connect Core §12.2): of the same person, no older, and of
 * the same sign-in where it says which. The stored one was verified when it came.
 */
function assertSuccessor(claims: IDToken, before: string | undefined): void {
  const known = (before === undefined ? undefined : unverifiedClaims(before)) ?? {}
  const { sub, iat, nonce } = known
  if (typeof sub === "string" && claims.sub !== sub)
    throw new Error("the ID token is of somebody else")
  const isOlder = typeof iat === "number" && claims.iat < iat - CLOCK_SKEW_IN_SECONDS
  if (isOlder) throw new Error("the ID token is older than the one before")
  const isOther =
    claims.nonce !== undefined && nonce !== undefined && !equalStrings(claims.nonce, String(nonce))
  if (isOther) throw new Error("the ID token is of another sign-in")
}

/** The provider may repeat the token in its words; these go into a log. */
function judged(error: unknown, refreshToken: string): unknown {
  const isAnswer = error instanceof TokenEndpointError || error instanceof oauth.ResponseBodyError
  if (!isAnswer) return error
  const code = printable(withhold(error.error, [refreshToken]))
  if (ENDED.has(error.error)) return new GrantEnded(code)
  if (error.error === "temporarily_unavailable" || error.error === "slow_down") {
    return new ProviderBusy(400, undefined)
  }
  return new RefreshRefused(code)
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

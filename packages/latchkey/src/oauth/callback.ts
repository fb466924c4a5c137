import * as oauth from "oauth4webapi"
import type { ProfileContext } from "../contracts/provider.ts"
import { AuthError, InvalidCheck, OAuthCallbackError } from "../errors.ts"
import type { Profile, TokenSet } from "../vocabulary/account.ts"
import { essentialAcr, isAcrMet } from "./acr.ts"
import type { OAuthChecks } from "./authorize.ts"
import { requiredChecks } from "./checks.ts"
import { clientAuthentication, oauthClient } from "./client-auth.ts"
import { type Discovered, discovered } from "./discover.ts"
import { assertIdToken, fail, serverOfTenant } from "./id-token.ts"
import type { OAuthCheck, OAuthProvider } from "./provider.ts"
import { withhold } from "../web/withhold.ts"
import { printable, safeError } from "./safe-error.ts"
import { assertSignature } from "./signature.ts"
import { expiry, normaliseTokens } from "./token-answer.ts"
import { guardedFetch, requestOptions } from "./transport.ts"
import { fetchProfile, withoutPrototype } from "./userinfo.ts"

/** The token endpoint's answer, whole, with `expires_at`. */
export type OAuthTokens = TokenSet & Record<string, unknown>

export interface ProcessCallbackOptions {
  /** What came back: the query, or the body where the response mode is `form_post`. */
  params: URLSearchParams | Readonly<Record<string, string>>
  /** The one that was sent. */
  redirectUri: string
  /** What was kept since the start of this sign-in, opened and known to be of this provider. */
  checks: OAuthChecks
}

export interface CallbackResult {
  tokens: OAuthTokens
  profile: Profile
  /** For the provider's `profile` callback. */
  context: ProfileContext
  /** What the ID token says, where there is one: validated. */
  claims?: Readonly<Record<string, unknown>>
}

/**
 * Judges what came back from the provider, redeems the code, and learns who signed in. One request where an
 * ID token says it (the server's metadata and keys being known), two where the userinfo endpoint does.
 *
 * @throws {InvalidCheck} State, PKCE verifier or nonce is missing or wrong. Missing: before any request.
 * @throws {OAuthCallbackError} The provider said no, or its answer can't be trusted. `cause` has `provider`,
 *   `error` and `error_description` (printable, short) and `err`; no token, code or secret.
 * @throws {InvalidEndpoints} @throws {MissingClientId} @throws {KeysUnavailable} The configuration is at fault.
 */
export async function processCallback(
  provider: OAuthProvider<any>,
  options: ProcessCallbackOptions,
): Promise<CallbackResult> {
  const params = new URLSearchParams(options.params)
  assertChecks(provider.checks, options.checks, provider.id)
  // A sign-in that began with a check ends with it, whatever the configuration says by now.
  if (options.checks.state !== undefined) assertState(provider.id, params, options.checks.state)
  try {
    const known = await discovered(provider)
    assertChecks(requiredChecks(provider, known.server), options.checks, provider.id)
    return await redeem(provider, known, { ...options, params })
  } catch (error) {
    throw callbackError(provider.id, error, await toldTo(provider, options))
  }
}

interface Redemption extends ProcessCallbackOptions {
  params: URLSearchParams
}

async function redeem(
  provider: OAuthProvider<any>,
  known: Discovered,
  { params, redirectUri, checks }: Redemption,
): Promise<CallbackResult> {
  const client = oauthClient(provider)
  let { server } = known
  // Without a configured issuer there is nothing to hold `iss` against (RFC 9207 §2.4).
  const judged = new URLSearchParams(params)
  if (!provider.issuer && !provider.wellKnown) judged.delete("iss")
  const given = Object.freeze(Object.fromEntries(params))
  const state = checks.state ?? oauth.skipStateCheck
  const answer = oauth.validateAuthResponse(server, client, judged, state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    await clientAuthentication(provider, server, given),
    answer,
    redirectUri,
    checks.pkce ?? oauth.nopkce,
    {
      ...requestOptions(provider, server.token_endpoint),
      additionalParameters: provider.token.params,
    },
  )
  const { readable, withheld, alone } = await normaliseTokens(provider, response)
  if (provider.tenancy) server = await serverOfTenant(provider, server, readable)
  const maxAge = maxAgeOf(provider)
  const acr = essentialAcr(provider)
  const result = await oauth.processAuthorizationCodeResponse(server, client, readable, {
    ...(maxAge !== undefined && { maxAge }),
    requireIdToken: provider.type === "oidc" || provider.idToken || acr !== undefined,
    ...(checks.nonce !== undefined && { expectedNonce: checks.nonce }),
  })
  const claims = oauth.getValidatedIdTokenClaims(result)
  if (claims) {
    // Whichever way it came.
    const signed = { response: readable, idToken: result.id_token! }
    await assertSignature(provider, server, known, signed)
    const asked = { code: given["code"], state: checks.state }
    await assertIdToken(provider, known.server, claims, result, asked)
    if (acr && !isAcrMet(acr, claims["acr"])) fail("acr")
  }
  const tokens: OAuthTokens = { ...result, ...withheld, ...expiry(result) }
  if (alone) delete tokens.access_token
  const context: ProfileContext = Object.freeze({
    tokens,
    params: given,
    fetch: guardedFetch(provider),
  })
  const found =
    provider.idToken && claims
      ? withoutPrototype(claims)
      : await fetchProfile(provider, known, context, claims)
  const profile = provider.conform ? await provider.conform(found, context) : found
  return { tokens, profile, context, ...(claims && { claims }) }
}

/** Seconds that the configuration lets a sign-in there be old: then `auth_time` has to say so (Core §3.1.2.1, §2). */
function maxAgeOf({ authorization, idToken, type }: OAuthProvider<any>): number | undefined {
  const given = authorization.params["max_age"]
  if (given === undefined || !/^\d{1,10}$/.test(given)) return undefined
  return type === "oidc" || idToken ? Number(given) : undefined
}

/** Ensure every check that this sign-in needs is there, before anybody is asked anything. */
function assertChecks(needed: ReadonlySet<OAuthCheck>, checks: OAuthChecks, id: string): void {
  for (const check of needed) {
    if (checks[check]) continue
    throw new InvalidCheck(
      `The ${check} check of this sign-in is missing: its cookie is gone, or of another browser`,
      { provider: id, check },
    )
  }
}

/** Ensure the answer is to our question (RFC 6749 §10.12, RFC 9700 §4.7). */
function assertState(id: string, params: URLSearchParams, expected: string): void {
  const given = params.getAll("state")
  if (given.length === 1 && given[0] === expected) return
  const message =
    given.length === 0 ? "The answer has no state" : "The state is not the one of this sign-in"
  throw new InvalidCheck(message, { provider: id, check: "state" })
}

/** What the provider was sent, or sent us: it may repeat it in its errors. */
async function toldTo(
  provider: OAuthProvider<any>,
  { params, checks }: ProcessCallbackOptions,
): Promise<(string | undefined)[]> {
  const secret = await provider.clientSecret?.().catch(() => undefined)
  const clientId = oauthClient(provider).client_id
  const basic = secret && `${basicEncoded(clientId)}:${basicEncoded(secret)}`
  const code = new URLSearchParams(params).get("code") ?? undefined
  return [basic, secret, code, checks.pkce, checks.state]
}

/** As the protocol library writes it before base64 (RFC 6749 §2.3.1). */
function basicEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replaceAll(/[-_.!~*'()]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The error for what went wrong between here and the provider. */
function callbackError(
  id: string,
  error: unknown,
  told: readonly (string | undefined)[],
): AuthError {
  if (error instanceof AuthError) return error
  const err = safeError(error)
  if (error instanceof oauth.OperationProcessingError && error.message.includes('"nonce"')) {
    return new InvalidCheck("The nonce is not the one of this sign-in", {
      provider: id,
      check: "nonce",
      err,
    })
  }
  const { error: code, error_description: description } = (error ?? {}) as Record<string, unknown>
  return new OAuthCallbackError(
    code
      ? `Provider "${id}" answered with an error; see the cause`
      : `The answer of provider "${id}" can't be trusted: ${err.message}`,
    {
      provider: id,
      ...(typeof code === "string" && { error: printable(withhold(code, told)) }),
      ...(typeof description === "string" && {
        error_description: printable(withhold(description, told)),
      }),
      err,
    },
  )
}

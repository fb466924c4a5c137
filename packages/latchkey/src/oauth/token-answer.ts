import type { TokenSet } from "../vocabulary/account.ts"
import type { OAuthProvider } from "./provider.ts"

/** The provider's own words for why there are no tokens (RFC 6749 §5.2). */
export class TokenEndpointError extends Error {
  readonly error: string
  readonly error_description?: string
  constructor(answer: { error: string; error_description?: unknown }) {
    super("the token endpoint answered with an error")
    this.name = "TokenEndpointError"
    this.error = answer.error
    if (typeof answer.error_description === "string") {
      this.error_description = answer.error_description
    }
  }
}

export interface NormalisedTokens {
  /** The answer as the protocol library reads it. */
  readable: Response
  /** An ID token that nothing vouches for; kept for the application, never looked at. */
  withheld: { id_token?: string }
  /** The access token in `readable` is a stand-in: none came. */
  alone?: boolean
}

/**
 * Makes the token endpoint's answer regular: the provider's `conform`, `null` members dropped, an error told
 * from an answer whatever the status (GitHub sends errors as 200). Judging the rest is the library's.
 */
export async function normaliseTokens(
  provider: OAuthProvider<any>,
  response: Response,
): Promise<NormalisedTokens> {
  const conformed = (await provider.token.conform?.(response.clone())) ?? response
  const { status, headers } = conformed
  // Read once: a copy of a `Response` is two streams more.
  const text = await conformed.text()
  const answer = parsed(text)
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return { readable: new Response(text || null, { status, headers }), withheld: {} }
  }
  const { error } = answer as { error?: unknown }
  if (typeof error === "string" && error !== "") throw new TokenEndpointError({ ...answer, error })
  const members = Object.entries(answer).filter(
    ([name, value]) => value !== null && name !== "__proto__",
  )
  const body: Record<string, unknown> = Object.fromEntries(members)
  assertLifetime(body["expires_in"])
  // A plain OAuth 2 answer may carry an ID token. Its issuer's keys are unknown here, and nobody relies on it.
  const plain = provider.type === "oauth" && !provider.idToken
  const withheld =
    plain && typeof body["id_token"] === "string" ? { id_token: body["id_token"] } : {}
  if (plain) delete body["id_token"]
  const alone = isAlone(provider, body)
  if (alone) body["access_token"] = "none"
  return { readable: new Response(JSON.stringify(body), { status, headers }), withheld, alone }
}

/** Undefined for what is no JSON: whoever reads it next says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Ensure a lifetime is a number, or one in a text, as some providers write it. The protocol library reads as much of it
 * as looks like one: of `[3600]` and of `3600abc` too.
 */
function assertLifetime(seconds: unknown): void {
  if (seconds === undefined || typeof seconds === "number") return
  if (typeof seconds === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(seconds)) return
  throw new Error("`expires_in` is not a number")
}

/** Whether this is an ID token without an access token, from a provider whose profile it is and who may do that. */
function isAlone({ token, idToken }: OAuthProvider<any>, body: Record<string, unknown>): boolean {
  if (token.accessToken !== "optional" || !idToken) return false
  return typeof body["id_token"] === "string" && body["access_token"] === undefined
}

/**
 * When the access token expires, in seconds since the epoch. A lifetime of 0 says nothing.
 *
 * @throws {Error} The lifetime is absurd, or the token is of a type that was not asked for (RFC 6749 §7.1).
 */
export function expiry(tokens: {
  expires_in?: number
  token_type?: string
}): Pick<TokenSet, "expires_at"> {
  if (tokens.token_type !== "bearer") throw new Error("the access token is not a bearer token")
  if (!tokens.expires_in) return {}
  const expires_at = Math.floor(Date.now() / 1000) + Math.floor(tokens.expires_in)
  if (!Number.isSafeInteger(expires_at)) throw new Error("`expires_in` is absurd")
  return { expires_at }
}

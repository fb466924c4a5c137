import { crypto, randomToken } from "../crypto/index.ts"
import { AuthError, OAuthSignInError } from "../errors.ts"
import { requiredChecks } from "./checks.ts"
import { assertClientAuth } from "./client-auth.ts"
import { discover } from "./discover.ts"
import type { OAuthProvider } from "./provider.ts"
import { safeError } from "./safe-error.ts"

/** What one sign-in must be answered with. Secret: to be sealed, bound to the provider, and used once. */
export interface OAuthChecks {
  /** The PKCE verifier (RFC 7636 §4.1). */
  pkce?: string
  state?: string
  nonce?: string
}

export interface AuthorizationRequestOptions {
  /** Sent as it is (RFC 9700 §4.1.3). */
  redirectUri: string
  /** From the person who signs in, e.g. `login_hint`. What protects the flow can't be overridden. */
  params?: Readonly<Record<string, string>>
  /** A state of the caller's own making, e.g. one that names the origin behind a redirect proxy. */
  state?: string
}

export interface AuthorizationRequest {
  url: string
  checks: OAuthChecks
}

/** What belongs to the flow, not to the person: a request must not choose these. */
const reserved: ReadonlySet<string> = new Set([
  "client_id",
  "client_secret",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "redirect_uri",
  "request",
  "request_uri",
  "response_mode",
  "response_type",
  "state",
])

/**
 * The URL to send a person to, and what their return will be checked against.
 * Always a code (RFC 9700 §2.1.2) and, for PKCE, `S256` (RFC 7636 §4.2).
 *
 * @throws {MissingClientId} There is no client secret (or private key) to redeem the code with.
 * @throws {InvalidEndpoints} An endpoint is missing or plain HTTP.
 * @throws {OAuthSignInError} The provider's metadata can't be had.
 * @example
 * ```ts
 * const { url, checks } = await authorizationRequest(provider, { redirectUri })
 * ```
 */
export async function authorizationRequest(
  provider: OAuthProvider<any>,
  options: AuthorizationRequestOptions,
): Promise<AuthorizationRequest> {
  assertClientAuth(provider, options.redirectUri)
  const server = await discover(provider).catch((error: unknown): never => {
    if (error instanceof AuthError) throw error
    const message = `The metadata of provider "${provider.id}" can't be had`
    throw new OAuthSignInError(message, { provider: provider.id, err: safeError(error) })
  })
  const url = new URL(server.authorization_endpoint!)
  for (const [name, value] of Object.entries(provider.authorization.params)) {
    url.searchParams.set(name, value)
  }
  for (const [name, value] of Object.entries(options.params ?? {})) {
    if (!reserved.has(name)) url.searchParams.set(name, value)
  }
  url.searchParams.set("client_id", provider.clientId)
  url.searchParams.set("redirect_uri", options.redirectUri)
  url.searchParams.set("response_type", responseType(provider))
  for (const name of ["state", "nonce", "code_challenge", "code_challenge_method"]) {
    url.searchParams.delete(name)
  }

  const required = requiredChecks(provider, server)
  const checks: OAuthChecks = {}
  if (required.has("pkce")) {
    checks.pkce = randomToken()
    // RFC 7636 §4.2.
    const challenge = crypto.toBase64url(await crypto.sha256(checks.pkce))
    url.searchParams.set("code_challenge", challenge)
    url.searchParams.set("code_challenge_method", "S256")
  }
  if (required.has("state") || options.state !== undefined) {
    checks.state = options.state ?? randomToken()
    url.searchParams.set("state", checks.state)
  }
  if (required.has("nonce")) {
    checks.nonce = randomToken()
    url.searchParams.set("nonce", checks.nonce)
  }
  return { url: url.href, checks }
}

/**
 * `code`, or what Azure DevOps calls it. No other: those that bring tokens through the browser are not for us
 * (RFC 9700 §2.1.2).
 */
function responseType(provider: OAuthProvider<any>): string {
  return provider.authorization.params["response_type"] === "Assertion" ? "Assertion" : "code"
}

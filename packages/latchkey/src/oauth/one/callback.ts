import type { ProfileContext } from "../../contracts/provider.ts"
import { equalStrings } from "../../crypto/index.ts"
import { AuthError, InvalidCheck, OAuthCallbackError } from "../../errors.ts"
import type { Profile } from "../../vocabulary/account.ts"
import type { CallbackResult } from "../callback.ts"
import { safeError } from "../safe-error.ts"
import { guardedFetch } from "../transport.ts"
import { withoutPrototype } from "../userinfo.ts"
import { ask, readCredentials } from "./ask.ts"
import type { OAuth1Provider } from "./provider.ts"
import type { Credentials } from "./sign.ts"

export interface OAuth1Callback {
  /** What came back in the query. */
  readonly params: Readonly<Record<string, string>>
  /** What this browser was given at the start of the sign-in. */
  readonly credentials: Credentials
}

/**
 * Judges what came back, turns it into token credentials (RFC 5849 §2.3), and learns who signed in.
 *
 * @throws {InvalidCheck} The token is not the one that this browser was sent away with.
 * @throws {OAuthCallbackError} The person or the provider said no, or the answer can't be read.
 */
export async function processOAuth1Callback(
  provider: OAuth1Provider<any>,
  { params, credentials }: OAuth1Callback,
): Promise<CallbackResult> {
  const { oauth_token: token, oauth_verifier: verifier, denied } = params
  if (denied !== undefined) {
    // RFC 5849 has no word for it; this one is X's.
    const cause = { provider: provider.id, error: "access_denied" }
    throw new OAuthCallbackError("The person said no at the provider", cause)
  }
  // Else somebody could have others finish a sign-in of his own: the hole of OAuth 1.0.
  if (token === undefined || !equalStrings(token, credentials.token)) {
    const cause = { provider: provider.id, check: "request token" }
    throw new InvalidCheck("The oauth_token of the answer is not the one of this sign-in", cause)
  }
  if (!verifier) {
    throw new OAuthCallbackError("The answer has no oauth_verifier", { provider: provider.id })
  }
  try {
    return await redeem(provider, params, { credentials, verifier })
  } catch (error) {
    if (error instanceof AuthError) throw error
    const err = safeError(error)
    throw new OAuthCallbackError(
      `The answer of provider "${provider.id}" can't be relied on: ${err.message}`,
      { provider: provider.id, err },
    )
  }
}

async function redeem(
  provider: OAuth1Provider<any>,
  params: Readonly<Record<string, string>>,
  { credentials, verifier }: { credentials: Credentials; verifier: string },
): Promise<CallbackResult> {
  const text = await ask(provider, {
    method: "POST",
    url: provider.accessTokenUrl,
    protocol: [["oauth_verifier", verifier]],
    credentials,
  })
  const lasting = readCredentials(text).credentials
  const asked = { method: "GET", url: provider.profileUrl, credentials: lasting } as const
  const profile = readProfile(await ask(provider, asked))
  const tokens = { oauth_token: lasting.token, oauth_token_secret: lasting.secret }
  const context: ProfileContext = Object.freeze({ tokens, params, fetch: guardedFetch(provider) })
  return { tokens, profile, context }
}

function readProfile(text: string): Profile {
  let profile: unknown
  try {
    profile = JSON.parse(text)
  } catch {
    throw new Error("the profile is not JSON")
  }
  if (typeof profile === "object" && profile !== null && !Array.isArray(profile)) {
    return withoutPrototype(profile)
  }
  throw new Error("the profile is not an object")
}

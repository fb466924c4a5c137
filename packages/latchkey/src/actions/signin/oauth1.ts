import type { Context } from "../../config/context.ts"
import type { OAuth2Config } from "../../contracts/provider.ts"
import { AuthError, OAuthSignInError } from "../../errors.ts"
import { resolveOAuth1Provider } from "../../oauth/one/provider.ts"
import { requestToken } from "../../oauth/one/request-token.ts"
import { safeError } from "../../oauth/safe-error.ts"
import { beginBy } from "../accounts/began-by.ts"
import { sealRequestToken } from "../request-token.ts"
import type { ResponseInternal } from "../result.ts"
import { attempt } from "../throttled.ts"
import type { SignInRequest } from "./oauth.ts"

/** Sends the browser to a provider of OAuth 1.0a, with the temporary credentials of this sign-in in a cookie. */
export async function signInWithOAuth1(
  context: Context,
  id: string,
  config: OAuth2Config<any>,
  { parameters, link }: SignInRequest,
): Promise<ResponseInternal> {
  await attempt(context, "oauth")
  const callback = `${context.base}/callback/${id}`
  const provider = resolveOAuth1Provider(config, callback)
  const by = await beginBy(context, link)
  try {
    const { url, credentials } = await requestToken(provider, callback, parameters)
    const binding = { provider: provider.id, by }
    return { redirect: url, cookies: [await sealRequestToken(context, binding, credentials)] }
  } catch (error) {
    if (error instanceof AuthError) throw error
    const err = safeError(error)
    throw new OAuthSignInError(
      `The sign-in at the provider could not be started: ${err.message}. Is ${callback} registered there, and does our clock go right?`,
      { provider: id, err },
    )
  }
}

import type { Context } from "../../config/context.ts"
import type { AccountCallback, OAuth2Config } from "../../contracts/provider.ts"
import { AuthError, CallbackRouteError } from "../../errors.ts"
import { processOAuth1Callback } from "../../oauth/one/callback.ts"
import { type OAuth1Provider, resolveOAuth1Provider } from "../../oauth/one/provider.ts"
import { burnChecks } from "../checks.ts"
import { openRequestToken } from "../request-token.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { attempt } from "../throttled.ts"
import { letInByOAuth } from "./oauth.ts"

/** A provider of OAuth 1.0a sent the browser back: its answer is judged, and the person let in or not. */
export async function oauth1Callback(
  context: Context,
  request: RequestInternal,
  config: OAuth2Config<any>,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const id = request.providerId!
  const wentRight = await attempt(context, "callback")
  const provider = resolveOAuth1Provider(config, `${context.base}/callback/${id}`)
  try {
    const { by, ...credentials } = await openRequestToken(context, provider.id)
    const answer = await processOAuth1Callback(provider, { params: request.query, credentials })
    await wentRight()
    const described = { ...provider, account: storedTokens(context, provider) }
    const result = await letInByOAuth(context, described, { ...answer, by }, callbackUrl)
    return { ...result, cookies: [...(result.cookies ?? []), ...burnChecks(context)] }
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw new CallbackRouteError(error instanceof Error ? error : String(error), { provider: id })
  }
}

/**
 * What of the tokens is stored. Where stored tokens are to be sealed, these are not stored at all: the sweep that seals
 * them anew, and so the keys that it lets go, know the columns of OAuth 2 only.
 */
function storedTokens(context: Context, { account }: OAuth1Provider<any>): AccountCallback {
  if (!context.config.account?.sealTokens) return account
  return (tokens) => {
    const { oauth_token: _, oauth_token_secret: __, ...others } = account(tokens) ?? {}
    return others
  }
}

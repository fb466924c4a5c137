import type { Context } from "../../config/context.ts"
import { findProvider, isOAuth } from "../../config/providers.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { equalStrings, randomToken } from "../../crypto/index.ts"
import { SignOutError } from "../../errors.ts"
import { discover } from "../../oauth/discover.ts"
import { endSessionEndpoint, endSessionUrl } from "../../oauth/end-session.ts"
import type { OAuthProvider } from "../../oauth/provider.ts"
import { isPrefetch } from "../../web/headers.ts"
import { allowedRedirect } from "../callback-url.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { oauthProvider } from "../signin/oauth.ts"
import { burnPending, openPending, type Pending, sealPending } from "./cookies.ts"
import { type Departure, departureOf, type Wish } from "./departure.ts"

/**
 * Signs out here, and sends the browser on to sign out at the provider (OpenID Connect RP-Initiated Logout 1.0). Our
 * session ends first, whatever the provider does. The answer says what is to be expected of it: `pending`, the browser
 * goes there next; `none`, it has no sign-out, or nobody knows which provider it is; `failed`, it can't be asked.
 */
export async function leaveByProvider(
  context: Context,
  wish: Wish,
  callbackUrl: string,
  endSession: () => Promise<SetCookie[]>,
): Promise<ResponseInternal> {
  const departure = await departureOf(context, wish)
  const cookies = await endSession()
  const here = { redirect: callbackUrl, cookies }
  if (!departure) return { ...here, said: { provider: "none" } }
  try {
    const { id, idToken } = departure
    const [, endpoint] = await endpointOf(context, departure)
    if (endpoint === undefined) return { ...here, said: { provider: "none" } }
    const state = randomToken(16)
    const pending: Pending = { provider: id, state, callbackUrl, ...(idToken && { idToken }) }
    const kept = await sealPending(context, pending)
    return {
      // Our own address first: the ID token is then in no answer to a script, and in the cookie for no other request.
      redirect: `${context.base}/signout/provider`,
      cookies: [...cookies, kept],
      said: { provider: "pending" },
    }
  } catch (error) {
    logFailure(context, departure.id, error)
    return { ...here, said: { provider: "failed" } }
  }
}

async function endpointOf(
  context: Context,
  { id, config }: Pick<Departure, "id" | "config">,
): Promise<[OAuthProvider, string | undefined]> {
  const provider = oauthProvider(context, config, `${context.base}/callback/${id}`)
  return [provider, endSessionEndpoint(provider, await discover(provider))]
}

function logFailure(context: Context, provider: string, error: unknown): void {
  const cause = { provider, ...(error instanceof Error ? { err: error } : {}) }
  context.logger.error(new SignOutError("The sign-out at the provider could not be started", cause))
}

/** GET /signout/provider: takes the browser to the provider, if a form of ours has sent it here. */
export async function visitProvider(context: Context): Promise<ResponseInternal> {
  // A router that fetches ahead would follow the redirect in the person's place.
  if (!isOpened(context)) return { status: 400, body: { message: "This address is to be opened." } }
  const pending = await openPending(context)
  const config = pending && findProvider(context, pending.provider)
  if (!pending || !config || !isOAuth(config)) return { redirect: context.home }
  try {
    const [provider, endpoint] = await endpointOf(context, { id: pending.provider, config })
    if (endpoint !== undefined) {
      const { state, idToken } = pending
      const redirectUri = `${context.base}/signout/callback`
      return { redirect: endSessionUrl(provider, endpoint, { redirectUri, state, idToken }) }
    }
  } catch (error) {
    logFailure(context, pending.provider, error)
  }
  return goBack(context, pending)
}

function isOpened({ incoming: { headers } }: Context): boolean {
  const destination = headers.get("sec-fetch-dest")
  return !isPrefetch(headers) && (destination === null || destination === "document")
}

/** GET /signout/callback: back from the provider (§3). Whoever brings another state goes home, and no further. */
export async function returnFromProvider(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const pending = await openPending(context)
  if (!pending) return { redirect: context.home }
  const config = findProvider(context, pending.provider)
  const { state } = request.query
  if (config && isOAuth(config) && sendsState(context, pending, config)) {
    if (state === undefined || !equalStrings(state, pending.state)) {
      context.logger.debug("sign-out: the provider's answer is not to our question")
      return { redirect: context.home }
    }
  }
  return goBack(context, pending)
}

function sendsState(
  context: Context,
  { provider: id }: Pending,
  config: Departure["config"],
): boolean {
  return oauthProvider(context, config, `${context.base}/callback/${id}`).endSession.state
}

async function goBack(context: Context, { callbackUrl }: Pending): Promise<ResponseInternal> {
  return {
    redirect: await allowedRedirect(context, callbackUrl),
    cookies: [burnPending(context)],
  }
}

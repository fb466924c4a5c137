import { callbackUrl } from "../actions/callback-url.ts"
import { credentialsCallback } from "../actions/callback/credentials.ts"
import { emailCallback } from "../actions/callback/email.ts"
import { csrfAction, requireCsrf } from "../actions/csrf.ts"
import {
  errorPage,
  providersAction,
  signInPage,
  signOutPage,
  verifyRequestPage,
} from "../actions/pages.ts"
import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import { endSessionsAction, listSessionsAction } from "../actions/sessions.ts"
import { sessionAction } from "../actions/session/action.ts"
import { signInWithEmail } from "../actions/signin/email.ts"
import { signOutAction } from "../actions/signout.ts"
import type { Context } from "../config/context.ts"
import { findProvider, isOAuth, isOAuth1 } from "../config/providers.ts"
import type { CredentialsConfig, EmailConfig, ProviderObject } from "../contracts/provider.ts"
import { InvalidProvider, UnknownAction } from "../errors.ts"
import { healthAction } from "./health-route.ts"

type Action = (
  context: Context,
  request: RequestInternal,
) => ResponseInternal | Promise<ResponseInternal>

/** Every route there is. What is not here does not exist. */
const routes: { readonly [route: string]: Action } = {
  "GET providers": providersAction,
  "GET csrf": csrfAction,
  "GET session": sessionAction,
  "POST session": sessionAction,
  "GET health": healthAction,
  "GET accounts": accounts,
  "POST unlink": withCallbackUrl(unlink),
  "GET sessions": listSessionsAction,
  "POST sessions": endSessionsAction,
  "GET error": errorPage,
  "GET verify-request": verifyRequestPage,
  "GET signin": withCallbackUrl(signInPage),
  "POST signin": withCallbackUrl(startSignIn),
  "GET signout": withCallbackUrl((context, _, url) => signOutPage(context, url)),
  "POST signout": withCallbackUrl(signOutAction),
  "GET webauthn-options": passkeyOptions,
  "GET callback": withCallbackUrl(finishSignIn),
  "POST callback": withCallbackUrl(finishSignIn),
}

/** GET /accounts. Loaded late, as few requests are for it. */
async function accounts(context: Context): Promise<ResponseInternal> {
  const { accountsAction } = await import("../actions/accounts/list.ts")
  return accountsAction(context)
}

/** POST /unlink/:provider */
async function unlink(
  context: Context,
  request: RequestInternal,
  url: string,
): Promise<ResponseInternal> {
  const { unlinkAction } = await import("../actions/accounts/unlink.ts")
  return unlinkAction(context, request, url)
}

/** Calls the action that the request names. */
export async function route(context: Context, request: RequestInternal): Promise<ResponseInternal> {
  const name = `${request.method} ${request.action}`
  const action = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (!action) throw new UnknownAction(`There is no ${name}`)
  return action(context, request)
}

/** Resolves where to go afterwards, and remembers it for the steps to come. */
function withCallbackUrl(
  action: (
    context: Context,
    request: RequestInternal,
    callbackUrl: string,
  ) => Promise<ResponseInternal>,
): Action {
  return async (context, request) => {
    const { url, cookies } = await callbackUrl(context, request)
    const result = await action(context, request, url)
    return cookies.length === 0
      ? result
      : { ...result, cookies: [...cookies, ...(result.cookies ?? [])] }
  }
}

function providerOf(context: Context, request: RequestInternal): ProviderObject {
  const id = request.providerId
  const provider = id === undefined ? undefined : findProvider(context, id)
  if (!provider) throw new InvalidProvider(`There is no provider ${JSON.stringify(id ?? null)}`)
  return provider
}

/** POST /signin/:provider */
async function startSignIn(
  context: Context,
  request: RequestInternal,
  url: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  if (request.providerId === undefined) return { redirect: `${context.base}/signin` }
  const provider = providerOf(context, request)
  const asked = { parameters: authorizationParameters(request), link: wantsLink(request, provider) }
  if (isOAuth1(provider)) {
    const { signInWithOAuth1 } = await import("../actions/signin/oauth1.ts")
    return signInWithOAuth1(context, request.providerId, provider, asked)
  }
  if (isOAuth(provider)) {
    // The protocol is loaded with the first sign-in that needs it: most requests only ask for the session.
    const { signInWithOAuth } = await import("../actions/signin/oauth.ts")
    return signInWithOAuth(context, request.providerId, provider, asked)
  }
  if (provider.type === "email") {
    return signInWithEmail(context, request, provider as EmailConfig, url)
  }
  return { redirect: `${context.base}/signin` }
}

/** @throws InvalidProvider where what it proves is no account that can be linked */
function wantsLink(request: RequestInternal, provider: ProviderObject): boolean {
  if (String(request.body["link"]) !== "true") return false
  if (isOAuth(provider)) return true
  throw new InvalidProvider(`${provider.id} has no accounts to link`)
}

/** The query of the sign-in request goes to the provider, e.g. `login_hint`. */
function authorizationParameters(request: RequestInternal): Record<string, string> {
  const { callbackUrl: _, ...parameters } = request.query
  return parameters
}

/** GET /webauthn-options/:provider. Loaded with the first ceremony, as few applications have passkeys. */
async function passkeyOptions(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const provider = providerOf(context, request)
  if (provider.type !== "webauthn") {
    throw new InvalidProvider(`${provider.id} is not a provider of passkeys`)
  }
  const { webAuthnOptions } = await import("../actions/passkeys/options.ts")
  return webAuthnOptions(context, request, provider)
}

/** GET or POST /callback/:provider */
async function finishSignIn(
  context: Context,
  request: RequestInternal,
  url: string,
): Promise<ResponseInternal> {
  const provider = providerOf(context, request)
  if (isOAuth1(provider)) {
    const { oauth1Callback } = await import("../actions/callback/oauth1.ts")
    return oauth1Callback(context, request, provider, url)
  }
  if (isOAuth(provider)) {
    const { oauthCallback } = await import("../actions/callback/oauth.ts")
    return oauthCallback(context, request, provider, url)
  }
  if (provider.type === "email") {
    return emailCallback(context, request, provider as EmailConfig, url)
  }
  if (provider.type === "credentials" && request.method === "POST") {
    return credentialsCallback(context, request, provider as CredentialsConfig, url)
  }
  if (provider.type === "webauthn" && request.method === "POST") {
    const { webAuthnCallback } = await import("../actions/passkeys/callback.ts")
    return webAuthnCallback(context, request, provider, url)
  }
  throw new UnknownAction(`${request.method} is not for ${provider.type} providers`)
}

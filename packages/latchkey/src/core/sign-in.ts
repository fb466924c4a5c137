import type { RequestInternal, ResponseInternal } from "../actions/result.ts"
import { requireCsrf } from "../actions/csrf.ts"
import type { Context } from "../config/context.ts"
import { findProvider, isOAuth, isOAuth1, isClaimedTwice } from "../config/providers.ts"
import type { CredentialsConfig, EmailConfig, ProviderObject } from "../contracts/provider.ts"
import { InvalidProvider, UnknownAction } from "../errors.ts"
import { saysTrue } from "../web/query.ts"
import { late } from "../web/late.ts"

// Each way in is loaded with the first sign-in by it: most applications have two or three of them.
const ways = {
  oauth: late(() => import("../actions/signin/oauth.ts")),
  oauthBack: late(() => import("../actions/callback/oauth.ts")),
  oauth1: late(() => import("../actions/signin/oauth1.ts")),
  oauth1Back: late(() => import("../actions/callback/oauth1.ts")),
  email: late(() => import("../actions/signin/email.ts")),
  emailBack: late(() => import("../actions/callback/email.ts")),
  credentials: late(() => import("../actions/callback/credentials.ts")),
  passkeyOptions: late(() => import("../actions/passkeys/options.ts")),
  passkeys: late(() => import("../actions/passkeys/callback.ts")),
}

function providerOf(context: Context, request: RequestInternal): ProviderObject {
  const id = request.providerId
  const provider = id === undefined ? undefined : findProvider(context, id)
  if (!provider) throw new InvalidProvider(`There is no provider ${JSON.stringify(id ?? null)}`)
  // An account is named by it: people of the one would be people of the other (PH-10).
  if (context.compat === undefined && isClaimedTwice(context, id!)) {
    throw new InvalidProvider(`Two providers have the id ${JSON.stringify(id)}: give one another`)
  }
  return provider
}

/** POST /signin/:provider */
export async function startSignIn(
  context: Context,
  request: RequestInternal,
  url: string,
): Promise<ResponseInternal> {
  await requireCsrf(context, request)
  if (request.providerId === undefined) return { redirect: `${context.base}/signin` }
  const provider = providerOf(context, request)
  const asked = { parameters: authorizationParameters(request), link: wantsLink(request, provider) }
  if (isOAuth1(provider)) {
    const { signInWithOAuth1 } = await ways.oauth1()
    return signInWithOAuth1(context, request.providerId, provider, asked)
  }
  if (isOAuth(provider)) {
    const { signInWithOAuth } = await ways.oauth()
    return signInWithOAuth(context, request.providerId, provider, asked)
  }
  if (provider.type === "email") {
    const { signInWithEmail } = await ways.email()
    return signInWithEmail(context, request, provider as EmailConfig, url)
  }
  return { redirect: `${context.base}/signin` }
}

/** @throws InvalidProvider where what it proves is no account that can be linked */
function wantsLink(request: RequestInternal, provider: ProviderObject): boolean {
  if (!saysTrue(request.body["link"])) return false
  if (isOAuth(provider)) return true
  throw new InvalidProvider(`${provider.id} has no accounts to link`)
}

/** The query of the sign-in request goes to the provider, e.g. `login_hint`. */
function authorizationParameters(request: RequestInternal): Record<string, string> {
  const { callbackUrl: _, ...parameters } = request.query
  return parameters
}

/** GET /webauthn-options/:provider. */
export async function passkeyOptions(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const provider = providerOf(context, request)
  if (provider.type !== "webauthn") {
    throw new InvalidProvider(`${provider.id} is not a provider of passkeys`)
  }
  const { webAuthnOptions } = await ways.passkeyOptions()
  return webAuthnOptions(context, request, provider)
}

/** GET or POST /callback/:provider */
export async function finishSignIn(
  context: Context,
  request: RequestInternal,
  url: string,
): Promise<ResponseInternal> {
  const provider = providerOf(context, request)
  if (isOAuth1(provider)) {
    const { oauth1Callback } = await ways.oauth1Back()
    return oauth1Callback(context, request, provider, url)
  }
  if (isOAuth(provider)) {
    const { oauthCallback } = await ways.oauthBack()
    return oauthCallback(context, request, provider, url)
  }
  if (provider.type === "email") {
    const { emailCallback } = await ways.emailBack()
    return emailCallback(context, request, provider as EmailConfig, url)
  }
  if (provider.type === "credentials" && request.method === "POST") {
    const { credentialsCallback } = await ways.credentials()
    return credentialsCallback(context, request, provider as CredentialsConfig, url)
  }
  if (provider.type === "webauthn" && request.method === "POST") {
    const { webAuthnCallback } = await ways.passkeys()
    return webAuthnCallback(context, request, provider, url)
  }
  throw new UnknownAction(`${request.method} is not for ${provider.type} providers`)
}

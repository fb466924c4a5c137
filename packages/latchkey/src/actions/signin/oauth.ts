import type { Context } from "../../config/context.ts"
import type { OAuth2Config, OIDCConfig } from "../../contracts/provider.ts"
import { randomToken } from "../../crypto/index.ts"
import { AuthError, OAuthSignInError } from "../../errors.ts"
import { authorizationRequest } from "../../oauth/authorize.ts"
import { type OAuthProvider, resolveOAuthProvider } from "../../oauth/provider.ts"
import { beginBy } from "../accounts/began-by.ts"
import { sealChecks } from "../checks.ts"
import { proxiedState } from "../preview-proxy.ts"
import type { ResponseInternal } from "../result.ts"
import { attempt } from "../throttled.ts"

/** Where the provider sends people back to, and whether that is another deployment's address. */
export interface RedirectUri {
  readonly uri: string
  readonly proxied: boolean
}

export function redirectUri(
  context: Context,
  id: string,
  config: OIDCConfig<any> | OAuth2Config<any>,
): RedirectUri {
  const own = `${context.base}/callback/${id}`
  const proxy =
    config.options?.redirectProxyUrl ??
    config.redirectProxyUrl ??
    context.config.redirectProxyUrl ??
    (context.env("AUTH_REDIRECT_PROXY_URL") || undefined)
  if (!proxy) return { uri: own, proxied: false }
  const uri = `${proxy.replace(/\/$/, "")}/callback/${id}`
  return { uri, proxied: uri !== own }
}

/** The provider as the flow uses it. */
export function oauthProvider(
  context: Context,
  config: OIDCConfig<any> | OAuth2Config<any>,
  uri: string,
): OAuthProvider {
  return resolveOAuthProvider(config, {
    ...(context.compat === undefined ? {} : { compat: context.compat }),
    redirectUri: uri,
  })
}

/** What is asked for. */
export interface SignInRequest {
  /** For the provider, e.g. `login_hint`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Whether the account is to be linked to the user who is signed in. */
  readonly link: boolean
}

/** Sends the browser to the provider, with the checks of this sign-in in its cookies. */
export async function signInWithOAuth(
  context: Context,
  id: string,
  config: OIDCConfig<any> | OAuth2Config<any>,
  { parameters, link }: SignInRequest,
): Promise<ResponseInternal> {
  await attempt(context, "oauth")
  const { uri, proxied } = redirectUri(context, id, config)
  const provider = oauthProvider(context, config, uri)
  const by = await beginBy(context, link)
  try {
    // What is to be linked is bound to the session by a check, so there is one whatever the provider has.
    const own = link && !provider.checks.has("state") ? { state: randomToken() } : {}
    const request = await authorizationRequest(provider, {
      redirectUri: uri,
      params: parameters,
      ...own,
      ...(proxied ? { state: await proxiedState(context, `${context.base}/callback/${id}`) } : {}),
    })
    const crossSite = provider.authorization.params["response_mode"] === "form_post"
    const cookies = await sealChecks(
      context,
      { provider: provider.id, by },
      request.checks,
      crossSite,
    )
    return { redirect: request.url, cookies }
  } catch (error) {
    if (error instanceof AuthError) throw error
    throw new OAuthSignInError("The sign-in at the provider could not be started", {
      provider: id,
      ...(error instanceof Error ? { err: error } : {}),
    })
  }
}

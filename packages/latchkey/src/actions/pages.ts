import type { Context } from "../config/context.ts"
import { assertPasskeys } from "../config/passkeys.ts"
import { allProviders, publicProvider, withOptions } from "../config/providers.ts"
import type { CredentialsConfig, ProviderObject } from "../contracts/provider.ts"
import type { WebAuthnConfig } from "../contracts/webauthn.ts"
import { crypto } from "../crypto/index.ts"
import type { CommonView, PageView, PasskeyView, ProviderView } from "../pages/view.ts"
import { late } from "../web/late.ts"
import { safeRedirect } from "../web/redirect.ts"
import { csrf } from "./csrf.ts"
import { developmentDetail, readReference } from "./development-error.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"

const rendering = late(() => import("../pages/render.ts"))

/**
 * A page of ours, with the headers that keep it to itself. The pages are loaded when one is asked for: an application
 * that has its own, or a process that only checks sessions, never pays for them.
 */
export async function page(view: PageView): Promise<ResponseInternal> {
  const { renderPage } = await rendering()
  const { html, csp, status } = renderPage(view)
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": csp }
  return { status, body: html, headers: retryable(status, headers) }
}

/** Seconds after which it is worth asking again. */
export const RETRY_AFTER = "5"

/** The headers, and when to ask again where that will help (RFC 9110 §10.2.3). */
export function retryable(status: number, headers: HeadersInit = {}): Headers {
  const all = new Headers(headers)
  if (status === 503) all.set("retry-after", RETRY_AFTER)
  return all
}

export function commonView(context: Context): CommonView {
  return {
    theme: context.config.theme ?? {},
    baseUrl: context.home,
    nonce: crypto.toBase64url(crypto.randomBytes(16)),
  }
}

/** The application's own page for this, with the query it is to get; undefined where it has none. */
export function ownPage(
  context: Context,
  kind: "signIn" | "signOut" | "error" | "verifyRequest",
  query: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const path = context.config.pages?.[kind]
  if (!path) return undefined
  const url = new URL(safeRedirect(path, { baseUrl: context.origin }) ?? context.origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

/** GET /signin */
export async function signInPage(
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const { error, email } = request.query
  const elsewhere = ownPage(context, "signIn", { callbackUrl, error })
  if (elsewhere) return { redirect: elsewhere }
  const { token, cookies } = await csrf(context)
  const all = allProviders(context)
  if (all.some(({ type }) => type === "webauthn")) assertPasskeys(context)
  const providers = all.map((provider) => providerView(provider, context.base))
  const view = { ...commonView(context), providers, csrfToken: token, callbackUrl, error, email }
  return { ...(await page({ page: "signin", ...view })), cookies }
}

function providerView(provider: ProviderObject, base: string): ProviderView {
  const { id, name, signinUrl, callbackUrl } = publicProvider(provider, base)
  const { style } = provider
  const credentials =
    provider.type === "credentials"
      ? withOptions(provider as CredentialsConfig).credentials
      : undefined
  const passkey =
    provider.type === "webauthn" ? passkeyView(withOptions(provider), base) : undefined
  return { id, name, type: provider.type, signinUrl, callbackUrl, style, credentials, passkey }
}

function passkeyView(
  { id, enableConditionalUI, formFields }: WebAuthnConfig,
  base: string,
): PasskeyView {
  const optionsUrl = `${base}/webauthn-options/${id}`
  return { optionsUrl, conditional: enableConditionalUI, fields: formFields }
}

/** GET /signout: asks, since a link must not sign anyone out. */
export async function signOutPage(
  context: Context,
  request: RequestInternal,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const { provider } = request.query
  const elsewhere = ownPage(context, "signOut", { provider })
  if (elsewhere) return { redirect: elsewhere }
  const { token, cookies } = await csrf(context)
  const action = `${context.base}/signout`
  const view = { ...commonView(context), csrfToken: token, action, callbackUrl, provider }
  return { ...(await page({ page: "signout", ...view })), cookies }
}

/** GET /error */
export async function errorPage(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const { error, code, ref } = request.query
  const elsewhere = ownPage(context, "error", { error, code, ref: readReference(ref) })
  if (elsewhere) return { redirect: elsewhere }
  const signinUrl = `${context.base}/signin`
  const development = developmentDetail(context, ref)
  const shown = { error, ref: readReference(ref), signinUrl, development }
  return page({ page: "error", ...commonView(context), ...shown })
}

/** GET /verify-request */
export async function verifyRequestPage(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const elsewhere = ownPage(context, "verifyRequest", request.query)
  if (elsewhere) return { redirect: elsewhere }
  return page({
    page: "verify-request",
    ...commonView(context),
    signinUrl: `${context.base}/signin`,
  })
}

/** Shown where a mailed link is opened in a browser that did not ask for it. */
export async function confirmEmailPage(
  context: Context,
  link: { provider: string; token: string; email: string; callbackUrl: string },
): Promise<ResponseInternal> {
  const { token: csrfToken, cookies } = await csrf(context)
  const { provider, ...fields } = link
  const action = `${context.base}/callback/${provider}`
  const view = { ...commonView(context), ...fields, action, csrfToken }
  return { ...(await page({ page: "confirm-email", ...view })), cookies }
}

/** GET /providers */
export function providersAction(context: Context): ResponseInternal {
  const list = allProviders(context).map((provider) => publicProvider(provider, context.base))
  return { body: Object.fromEntries(list.map((provider) => [provider.id, provider])) }
}

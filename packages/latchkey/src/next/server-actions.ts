// Not `next/navigation.js`: by that name bundlers take the browser's half too, which can't load in a route handler.
import { redirect } from "next/dist/client/components/redirect.js"
import type { ResponseInternal } from "../actions/result.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { findProvider } from "../config/providers.ts"
import { skipCSRFCheck } from "../contracts/symbols.ts"
import { handleRaw } from "../core/handle.ts"
import type { Session } from "../vocabulary/session.ts"
import { markSession } from "./mark-session.ts"
import { configOf, nextBasePath, type Place, placeOf, type Site } from "./place.ts"
import { type RequestScope, requestScope } from "./scope.ts"
import type { NextSignInOptions, NextSignOutOptions } from "./types.ts"

/** A server action of ours: the request it belongs to, and the configuration for it. */
interface Action extends Place {
  readonly site: Site
  readonly scope: RequestScope
}

async function beginAction(site: Site): Promise<Action> {
  const scope = await requestScope()
  const config = await configOf(site.source, undefined)
  const place = placeOf(config, site.door, { headers: scope.headers }, nextBasePath())
  // Without keys nothing can be done, and that is said first.
  await place.context.keys()
  return { site, scope, ...place }
}

type Params = string[][] | Record<string, string> | string | URLSearchParams

/** Starts to sign in; for credentials, does it. */
export async function signInAction(
  site: Site,
  provider: string | undefined,
  options: FormData | NextSignInOptions = {},
  authorizationParams: Params = {},
): Promise<unknown> {
  const action = await beginAction(site)
  const { scope, context } = action
  const { redirect: goes, redirectTo, ...rest } = fieldsOf(options)
  const callbackUrl = textOf(redirectTo) ?? scope.headers.get("referer") ?? "/"
  const found = provider === undefined ? undefined : findProvider(context, provider)
  const signin = new URL(`${context.base}/signin`)
  signin.searchParams.set("callbackUrl", callbackUrl)
  const query = new URLSearchParams(authorizationParams)
  let url = signin.href
  if (provider !== undefined && found) {
    const step = found.type === "credentials" ? "callback" : "signin"
    const result = await post(action, `${step}/${encodeURIComponent(provider)}?${query}`, {
      ...rest,
      callbackUrl,
    })
    url = result.redirect ?? signin.href
  }
  if (goes !== false) redirect(url)
  return url
}

/** Signs this browser out. */
export async function signOutOf(site: Site, options: NextSignOutOptions = {}): Promise<unknown> {
  const action = await beginAction(site)
  const callbackUrl = options.redirectTo ?? action.scope.headers.get("referer") ?? "/"
  const result = await post(action, "signout", { callbackUrl, provider: options.provider })
  if (options.redirect !== false) redirect(result.redirect ?? action.context.home)
  return result
}

/** Updates the session with new data, and answers it. */
export async function updateSession(site: Site, data: unknown): Promise<Session | null> {
  const action = await beginAction(site)
  const result = await send(action, "session", JSON.stringify({ data }), "application/json")
  const session = result.body as Session | null | undefined
  return session && Object.keys(session).length > 0 ? session : null
}

function post(
  action: Action,
  path: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<ResponseInternal> {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    const text = textOf(value)
    if (text !== undefined) form.set(name, text)
  }
  return send(action, path, form.toString(), "application/x-www-form-urlencoded")
}

/**
 * Sends a request to our own routes, in process. Our CSRF token has no part in it: Next.js compares the origin of a
 * server action with the host before it runs.
 */
async function send(
  { door, scope, config, context }: Action,
  path: string,
  body: string,
  contentType: string,
): Promise<ResponseInternal> {
  const headers = new Headers(scope.headers)
  for (const name of ["content-length", "content-encoding", "transfer-encoding"]) {
    headers.delete(name)
  }
  // It asks for errors as JSON; here they are thrown.
  headers.delete("x-auth-return-redirect")
  headers.set("content-type", contentType)
  const request = new Request(`${context.base}/${path}`, { method: "POST", headers, body })
  const internal = { ...config, skipCSRFCheck } as AuthConfig
  const result = await handleRaw(request, internal, door)
  const cookies = result.cookies ?? []
  const changes = [...cookies, ...markSession(context, path, cookies)]
  if (changes.length > 0) scope.setCookies(changes)
  return result
}

/** The fields of a form, without those that Next.js puts into it. */
function fieldsOf(options: FormData | NextSignInOptions): Record<string, unknown> {
  if (!(options instanceof FormData)) return { ...options }
  return Object.fromEntries([...options].filter(([name]) => !name.startsWith("$ACTION_")))
}

/** What a form can carry; a file or an object has no place in it. */
function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean", "bigint"].includes(typeof value)
    ? String(value)
    : undefined
}

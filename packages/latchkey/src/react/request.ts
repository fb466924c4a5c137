import { authUrl } from "./auth-url.ts"
import type { AuthClientState, ServerRequestParams } from "./types.ts"

/** What an auth route said. `data` is `undefined` if that was not JSON; `status` is 0 if nobody answered. */
export interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly data: unknown
}

/** One request to an auth route. Never rejects: a server out of reach is an answer that is not `ok`. */
export async function request(
  state: AuthClientState,
  route: string,
  init?: RequestInit,
): Promise<Answer> {
  try {
    const response = await fetch(authUrl(state, route), init)
    const data: unknown = await response.json().catch(() => undefined)
    return { ok: response.ok, status: response.status, data }
  } catch {
    return { ok: false, status: 0, data: undefined }
  }
}

/** A form by POST, answered by `{ url }` where a browser would be redirected. */
export function postForm(
  state: AuthClientState,
  route: string,
  fields: Record<string, unknown>,
): Promise<Answer> {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) body.set(name, value as string)
  }
  return request(state, route, { method: "POST", headers: { "X-Auth-Return-Redirect": "1" }, body })
}

/** The cookies of the request that a server answers. A browser adds its own, and lets nobody name others. */
export function cookiesOf(params: ServerRequestParams | undefined): RequestInit | undefined {
  const headers = params?.headers ?? params?.req?.headers ?? params?.ctx?.req?.headers
  if (!headers) return undefined
  const { get, cookie: own } = headers as { get?: unknown; cookie?: unknown }
  const cookie = typeof get === "function" ? get.call(headers, "cookie") : own
  return typeof cookie === "string" ? { headers: { cookie } } : undefined
}

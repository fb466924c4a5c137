import { authUrl, defaultPath, inBrowser } from "./auth-url.ts"
import type { AuthClientState, ServerRequestParams } from "./types.ts"

/** What an auth route said. `data` is `undefined` if that was not JSON; `status` is 0 if nobody answered. */
export interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly data: unknown
}

/**
 * One request to an auth route; on a server with the cookies of the request that is answered there. Never rejects: a
 * server out of reach is an answer that is not `ok`.
 */
export async function request(
  state: AuthClientState,
  route: string,
  init?: RequestInit,
  params?: ServerRequestParams,
): Promise<Answer> {
  try {
    // What no browser needs is not loaded there, where each byte is waited for.
    const { base, cookies } = inBrowser()
      ? { base: state.basePath }
      : (await import("./from-server.ts")).fromServer(state, defaultPath(), params)
    const response = await fetch(authUrl(base, route), init ?? cookies)
    const data: unknown = await response.json().catch(() => {})
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

import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { expireCookie } from "../web/cookie.ts"
import { safeRedirect } from "../web/redirect.ts"
import type { RequestInternal } from "./result.ts"

/** Bytes of the cookie's value; see `HEADER_BUDGET`. */
const MAX_REMEMBERED = 2048

/** Where to go afterwards, and the cookie that remembers it where that changed. */
export interface CallbackUrl {
  readonly url: string
  readonly cookies: SetCookie[]
}

/** The place in the form, the query or the cookie, in this order, if the redirect rules allow it; else our origin. */
export async function callbackUrl(
  context: Context,
  request: RequestInternal,
): Promise<CallbackUrl> {
  const { name, options } = context.cookie("callbackUrl")
  const cookie = context.jar.get(name)
  const asked = request.body["callbackUrl"] ?? request.query["callbackUrl"] ?? cookie
  const url = await allowedRedirect(context, asked)
  if (url === cookie || asked === cookie) return { url, cookies: [] }
  // One that a link filled up would be refused by the server from then on, with the rest of the cookies (431).
  if (context.compat === undefined && encodeURIComponent(url).length > MAX_REMEMBERED) {
    context.logger.debug("the callback URL is too long to be remembered")
    return { url, cookies: cookie === undefined ? [] : [expireCookie(name, options)] }
  }
  return { url, cookies: [{ name, value: url, options }] }
}

/**
 * The application's `redirect` callback asked, and its answer held to the rules: an absolute http(s) URL, of our
 * origin unless the callback itself named another. A path is one of the application, wherever that begins.
 */
export async function allowedRedirect(context: Context, asked: unknown): Promise<string> {
  const { origin: baseUrl, basePath, home } = context
  const custom = context.config.callbacks?.redirect
  const wish = withinRoot(context, asked)
  if (!custom) return safeRedirect(wish, { baseUrl, basePath }) ?? home
  const url = typeof wish === "string" && wish.length <= 2048 && wish !== "" ? wish : baseUrl
  try {
    const { request } = context.incoming
    const given = { url, baseUrl, ...(request ? { request } : {}) }
    const answer = withinRoot(context, await custom(given)) as string
    if (answer === baseUrl) return home
    const allowedOrigins = URL.canParse(answer) ? [new URL(answer).origin] : []
    return safeRedirect(answer, { baseUrl, basePath, allowedOrigins }) ?? home
  } catch (error) {
    context.logger.error(error instanceof Error ? error : new Error(String(error)))
    return home
  }
}

/** A path under the root of the application, as a framework's own links are. */
function withinRoot({ door: { root = "" } }: Context, address: unknown): unknown {
  if (root === "" || typeof address !== "string" || !/^\/(?![/\\])/.test(address)) return address
  const path = address.split(/[?#]/, 1)[0]!
  if (path === root || path.startsWith(`${root}/`)) return address
  return address === "/" ? root : `${root}${address}`
}

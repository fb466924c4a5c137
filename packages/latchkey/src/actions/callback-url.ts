import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { safeRedirect } from "../web/redirect.ts"
import type { RequestInternal } from "./result.ts"

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
  return { url, cookies: [{ name, value: url, options }] }
}

/**
 * The application's `redirect` callback asked, and its answer held to the rules: an absolute http(s) URL, of our
 * origin unless the callback itself named another.
 */
export async function allowedRedirect(context: Context, asked: unknown): Promise<string> {
  const { origin: baseUrl, basePath } = context
  const custom = context.config.callbacks?.redirect
  if (!custom) return safeRedirect(asked, { baseUrl, basePath }) ?? baseUrl
  const url = typeof asked === "string" && asked.length <= 2048 && asked !== "" ? asked : baseUrl
  try {
    const { request } = context.incoming
    const answer = await custom({ url, baseUrl, ...(request ? { request } : {}) })
    const allowedOrigins = URL.canParse(answer) ? [new URL(answer).origin] : []
    return safeRedirect(answer, { baseUrl, basePath, allowedOrigins }) ?? baseUrl
  } catch (error) {
    context.logger.error(error instanceof Error ? error : new Error(String(error)))
    return baseUrl
  }
}

import type { Context } from "../config/context.ts"
import type { SetCookie } from "../contracts/cookies.ts"
import { randomToken } from "../crypto/index.ts"
import { SESSION_MARK } from "../web/session-mark.ts"

/**
 * A new mark for this browser, where a server action began, changed or ended its session. A page that stays as it is
 * hears nothing of that otherwise: the session's own cookie is hidden from scripts.
 */
export function markSession(
  context: Context,
  path: string,
  cookies: readonly SetCookie[],
): SetCookie[] {
  const names = context.sessionCookies.map(({ cookie }) => cookie.name)
  const ofSession = (name: string): boolean =>
    names.some((own) => name === own || name.startsWith(`${own}.`))
  if (path !== "session" && !cookies.some(({ name }) => ofSession(name))) return []
  // Where the session's cookie is seen, so is this one; and for as long as the browser runs.
  const { expires: _, maxAge: __, ...options } = context.sessionCookies[0]!.cookie.options
  const value = randomToken().slice(0, 16)
  return [{ name: SESSION_MARK, value, options: { ...options, httpOnly: false } }]
}

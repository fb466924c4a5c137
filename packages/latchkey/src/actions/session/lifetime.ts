import type { Context } from "../../config/context.ts"
import type { SessionFacts } from "../../session/claims.ts"

/** When a session ends however much it is used (OWASP ASVS 5.0 §7.3.2). Milliseconds since the epoch. */
export function lastMoment({ absoluteTimeout }: Context, began: number): number {
  return absoluteTimeout === undefined ? Infinity : began + absoluteTimeout * 1000
}

/** Whether that is over, for a session in a cookie. A time that is no number is over. */
export function isOver(context: Context, { auth_time: authTime }: SessionFacts): boolean {
  return !(Date.now() < lastMoment(context, authTime * 1000))
}

/** When a session ends that is used now. */
export function nextEnd(context: Context, began: number, now: number = Date.now()): Date {
  return new Date(Math.min(now + context.maxAge * 1000, lastMoment(context, began)))
}

/** Seconds for which a token of this session may be sealed. */
export function sealedAge(context: Context, { auth_time: authTime }: SessionFacts): number {
  if (context.absoluteTimeout === undefined) return context.tokenMaxAge
  const left = Math.floor((lastMoment(context, authTime * 1000) - Date.now()) / 1000)
  return Math.min(context.tokenMaxAge, Math.max(left, 0))
}

/**
 * A session id that says when its session began, seconds in base 36: an adapter has no column for that. Whoever changes
 * it has an id that is in no row. One of the application's own, or of Auth.js's form, is left as it is where nothing
 * needs the time.
 */
export function datedId({ absoluteTimeout, compat, config }: Context, id: string): string {
  const isOurs = compat === undefined && config.session?.generateSessionToken === undefined
  if (absoluteTimeout === undefined && !isOurs) return id
  return `${id}~${Math.floor(Date.now() / 1000).toString(36)}`
}

/** When the session of a row began, milliseconds since the epoch; undefined where its id does not say. */
export function beganAt(id: string): number | undefined {
  const [, seconds] = /~([0-9a-z]{6,8})$/.exec(id) ?? []
  return seconds === undefined ? undefined : parseInt(seconds, 36) * 1000
}

/** Whether an id is of the form that we give out under our own name. */
export function isOwnId(id: string): boolean {
  return /^[A-Za-z0-9_-]{43}~[0-9a-z]{6,8}$/.test(id)
}

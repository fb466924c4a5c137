import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import type { Revocation } from "../../contracts/keys.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { JWTSessionError, RegisterUnavailable } from "../../errors.ts"
import { candidates, clearChunks } from "../../session/chunks.ts"
import type { ResolvedKeys } from "../../keys/resolve.ts"
import { activeKey } from "../../keys/ring.ts"
import { readToken, type TokenRead } from "../../session/read-token.ts"
import type { Session } from "../../vocabulary/session.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { isAtHand, onceThere } from "../../web/at-hand.ts"
import { isoTime } from "../../web/iso-time.ts"
import { late } from "../../web/late.ts"
import { type FoundToken, type LiveToken, OpenedToken } from "./live-token.ts"
import { aboutToken, unlessEnded } from "./ended.ts"
import { nextEnd } from "./lifetime.ts"
import { claimsBefore } from "./registered.ts"
import { NO_SESSION, type ReadOptions, type SessionRead } from "./session-read.ts"

// Most requests only read, and most applications have no register and no `decode` of their own.
const sealing = late(() => import("./seal.ts"))
const registers = late(() => import("./register.ts"))
const customTokens = late(() => import("./custom-token.ts"))
const unknownKeys = late(() => import("../../config/unknown-keys.ts"))

/** Reads the session from its cookie: opens the token, asks the callbacks, and seals it anew where that is due. */
export async function readTokenSession(
  context: Context,
  options: ReadOptions,
): Promise<SessionRead> {
  const finding = findToken(context)
  const found = finding instanceof Promise ? await finding : finding
  if (found.status !== "ok") return withoutToken(context, found, options)
  const { live } = found
  const before = options.write ? claimsBefore(context, live) : undefined
  try {
    const answer = context.callback("jwt")(jwtParams(context, live, options) as never)
    const token = isAtHand(answer) ? answer : await answer
    if (token === null) {
      if (options.write) {
        const { endToken } = await import("./end.ts")
        await endToken(context, live)
      }
      return { session: null, cookies: clearChunks(context.jar, live.from.cookie) }
    }
    const read = present(context, { live, before }, token, options)
    return read instanceof Promise ? await read : read
  } catch (error) {
    if (error instanceof RegisterUnavailable) throw error
    return unreadable(context, error)
  }
}

/** What was read before the callbacks were asked. */
interface Read {
  readonly live: LiveToken
  readonly before: string | undefined
}

function present(
  context: Context,
  read: Read,
  token: JWT,
  options: ReadOptions,
): MaybePromise<SessionRead> {
  const now = Date.now()
  const renew = options.write && mustSeal(context, read.live, token, options, now)
  const exp = typeof read.live.token.exp === "number" ? read.live.token.exp * 1000 : 0
  const slides = renew || context.compat !== undefined
  const expires = slides ? slidTo(context, read.live, now) : new Date(exp)
  const source = { session: shown(token, expires), token }
  const request = context.shownTo("session")
  const { session } = source
  const params = request ? { session, token, request } : { session, token }
  const answer = context.callback("session")(params as never)
  if (!renew && !context.config.events?.session && isAtHand(answer)) {
    return { session: answer as Session, cookies: [], source }
  }
  return complete(context, read, {
    source,
    answer: answer as Session | PromiseLike<Session>,
    expires: renew ? expires : undefined,
  })
}

/** The facts are looked at where they matter only: most sessions have no other end. */
function slidTo(context: Context, live: LiveToken, now: number): Date {
  const began = context.absoluteTimeout === undefined ? now : live.facts.auth_time * 1000
  return nextEnd(context, began, now)
}

/** Seals the session anew, where `expires` says so, and tells the application. */
async function complete(
  context: Context,
  { live, before }: Read,
  {
    source,
    answer,
    expires,
  }: { source: { token: JWT }; answer: Session | PromiseLike<Session>; expires: Date | undefined },
): Promise<SessionRead> {
  const session = await answer
  const { token } = source
  const cookies = expires ? await sealAnew(context, { live, before }, token, expires) : []
  if (!cookies) return { session: null, cookies: clearChunks(context.jar, live.from.cookie) }
  if (context.config.events?.session) await context.emit("session", { session, token })
  return { session, cookies, source }
}

async function sealAnew(
  context: Context,
  read: Read,
  token: JWT,
  expires: Date,
): Promise<SetCookie[] | null> {
  const ready = sealing()
  const { resealSession } = isAtHand(ready) ? ready : await ready
  return resealSession(context, read, token, expires)
}

/** What the session callback is given: who the token is about. */
function shown(token: JWT, expires: Date): Session {
  const { name = null, email = null, picture: image = null, sub } = token
  return {
    user: sub === undefined ? { name, email, image } : { id: sub, name, email, image },
    expires: isoTime(expires),
  }
}

/**
 * Whether the cookie is to be written again. Under a door always, as those packages do; else only where there is a
 * reason: an update, a newer key, a changed token, or `updateAge` gone by.
 */
function mustSeal(
  context: Context,
  live: LiveToken,
  token: JWT,
  options: ReadOptions,
  now: number,
): boolean {
  if (context.compat || options.update || !live.current || !live.spec) return true
  if (live.from.movesTo) return true
  const age = now / 1000 - (typeof live.token.iat === "number" ? live.token.iat : 0)
  if (age >= context.updateAge) return true
  return token !== live.token && JSON.stringify(token) !== JSON.stringify(live.token)
}

/**
 * The token of this request.
 *
 * @throws KeysUnavailable or MissingSecret where there are no keys to open it with, RegisterUnavailable where its key
 * was revoked and nobody can say whether it was kept, RevocationsUnavailable where nobody can say whether it was ended
 */
export function findToken(context: Context): MaybePromise<FoundToken> {
  if (context.config.jwt?.decode) {
    return onceThere(customToken(context), unlessEnded, context)
  }
  return onceThere(context.sessionKeys(), openToken, context)
}

async function customToken(context: Context): Promise<FoundToken> {
  const { readCustomToken } = await customTokens()
  return readCustomToken(context)
}

function openToken(keys: ResolvedKeys, context: Context): MaybePromise<FoundToken> {
  const read = readToken(context.jar, context.sessionCookies, keys)
  return onceThere(read, foundToken, context)
}

function foundToken(read: TokenRead, context: Context): MaybePromise<FoundToken> {
  if (read.status !== "ok") return read
  const live = new OpenedToken(read)
  const { revocation } = read
  if (!revocation) return unlessEnded({ status: "ok", live }, context)
  return onceThere(admit(context, live, revocation), unlessEnded, context)
}

async function admit(
  context: Context,
  live: LiveToken,
  revocation: Revocation,
): Promise<FoundToken> {
  const { admitSession } = await registers()
  const admitted = await admitSession(context, live, revocation)
  const { token, facts, lasting, from, spec, current } = live
  if (admitted) {
    return { status: "ok", live: { token, facts, lasting, from, spec, current, admitted } }
  }
  return { status: "ended", why: "revoked", from, whose: live }
}

async function withoutToken(
  context: Context,
  found: Exclude<FoundToken, { status: "ok" }>,
  options: ReadOptions,
): Promise<SessionRead> {
  if (found.status === "none") return NO_SESSION
  let cookies: SetCookie[] = []
  if (found.status === "ended") {
    if (found.why === "forged") {
      context.logger.error(
        new JWTSessionError("A session token names our key but was not made with it"),
      )
    }
    if (options.write) cookies = clearChunks(context.jar, found.from.cookie)
    await noteRefused(context, found)
  } else {
    await noteUnknown(context, found)
  }
  return { session: null, cookies }
}

/** What is merely too old is nothing that anybody did. */
async function noteRefused(
  context: Context,
  { why, whose }: Extract<FoundToken, { status: "ended" }>,
): Promise<void> {
  if (why === "expired" || !context.config.securityEvents) return
  if (whose) aboutToken(context, whose)
  await context.note({ type: "session-refused", outcome: "refused", reason: why })
}

async function noteUnknown(
  context: Context,
  found: Extract<FoundToken, { status: "unknown" | "unreadable" }>,
): Promise<void> {
  const kid = found.status === "unknown" ? (found.kid ?? "none") : "unreadable"
  const value = candidates(context.jar, found.from.cookie.name)?.values[0] ?? ""
  const { ring } = await context.sessionKeys()
  const { noteUnknownCookie } = await unknownKeys()
  noteUnknownCookie(context, { cookie: "session", kid, value, active: activeKey(ring).id })
}

/** A callback of the application threw. Nobody is signed in by an error, and nobody is signed out by it. */
function unreadable(context: Context, error: unknown): SessionRead {
  const reason = new JWTSessionError(error instanceof Error ? error : String(error))
  if (!context.compat) throw reason
  context.logger.error(reason)
  return NO_SESSION
}

function jwtParams(context: Context, { token }: LiveToken, { update }: ReadOptions): object {
  const request = context.shownTo("jwt")
  if (!update) return request ? { token, request } : { token }
  return { token, trigger: "update", session: update.data, ...(request && { request }) }
}

import type { Context } from "../../config/context.ts"
import type { SetCookie } from "../../contracts/cookies.ts"
import { sharedMemo, BoundedMap } from "../../crypto/memo.ts"
import { JWTSessionError, RegisterUnavailable } from "../../errors.ts"
import { clearChunks } from "../../session/chunks.ts"
import { splitFacts } from "../../session/claims.ts"
import { readToken } from "../../session/read-token.ts"
import { sessionSpec } from "../../session/session-cookies.ts"
import type { Session } from "../../vocabulary/session.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { readCustomToken } from "./custom-token.ts"
import type { FoundToken, LiveToken } from "./live-token.ts"
import { admitSession, claimsBefore, forgetSession } from "./register.ts"
import { NO_SESSION, type ReadOptions, type SessionRead } from "./session-read.ts"
import { resealSession } from "./seal.ts"

/** Reads the session from its cookie: opens the token, asks the callbacks, and seals it anew where that is due. */
export async function readTokenSession(
  context: Context,
  options: ReadOptions,
): Promise<SessionRead> {
  const found = await findToken(context)
  if (found.status !== "ok") return withoutToken(context, found, options)
  const { live } = found
  const before = options.write ? claimsBefore(context, live) : undefined
  try {
    const token = await context.callback("jwt")({
      token: live.token,
      ...(options.update ? { trigger: "update" as const, session: options.update.data } : {}),
      ...requestOf(context),
    } as never)
    if (token === null) {
      if (options.write) await forgetSession(context, live)
      return { session: null, cookies: clearChunks(context.jar, live.from.cookie) }
    }
    return await present(context, { live, before }, token, options)
  } catch (error) {
    if (error instanceof RegisterUnavailable) throw error
    return unreadable(context, error)
  }
}

async function present(
  context: Context,
  { live, before }: { readonly live: LiveToken; readonly before: string | undefined },
  token: JWT,
  options: ReadOptions,
): Promise<SessionRead> {
  const now = Date.now()
  const renew = options.write && mustSeal(context, live, token, options, now)
  const exp = typeof live.token.exp === "number" ? live.token.exp * 1000 : 0
  const expires = new Date(renew || context.compat ? now + context.maxAge * 1000 : exp)
  const source = { session: shown(token, expires), token }
  const session = await context.callback("session")({ ...source, ...requestOf(context) } as never)
  const cookies = renew ? await resealSession(context, { live, before }, token, expires) : []
  if (!cookies) return { session: null, cookies: clearChunks(context.jar, live.from.cookie) }
  if (context.config.events?.session) {
    await context.emit("session", { session: session as Session, token })
  }
  return { session: session as Session, cookies, source }
}

/** What the session callback is given: who the token is about. */
function shown(token: JWT, expires: Date): Session {
  const { name, email, picture, sub } = token
  return {
    user: {
      ...(sub === undefined ? {} : { id: sub }),
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    },
    expires: expires.toISOString(),
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
  const age = now / 1000 - (typeof live.token.iat === "number" ? live.token.iat : 0)
  if (age >= context.updateAge) return true
  return token !== live.token && JSON.stringify(token) !== JSON.stringify(live.token)
}

/**
 * The token of this request.
 *
 * @throws KeysUnavailable or MissingSecret where there are no keys to open it with, RegisterUnavailable where its key
 * was revoked and nobody can say whether it was kept
 */
export async function findToken(context: Context): Promise<FoundToken> {
  if (context.config.jwt?.decode) return readCustomToken(context)
  const keys = context.sessionKeys()
  const resolved = keys instanceof Promise ? await keys : keys
  const read = await readToken(context.jar, context.sessionCookies, resolved)
  if (read.status !== "ok") return read
  const { token, facts } = splitFacts(read.claims)
  const { from, current, revocation } = read
  const format = read.format === "v5-gcm" ? "v5" : read.format
  const spec = sessionSpec(format, from.cookie.name)
  const live = { token, facts, from, spec, current }
  if (!revocation) return { status: "ok", live }
  const admitted = await admitSession(context, live, revocation)
  if (admitted) return { status: "ok", live: { ...live, admitted } }
  return { status: "ended", why: "revoked", from }
}

function withoutToken(
  context: Context,
  found: Exclude<FoundToken, { status: "ok" }>,
  options: ReadOptions,
): SessionRead {
  if (found.status === "none") return NO_SESSION
  let cookies: SetCookie[] = []
  if (found.status === "ended") {
    if (found.why === "forged") {
      context.logger.error(
        new JWTSessionError("A session token names our key but was not made with it"),
      )
    }
    if (options.write) cookies = clearChunks(context.jar, found.from.cookie)
  } else {
    warnOnce(context, found.status === "unknown" ? (found.kid ?? "none") : "unreadable")
  }
  return { session: null, cookies }
}

/** Once a minute per key id: a wrong secret would else fill the log. */
function warnOnce(context: Context, kid: string): void {
  const seen = sharedMemo("unknown-kids", () => new BoundedMap<string, number>(256))
  const last = seen.get(kid) ?? 0
  if (Date.now() - last < 60_000) return
  seen.set(kid, Date.now())
  const why =
    kid === "unreadable"
      ? "A session cookie could not be read; it was left alone."
      : `A session cookie was sealed with a key that is not ours (kid ${kid.slice(0, 16)}). It was kept: the key may be newer than this instance's, or the secret was replaced.`
  context.logger.warn("key-unknown", why)
}

/** A callback of the application threw. Nobody is signed in by an error, and nobody is signed out by it. */
function unreadable(context: Context, error: unknown): SessionRead {
  const reason = new JWTSessionError(error instanceof Error ? error : String(error))
  if (!context.compat) throw reason
  context.logger.error(reason)
  return NO_SESSION
}

function requestOf(context: Context): { request?: Request } {
  const { request } = context.incoming
  return request ? { request } : {}
}

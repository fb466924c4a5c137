import type { Context } from "../../config/context.ts"
import type { CookieOption, SetCookie } from "../../contracts/cookies.ts"
import { warnOfForeignDomain } from "../../config/session-domain.ts"
import { sharedMemo } from "../../crypto/memo.ts"
import { ringStrings } from "../../keys/ring.ts"
import { seal } from "../../keys/seal.ts"
import type { Format, SealSpec } from "../../keys/model.ts"
import { clearChunks, HEADER_BUDGET, writeChunks } from "../../session/chunks.ts"
import { joinFacts, type SessionFacts } from "../../session/claims.ts"
import { sessionSpec } from "../../session/session-cookies.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { JWT } from "../../vocabulary/token.ts"
import { isAtHand } from "../../web/at-hand.ts"
import { factsFrom } from "./end.ts"
import { nextEnd, sealedAge } from "./lifetime.ts"
import type { LiveToken } from "./live-token.ts"
import {
  type BegunSession,
  listedUntil,
  noteBegin,
  noteUse,
  type SessionOrigin,
} from "./records.ts"
import { moveSession, movedFacts, registerSession, renewRegistration } from "./register.ts"
import type { SaidSession } from "./registered.ts"

/** What new sessions are written as. */
function writingFormat(context: Context): Format {
  return context.compat === 4 ? "v4" : context.compat === 5 ? "v5" : "own"
}

/** The cookies that carry these claims until `expires`. */
export async function sealSession(
  context: Context,
  cookie: CookieOption,
  spec: SealSpec | undefined,
  { token, facts }: SaidSession,
  expires: Date,
): Promise<SetCookie[]> {
  const keys = context.sessionKeys()
  const { ring } = isAtHand(keys) ? keys : await keys
  const claims = joinFacts(token, facts)
  const maxAge = sealedAge(context, facts)
  const encode = context.config.jwt?.encode
  let sealed: MaybePromise<string>
  if (encode || !spec) {
    const strings = ringStrings(ring)
    const secret = strings.length === 1 ? strings[0]! : strings
    const salt = context.compat === 4 ? "" : cookie.name
    sealed = encode!({ token: claims as JWT, secret, salt, maxAge }) as MaybePromise<string>
  } else {
    sealed = seal(ring, spec, claims, { maxAge })
  }
  const value = isAtHand(sealed) ? sealed : await sealed
  const dated = { ...cookie, options: { ...cookie.options, expires } }
  return writeChunks(context.jar, dated, value, limitOf(context, value))
}

/** Through the doors larger ones are written, as there: the server's limit may have been raised. It is said once. */
function limitOf({ compat, logger }: Context, { length }: string): number | undefined {
  if (compat === undefined) return HEADER_BUDGET
  const said = sharedMemo("large-sessions", () => new Set<string>())
  if (length > HEADER_BUDGET && !said.has("said")) {
    said.add("said")
    logger.warn("session-too-large", { characters: length, room: HEADER_BUDGET })
  }
  return undefined
}

/**
 * The cookies of a session that begins now; those of another generation end with it.
 *
 * @throws RecordsUnavailable
 */
export async function beginTokenSession(
  context: Context,
  token: JWT,
  origin: SessionOrigin,
): Promise<BegunSession> {
  const [main, ...others] = context.sessionCookies
  const custom = context.config.jwt?.encode !== undefined
  const spec = custom ? undefined : sessionSpec(writingFormat(context), main!.cookie.name)
  warnOfForeignDomain(context)
  const registered = await registerSession(context, { token, facts: factsFrom(context, token) })
  const expires = nextEnd(context, registered.auth_time * 1000)
  const facts = await listed(context, { token, facts: registered }, origin, expires)
  context.about.session = facts.sid
  const cookies = [
    ...others.flatMap(({ cookie }) => clearChunks(context.jar, cookie)),
    ...(await sealSession(context, main!.cookie, spec, { token, facts }, expires)),
  ]
  return { cookies, session: { user: token.sub, id: facts.sid }, undo: async () => {} }
}

/** The facts of a session that begins, once the list has it. A token that names nobody is nobody's session to list. */
async function listed(
  context: Context,
  { token, facts }: SaidSession,
  origin: SessionOrigin,
  expires: Date,
): Promise<SessionFacts> {
  if (token.sub === undefined) return facts
  const named = { user: token.sub, id: facts.sid }
  const rec = listedUntil(context, facts, expires.valueOf())
  return (await noteBegin(context, named, origin, rec * 1000)) ? { ...facts, rec } : facts
}

/**
 * The cookies of a session that goes on, sealed by the key that seals now; null where its key was revoked and it was
 * ended or moved elsewhere in the meantime.
 *
 * @param before - See `claimsBefore`.
 * @throws RegisterUnavailable
 */
export async function resealSession(
  context: Context,
  { live, before }: { readonly live: LiveToken; readonly before: string | undefined },
  token: JWT,
  expires: Date,
): Promise<SetCookie[] | null> {
  const registering = live.admitted
    ? movedFacts(context, live.facts)
    : renewRegistration(context, { token, facts: live.facts }, before)
  const registered = isAtHand(registering) ? registering : await registering
  const noting = noteUse(context, { token, facts: registered }, expires)
  const facts = isAtHand(noting) ? noting : await noting
  const { cookie, movesTo } = live.from
  const left = movesTo ? clearChunks(context.jar, cookie) : []
  const spec = movesTo && live.spec ? sessionSpec(live.spec.format, movesTo.name) : live.spec
  const sealed = await sealSession(context, movesTo ?? cookie, spec, { token, facts }, expires)
  const cookies = [...left, ...sealed]
  // Last, since from here on the old cookie is as good as gone.
  if (!live.admitted || (await moveSession(context, { token, facts }, live.admitted)))
    return cookies
  return null
}

/** Ends every session cookie of this browser, of whichever generation. */
export function clearSession(context: Context): SetCookie[] {
  return context.sessionCookies.flatMap(({ cookie }) => clearChunks(context.jar, cookie))
}

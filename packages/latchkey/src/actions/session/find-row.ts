import type { Context } from "../../config/context.ts"
import { callAdapter } from "../../config/adapter.ts"
import type { Adapter, AdapterSession, AdapterUser } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import { MissingAdapter } from "../../errors.ts"
import { twinsOf } from "../../session/chunks.ts"
import type { SessionCookie } from "../../session/session-cookies.ts"
import { beganAt, isOwnId, lastMoment } from "./lifetime.ts"

/** A row, its user, and the cookie that named it. */
export interface LiveRow {
  readonly session: AdapterSession
  readonly user: AdapterUser
  readonly from: SessionCookie
  /** What the cookie says: the session's token, however the adapter names it. */
  readonly value: string
}

/** The adapter, which this strategy can't do without. */
export function adapterOf(context: Context): Required<Adapter> {
  if (!context.adapter) throw new MissingAdapter("Database sessions need an adapter")
  return context.adapter as Required<Adapter>
}

/** Longer than any session id we or Auth.js make; a sealed token of another strategy is not looked up. */
const MAX_ID_LENGTH = 256

/** What stores cut or refuse, each in its way. No session id has it. */
// oxlint-disable-next-line no-control-regex
const UNSTORABLE = /[\0-\x1f\x7f]/

const isStorable = (value: string): boolean =>
  value !== "" && value.length <= MAX_ID_LENGTH && value.isWellFormed() && !UNSTORABLE.test(value)

/** The row, or whether a cookie named one that is no more. */
export type FoundRow = LiveRow | { readonly stale: boolean }

/** The session's row, looked up by the cookie's value: at once, where the adapter answers so. */
export function findRow(context: Context): MaybePromise<FoundRow> {
  if (!context.config.adapter) adapterOf(context)
  return findFrom(context, 0, false)
}

/** From the cookie of that number on. */
function findFrom(context: Context, first: number, stale: boolean): MaybePromise<FoundRow> {
  const { sessionCookies, jar } = context
  for (let at = first; at < sessionCookies.length; at++) {
    const from = sessionCookies[at]!
    const said = jar.all(from.cookie.name)
    if (said.length === 0) continue
    const values = twinsOf(said)
    if (values.length === 0) return { stale: false }
    const named = values.filter(
      (value) => isStorable(value) && !(from.isInherited && isOwnId(value)),
    )
    if (named.length === 0) continue
    const found = named.length === 1 ? rowOf(context, from, named[0]!) : oneOf(context, from, named)
    const go = (row: LiveRow | Missing): MaybePromise<FoundRow> => {
      if (row === "contested") return { stale: false }
      return row === "none" ? findFrom(context, at + 1, true) : row
    }
    return found instanceof Promise ? found.then(go) : go(found)
  }
  return { stale }
}

/** There is no row that lives; or there are several, of more than one person. */
type Missing = "none" | "contested"

function rowOf(
  context: Context,
  from: SessionCookie,
  value: string,
): MaybePromise<LiveRow | Missing> {
  const adapter = context.config.adapter!
  const called = { adapter, logger: context.logger, name: "getSessionAndUser" } as const
  const asking = callAdapter(called, [value])
  const judge = (found: Awaited<typeof asking>): MaybePromise<LiveRow | Missing> => {
    if (!found) return "none"
    const { session, user } = found
    if (lives(context, session, value)) return { session, user, from, value }
    return tidied(adapterOf(context), value).then(() => "none")
  }
  return asking instanceof Promise ? asking.then(judge) : judge(asking)
}

/** Of two that live, the order of cookies must not say whose the request is: it is nobody's. */
async function oneOf(
  context: Context,
  from: SessionCookie,
  values: readonly string[],
): Promise<LiveRow | Missing> {
  let live: LiveRow | undefined
  for (const value of values) {
    const row = await rowOf(context, from, value)
    if (typeof row === "string") continue
    if (live && live.user.id !== row.user.id) return "contested"
    live ??= row
  }
  return live ?? "none"
}

/** An id that does not say when its session began is of before there was an absolute timeout: it slides no more. */
function lives(context: Context, { expires }: AdapterSession, value: string): boolean {
  const now = Date.now()
  if (!(expires.valueOf() > now)) return false
  if (context.absoluteTimeout === undefined) return true
  const began = beganAt(value)
  return began === undefined || now < lastMoment(context, began)
}

/** Takes a row away that is over. Another request may have done so first, which some stores call an error. */
async function tidied(adapter: Required<Adapter>, sessionToken: string): Promise<void> {
  try {
    await adapter.deleteSession(sessionToken)
  } catch {
    // It lets nobody in. A store that fails says so at what matters.
  }
}

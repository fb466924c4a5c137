import type { Context } from "../config/context.ts"
import type { SessionRecord } from "../contracts/session-records.ts"
import { MissingCSRF } from "../errors.ts"
import { callbackUrl } from "./callback-url.ts"
import { requireCsrf } from "./csrf.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"
import { type CurrentSession, currentOf, endAll, endOne, liveSessions } from "./session/control.ts"
import { clearSession } from "./session/seal.ts"

/** A session as its owner sees it in their browser. */
export interface ShownSession extends Pick<
  SessionRecord,
  "id" | "created" | "seen" | "expires" | "ip" | "userAgent" | "provider" | "amr"
> {
  /** Whether it is the one that asks. */
  readonly current: boolean
}

const NOBODY: ResponseInternal = { status: 401, body: null }

/** GET /sessions: those of the signed-in user. */
export async function listSessionsAction(context: Context): Promise<ResponseInternal> {
  const current = await currentOf(context)
  if (current?.user === undefined) return NOBODY
  const sessions = await liveSessions(context, current.user)
  return { body: sessions.map((record) => shown(record, current)) }
}

/** Field by field: what else a store answers stays here. */
function shown(record: SessionRecord, current: CurrentSession): ShownSession {
  const { id, created, seen, expires, ip, userAgent, provider, amr } = record
  return {
    id,
    created,
    seen,
    expires,
    ...(ip === undefined ? {} : { ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
    provider,
    amr,
    current: id === current.id,
  }
}

/** POST /sessions with `id`, or `which` as `others` or `all`: ends sessions of the signed-in user. */
export async function endSessionsAction(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  try {
    await requireCsrf(context, request)
  } catch (error) {
    if (error instanceof MissingCSRF) return { status: 400, body: null }
    throw error
  }
  const current = await currentOf(context)
  if (current?.user === undefined) return NOBODY
  const wanted = readWanted(request.body)
  if (!wanted) return { status: 400, body: null }
  const ended = await end(context, { user: current.user, id: current.id }, wanted)
  if (!ended) return { status: 404, body: null }
  const isOut =
    current.id === undefined
      ? typeof wanted === "string"
      : wanted === "all" || ended.includes(current.id)
  const cookies = isOut ? clearSession(context) : []
  // A form without a script goes on to a page; a script reads what ended.
  if (typeof request.body["callbackUrl"] !== "string") return { body: { ended }, cookies }
  const next = await callbackUrl(context, request)
  return { redirect: next.url, cookies: [...cookies, ...next.cookies] }
}

type Wanted = { readonly id: string } | "others" | "all"

function readWanted({ id, which }: RequestInternal["body"]): Wanted | undefined {
  if (typeof id === "string" && id !== "" && which === undefined) return { id }
  return id === undefined && (which === "others" || which === "all") ? which : undefined
}

/** The ids of what ended; undefined where there is no such session, or it is somebody else's. */
async function end(
  context: Context,
  { user, id: own }: { readonly user: string; readonly id: string | undefined },
  wanted: Wanted,
): Promise<readonly string[] | undefined> {
  if (wanted === "all") return (await endAll(context, user, { reason: "all-by-user" })).ids
  if (wanted === "others") {
    return (await endAll(context, user, { except: own, reason: "others-by-user" })).ids
  }
  const { id } = wanted
  const listed = await liveSessions(context, user)
  if (!listed.some((record) => record.id === id)) return undefined
  return (await endOne(context, { user, id }, "one-by-user")) ? [id] : undefined
}

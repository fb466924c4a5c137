import { currentOf, type Ended, endAll, endOne, liveSessions } from "../actions/session/control.ts"
import { endSessions } from "../actions/session/end.ts"
import { revocableOf } from "../actions/session/ended.ts"
import { askRecords, type NamedSession } from "../actions/session/records.ts"
import type { AuthConfig } from "../config/auth-config.ts"
import { Context, type Door, type Incoming } from "../config/context.ts"
import { recordsOf } from "../config/listing.ts"
import type { SessionRecord } from "../contracts/session-records.ts"
import { MissingAdapter, MissingAdapterMethods } from "../errors.ts"

/** A request, or as much as a server component knows of one. */
export type RequestLike = Request | Incoming

/** A session of a list. */
export interface ListedSession extends SessionRecord {
  /** Whether it is the one that the request came with. */
  readonly current: boolean
}

/** Whose sessions: of whoever sent the request, or of the user of that id. */
export type SessionsOf<R = Request> = R | { readonly user: string }

/** Which sessions to end: the one that a request came with, the one of that id, or all of a user but perhaps one. */
export type RevokedSessions<R = Request> = (
  | {
      readonly session: R | string
      /** Ends it only if it is this user's: the id, or a request that they sent. For an id that came from outside. */
      readonly user?: R | string
    }
  | {
      /** The user's id, as it is in `session.user.id` (the claim `sub`), or a request that they sent. */
      readonly user: R | string
      /** The session that goes on: its id, or a request that came with it. */
      readonly except?: R | string
    }
) & {
  /** For the audit trail, e.g. `password-changed`. @default "revoked" */
  readonly reason?: string
}

/** What ended. */
export type SessionsEnded = Ended

const NOTHING: SessionsEnded = { ids: [], complete: true }

/**
 * The sessions of a user that live now, newest sign-in first.
 *
 * @throws RecordsUnavailable, RevocationsUnavailable, KeysUnavailable, MissingSecret
 * @throws TypeError where `session.records` is not set
 */
export async function listSessions(
  config: AuthConfig,
  door: Door,
  of: SessionsOf<RequestLike>,
): Promise<ListedSession[]> {
  if ("user" in of) {
    const records = await liveSessions(contextOf(config, door), of.user)
    return records.map((record) => ({ ...record, current: false }))
  }
  const context = contextOf(config, door, of)
  const current = await currentOf(context)
  if (current?.user === undefined) return []
  const records = await liveSessions(context, current.user)
  return records.map((record) => ({ ...record, current: record.id === current.id }))
}

/**
 * Ends sessions before their time, on every instance.
 *
 * @throws RevocationsUnavailable where it could not be kept; AdapterError, KeysUnavailable, MissingSecret
 * @throws TypeError where sessions can't be ended before their time, or this one has no id to end it by
 */
export async function revokeSessions(
  config: AuthConfig,
  door: Door,
  which: RevokedSessions<RequestLike>,
): Promise<SessionsEnded> {
  const { reason = "revoked" } = which
  const site = { config, door }
  if ("session" in which) return revokeOne(site, which, reason)
  const user = await userOf(site, which.user)
  if (user === undefined) return NOTHING
  const except = await idOf(site, which.except)
  const context = contextOf(config, door, requestAmong(which.user, which.except))
  return endAll(context, user, { except, reason })
}

/**
 * Deletes a user with all that is theirs, and ends their sessions: those of now, and those of a sign-in that is under
 * way.
 *
 * @throws RevocationsUnavailable: then the user is there still; AdapterError
 * @throws MissingAdapter, MissingAdapterMethods
 */
export async function deleteUser(config: AuthConfig, door: Door, user: string): Promise<void> {
  const context = contextOf(config, door)
  if (!context.adapter) throw new MissingAdapter("Users are deleted through the adapter")
  if (!config.adapter?.deleteUser) {
    throw new MissingAdapterMethods("The adapter has no deleteUser")
  }
  const isRevocable = revocableOf(context) !== undefined
  if (isRevocable) await endSessions(context, { kind: "user", id: user, margin: UNDER_WAY })
  await context.adapter.deleteUser!(user)
  const records = recordsOf(context)
  const gone = records
    ? await askRecords(records, () => records.remove(user)).catch(logged(context))
    : []
  await context.note({
    type: "user-deleted",
    outcome: "success",
    user,
    details: { sessions: gone.length },
  })
}

/** Milliseconds that a sign-in may take from the look at its user to its session. */
const UNDER_WAY = 60_000

const logged =
  (context: Context) =>
  (error: unknown): readonly never[] => {
    context.logger.error(error as Error)
    return []
  }

interface Place {
  readonly config: AuthConfig
  readonly door: Door
}

function contextOf(config: AuthConfig, door: Door, said?: RequestLike | string): Context {
  if (typeof said !== "object") return new Context(config, door, { headers: new Headers() })
  return said instanceof Request
    ? new Context(config, door, { headers: said.headers, url: said.url, request: said })
    : new Context(config, door, said)
}

/** Where the audit trail has its address from. */
function requestAmong(...said: (RequestLike | string | undefined)[]): RequestLike | undefined {
  return said.find((one): one is RequestLike => typeof one === "object")
}

async function userOf(
  { config, door }: Place,
  said: RequestLike | string,
): Promise<string | undefined> {
  if (typeof said !== "object") return said
  return (await currentOf(contextOf(config, door, said)))?.user
}

/** The id of a session; undefined where the request came without one. */
async function idOf(
  { config, door }: Place,
  said: RequestLike | string | undefined,
): Promise<string | undefined> {
  if (typeof said !== "object") return said
  return (await currentOf(contextOf(config, door, said)))?.id
}

async function revokeOne(
  { config, door }: Place,
  { session, user: whose }: { session: RequestLike | string; user?: RequestLike | string },
  reason: string,
): Promise<SessionsEnded> {
  const context = contextOf(config, door, requestAmong(session, whose))
  const of = typeof session === "object" ? await currentOf(context) : await named(context, session)
  if (!of) return NOTHING
  if (of.id === undefined) {
    throw new TypeError(
      "The cookie of this session was written elsewhere, and has no id: end all sessions of its user.",
    )
  }
  const { id } = of
  const theirs = whose === undefined ? undefined : await userOf({ config, door }, whose)
  if (whose !== undefined) {
    if (theirs === undefined || !(await isTheirs(context, { user: theirs, id }))) return NOTHING
  }
  const user = theirs ?? of.user
  if (user === undefined) return endNameless(context, id)
  return { ids: (await endOne(context, { user, id }, reason)) ? [id] : [], complete: true }
}

/** A session of nobody that we know: of a cookie its id is enough. */
async function endNameless(context: Context, id: string): Promise<SessionsEnded> {
  if (context.strategy === "database") {
    if (recordsOf(context)) return NOTHING
    throw new TypeError("Whose session it is must be said where sessions are not listed: user.")
  }
  await endSessions(context, { kind: "session", id })
  return { ids: [id], complete: true }
}

/** Rows are deleted among their user's; of a cookie the list says whose it is. */
async function isTheirs(context: Context, { user, id }: NamedSession): Promise<boolean> {
  if (context.strategy === "database") return true
  return (await liveSessions(context, user)).some((record) => record.id === id)
}

/** Whose session an id is, as far as the list says. */
async function named(
  context: Context,
  id: string,
): Promise<{ readonly user: string | undefined; readonly id: string } | null> {
  const records = recordsOf(context)
  if (!records) return { id, user: undefined }
  const finding = askRecords(records, () => records.find({ id }, Date.now()))
  // A cookie ends by its id; a list that is down must not keep it alive.
  const found = await (context.strategy === "database" ? finding : finding.catch(logged(context)))
  return { id, user: found[0]?.user }
}

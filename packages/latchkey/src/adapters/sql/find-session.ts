import type { AdapterSession, AdapterUser } from "../../contracts/adapter.ts"
import type { MaybePromise } from "../../crypto/index.ts"
import type { Row } from "../../databases/database.ts"
import { readOwn } from "./own-columns.ts"
import { readDate, text } from "./rows.ts"
import { MOST, OF_SESSION, sessionQueries, STORED_TOKEN } from "./session-queries.ts"
import { HASH_MARK, sessionTokenKeys, storedSessionToken } from "./session-token.ts"
import { type Store, update } from "./store.ts"
import { columnOf, type Table, where } from "./table.ts"
import { together } from "./together.ts"
import { userOf } from "./users.ts"

interface Found {
  readonly session: AdapterSession
  readonly user: AdapterUser
}

/** How a store is asked for the row of a session and its user. */
interface Way {
  /** By one key and at once, where the client can: null where there is none, undefined where it has to be waited for. */
  readonly first: ((key: string) => Row | null | undefined) | undefined
  /** By one key. */
  readonly later: (key: string) => Promise<Row | undefined>
  /** By any of several keys. */
  readonly any: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>
}

const ways = new WeakMap<Store, Way>()

function wayOf(store: Store): Way {
  const known = ways.get(store)
  if (known) return known
  const { one, several } = sessionQueries(store)
  const any: Way["any"] = async (keys) => {
    const { sql, values } = several(keys)
    const rows = await store.rows(sql, values)
    // A collation may take another text for the same: only what was asked for is looked up in it.
    return new Map(rows.map((row) => [text(row[STORED_TOKEN]) ?? "", row]))
  }
  const alone = (key: string): Promise<Row | undefined> => {
    const { sql, values } = one([key])
    return store.rows(sql, values).then(([row]) => row)
  }
  const { first } = store
  const atOnce = (key: string): Row | null | undefined => {
    const { sql, values } = one([key])
    return first!(sql, values)
  }
  const made = {
    first: first && atOnce,
    later: store.batch ? together({ one: alone, several: any, most: MOST }) : alone,
    any,
  }
  ways.set(store, made)
  return made
}

/**
 * The session and its user, by the hash of its token: at once, without a promise, where the client answers so. No
 * collation is wide enough to take somebody else's hash for this one, so the row does not say again what it was found by.
 */
export function findSession(store: Store, sessionToken: string): MaybePromise<Found | null> {
  if (!isStorable(store, sessionToken)) return null
  const way = wayOf(store)
  const hash = storedSessionToken(sessionToken)
  const judge = (row: Row | null | undefined): MaybePromise<Found | null> => {
    const found = foundIn(store, row, sessionToken)
    // What has our mark nobody else stored.
    return found || sessionToken.startsWith(HASH_MARK) ? found : findForeign(store, sessionToken)
  }
  const row = way.first?.(hash)
  return row === undefined ? way.later(hash).then(judge) : judge(row)
}

/**
 * Once more, by its hash or by itself, which is how another adapter stored it: then that is replaced. By both, since
 * somebody else may have replaced it in between.
 */
async function findForeign(store: Store, sessionToken: string): Promise<Found | null> {
  const [hash, plain] = sessionTokenKeys(sessionToken)
  const rows = await wayOf(store).any([hash, plain])
  const foreign = foundIn(store, rows.get(hash) ?? rows.get(plain), sessionToken)
  if (foreign) await upgrade(store, sessionToken)
  return foreign
}

function foundIn(
  { tables }: Store,
  row: Row | null | undefined,
  sessionToken: string,
): Found | null {
  const session = row && readSession(tables.sessions, row, sessionToken, OF_SESSION)
  if (!row || !session) return null
  const user = userOf(tables.users, row)
  // What a collation took for the same is another user.
  return user.id === session.userId ? { session, user } : null
}

/** Replaces a plain token that another adapter stored by its hash. */
async function upgrade(store: Store, sessionToken: string): Promise<void> {
  const set = { sessionToken: storedSessionToken(sessionToken) }
  await update(store, "sessions", { set, at: where(store.tables.sessions, { sessionToken }) })
}

/**
 * The session as its owner knows it, with the plain token. Null where its end can't be read: fail closed.
 *
 * @param prefix - What stands before the columns' names in the row.
 */
export function readSession(
  { own }: Pick<Table, "own">,
  row: Row,
  sessionToken: string,
  prefix = "",
): AdapterSession | null {
  const expires = readDate(row[`${prefix}expires`])
  const userId = text(row[`${prefix}userId`])
  if (!expires || userId === null) return null
  const session = { sessionToken, userId, expires }
  return own.size === 0 ? session : { ...readOwn(own, row, prefix), ...session }
}

/** A token that no text of the database could be is of no session, though its hash could be stored. */
export const isStorable = ({ tables }: Store, sessionToken: string): boolean =>
  columnOf(tables.sessions, "sessionToken").form.holds(sessionToken)

import { quoteName } from "../../databases/ddl.ts"
import type { Condition } from "./forms.ts"
import type { Store } from "./store.ts"
import { columnOf } from "./table.ts"

/** Before the session's columns in a row of both: a user may have columns of any name. */
export const OF_SESSION = "session."
/** What the row's session is stored under, where the query could find several. */
export const STORED_TOKEN: string = `${OF_SESSION}sessionToken`

/** The statement that finds sessions with their users, by what their tokens may be stored as. */
export type SessionQuery = (keys: readonly string[]) => Condition

/** The queries of requests with a session: put together once per store, so that they are prepared once. */
export interface SessionQueries {
  /** By one key: the row does not say by which. */
  readonly one: SessionQuery
  /** By up to {@link MOST} keys. */
  readonly several: SessionQuery
}

/** How many keys one query takes. */
export const MOST = 16
/** Of so many the statements are: a shorter list says its last key again, or each length would be prepared by itself. */
const LENGTHS = [2, 4, MOST]

const COLUMNS = ["userId", "expires"] as const

export function sessionQueries(store: Store): SessionQueries {
  const made = new Map(LENGTHS.map((length) => [length, sessionQuery(store, length)]))
  return {
    one: sessionQuery(store, 1),
    several(keys) {
      const length = LENGTHS.find((each) => each >= keys.length)!
      const last = keys.at(-1)!
      const missing = Array.from({ length: length - keys.length }, () => last)
      return made.get(length)!(missing.length > 0 ? [...keys, ...missing] : keys)
    },
  }
}

function sessionQuery({ kind, tables }: Store, length: number): SessionQuery {
  const { sessions, users } = tables
  const token = columnOf(sessions, "sessionToken")
  const user = columnOf(sessions, "userId")
  const condition = token.form.among(
    `s.${token.name}`,
    Array.from({ length }, () => ""),
  )
  const named = length > 1 ? ["sessionToken", ...COLUMNS] : COLUMNS
  const selected = [...named, ...sessions.own.keys()].map((column) => {
    const { name, form } = columnOf(sessions, column)
    return `${form.read(`s.${name}`)} AS ${quoteName(kind, OF_SESSION + column)}`
  })
  const sql = `SELECT ${selected.join(", ")}, ${users.selection(undefined, "u")}
    FROM ${sessions.name} s JOIN ${users.name} u ON u.${columnOf(users, "id").name} = s.${user.name}
    WHERE ${condition.sql}`
  const isTwice = condition.values.length > length
  return (keys) => ({ sql, values: isTwice ? [...keys, ...keys] : keys })
}

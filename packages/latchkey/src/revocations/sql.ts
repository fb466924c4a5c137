import type {
  RevocationPage,
  RevocationStore,
  SessionRevocation,
} from "../contracts/revocations.ts"
import type { Database, Row } from "../databases/database.ts"
import { createStatements, quoteTable, type TablePlace, type TableSpec } from "../databases/ddl.ts"
import { NOW, withTables } from "../databases/tables.ts"
import { channelOf, type Watch } from "../databases/watch.ts"
import { revocationsFor } from "./shared.ts"

export interface SqlRevocationOptions {
  /** The table's name; it is made if missing. Default `auth_session_revocation`. */
  readonly table?: string
}

/** The table where no other is named. */
export const REVOCATION_TABLE = "auth_session_revocation"

/** Times in milliseconds since the epoch. */
export const REVOCATIONS: TableSpec = {
  columns: {
    n: { type: "serial" },
    kind: { type: "key" },
    id: { type: "key" },
    began_until: { type: "integer" },
    except_id: { type: "key" },
    needed_until: { type: "integer" },
    noted: { type: "integer" },
  },
  primaryKey: ["n"],
  index: [["noted"], ["needed_until"]],
}

/** Milliseconds between two times that this process drops the rows that no living session needs. */
const PRUNE_INTERVAL = 600_000
/**
 * Milliseconds that are read once more: numbers are given out before rows are committed, so that a lower one can
 * appear after a higher one was read.
 */
const OVERLAP = 60_000

/**
 * What has ended, in a table. Each method is one statement, so it works through a pooler in any mode. The same
 * database and place have the same store.
 */
export function sqlRevocationsIn(
  database: Database,
  place: TablePlace,
  watch?: Watch,
): RevocationStore {
  const table = quoteTable(database.kind, place)
  return revocationsFor(database, table, () => create(database, place, watch))
}

function create(database: Database, place: TablePlace, watch?: Watch): RevocationStore {
  const { kind } = database
  const table = quoteTable(kind, place)
  const now = NOW[kind]
  const { rows, write } = withTables(database, {
    create: createStatements(kind, REVOCATIONS, place),
  })
  const insert = `INSERT INTO ${table} (kind, id, began_until, except_id, needed_until, noted)
    VALUES (?, ?, ?, ?, ?, ${now})`
  const whole = place.schema === undefined ? place.name : `${place.schema}.${place.name}`
  /** Where there are channels, those who listen are told in the same statement. */
  const add = (values: readonly (string | number)[]): Promise<unknown> =>
    kind === "postgres"
      ? rows(`WITH noted AS (${insert} RETURNING n) SELECT pg_notify(?, '') FROM noted`, [
          ...values,
          channelOf(whole),
        ])
      : write(insert, values)
  let pruned = 0
  /** Rows that stay a while longer harm nobody. */
  const prune = async (at: number): Promise<void> => {
    if (at - pruned < PRUNE_INTERVAL) return
    pruned = at
    await write(`DELETE FROM ${table} WHERE needed_until <= ?`, [at]).catch(() => {})
  }
  const store: RevocationStore = {
    name: `${kind}:${whole}`,
    async add({ kind: what, id, at, except, until }) {
      await add([what, id, at, except ?? "", until])
      await prune(Date.now())
    },
    async since(cursor) {
      const columns = "n, kind, id, began_until, except_id, needed_until, noted"
      if (cursor === null) {
        const sql = `SELECT ${columns} FROM ${table} WHERE needed_until > ?`
        return pageOf(await rows(sql, [Date.now()]))
      }
      // Where the last row is not there as it was, numbers may have begun anew: all is read, as by one who starts.
      const known = `EXISTS (SELECT 1 FROM ${table} r WHERE r.n = ? AND r.noted = ?)`
      const sql = `SELECT ${columns}, ${known} AS goes_on FROM ${table}
        WHERE needed_until > ? AND (n > ? OR noted > ${now} - ${OVERLAP} OR NOT ${known})`
      const [n = 0, noted = 0] = cursor.split(":").map(Number)
      return pageOf(await rows(sql, [n, noted, Date.now(), n, n, noted]), cursor)
    },
  }
  return watch ? { ...store, watch } : store
}

/** A cursor is the number and the time of the last row. */
function pageOf(rows: readonly Row[], cursor = "0:0"): RevocationPage {
  const last = rows.reduce<Row | undefined>(
    (highest, row) => (Number(row["n"]) > Number(highest?.["n"] ?? 0) ? row : highest),
    undefined,
  )
  const goesOn = rows.some((row) => Number(row["goes_on"]) === 1)
  const moves = last && (!goesOn || Number(last["n"]) > Number(cursor.split(":")[0]))
  return {
    revocations: rows.map(revocationOf),
    cursor: moves ? `${Number(last["n"])}:${Number(last["noted"])}` : cursor,
  }
}

function revocationOf(row: Row): SessionRevocation {
  const except = String(row["except_id"])
  return {
    kind: row["kind"] === "user" ? "user" : "session",
    id: String(row["id"]),
    at: Number(row["began_until"]),
    ...(except === "" ? {} : { except }),
    until: Number(row["needed_until"]),
  }
}

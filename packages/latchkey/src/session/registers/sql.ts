import type { Redemption, SessionRegister } from "../../contracts/register.ts"
import type { Database, SqlValue } from "../../databases/database.ts"
import { createStatements, quoteTable, type TableSpec } from "../../databases/ddl.ts"
import { placeOf, withTables } from "../../databases/tables.ts"
import { registerFor } from "./shared.ts"

export interface SqlRegisterOptions {
  /** The table's name; it is made if missing. Default `auth_session_register`. */
  readonly table?: string
}

/** The table where no other is named. */
export const REGISTER_TABLE = "auth_session_register"

/** Ids and claims are hashes; times in milliseconds since the epoch. `writes` changes with each write. */
export const REGISTER: TableSpec = {
  columns: {
    id: { type: "key" },
    claims: { type: "key" },
    former: { type: "key" },
    expires: { type: "integer" },
    moved: { type: "integer" },
    writes: { type: "integer" },
  },
  primaryKey: ["id"],
  index: [["expires"]],
}

/** Milliseconds between two times that this process drops the rows of sessions that have ended. */
const PRUNE_INTERVAL = 600_000

/** Who may enter: see `SessionRegister.redeem`. A session that was never moved has 0 there. */
const MAY_ENTER = `id = ? AND expires > ? AND ((claims = ? AND moved < ?)
  OR (moved >= ? AND moved > ? AND (claims = ? OR former = ?)))`

function entering({ id, claims, revoked, now, grace }: Redemption): SqlValue[] {
  return [id, now, claims, revoked, revoked, now - grace, claims, claims]
}

/** An id that is there already is left as it is. Not `INSERT IGNORE`, which ignores more than a duplicate. */
const KEEPING: Readonly<Record<Database["kind"], string>> = {
  sqlite: "ON CONFLICT DO NOTHING",
  postgres: "ON CONFLICT DO NOTHING",
  mysql: "ON DUPLICATE KEY UPDATE id = id",
}

/**
 * A register in a database. Each method is one statement, so it works through a pooler in any mode. The same database
 * and table have the same register.
 */
export function sqlRegister(database: Database, options: SqlRegisterOptions = {}): SessionRegister {
  const name = options.table ?? REGISTER_TABLE
  const place = placeOf(database.kind, name)
  const table = quoteTable(database.kind, place)
  return registerFor(database, table, () => {
    const making = { create: createStatements(database.kind, REGISTER, place) }
    return create({ ...withTables(database, making), kind: database.kind, table, name })
  })
}

interface Register extends Pick<Database, "kind" | "rows" | "write"> {
  /** Quoted. */
  readonly table: string
  readonly name: string
}

function create({ kind, rows, write, table, name }: Register): SessionRegister {
  let pruned = 0
  /** Rows that stay a while longer harm nobody, so a failure is not the sign-in's. */
  const prune = async (now: number): Promise<void> => {
    if (now - pruned < PRUNE_INTERVAL) return
    pruned = now
    await write(`DELETE FROM ${table} WHERE expires <= ?`, [now]).catch(() => {})
  }
  return {
    name: `${kind}:${name}`,
    async add({ id, claims, expires }) {
      const insert = `INSERT INTO ${table} (id, claims, former, expires, moved, writes) VALUES (?, ?, '', ?, 0, 0)`
      await write(`${insert} ${KEEPING[kind]}`, [id, claims, expires])
      await prune(Date.now())
    },
    async renew({ id, claims }, change) {
      // `writes` changes each time: some servers count only the rows that did.
      const sql = `UPDATE ${table} SET claims = ?, expires = ?, writes = writes + 1 WHERE id = ? AND claims = ?`
      return (await write(sql, [change.claims, change.expires, id, claims])) === 1
    },
    redeem: async (asked) =>
      (await rows(`SELECT id FROM ${table} WHERE ${MAY_ENTER}`, entering(asked))).length > 0,
    async move(asked, change) {
      const { revoked, now } = asked
      // Never before the revocation that it answers, whatever this clock says. The first move counts.
      const moved = Math.max(now, revoked)
      const claims = change.claims === asked.claims ? [] : [change.claims, asked.claims]
      const sql = `UPDATE ${table} SET ${claims.length > 0 ? "claims = ?, former = ?, " : ""}expires = ?,
        writes = writes + 1, moved = CASE WHEN moved < ? THEN ? ELSE moved END WHERE ${MAY_ENTER}`
      const values = [...claims, change.expires, revoked, moved, ...entering(asked)]
      return (await write(sql, values)) === 1
    },
    async remove(id) {
      await write(`DELETE FROM ${table} WHERE id = ?`, [id])
    },
  }
}

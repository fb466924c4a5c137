import type { Database } from "../../../databases/database.ts"
import type { FoundTables } from "../inspect/found.ts"
import { quoted } from "../tables/ddl.ts"
import type { LayoutName } from "../tables/layouts.ts"
import type { Made } from "./steps.ts"

/** A migration as the database remembers it. */
export interface Entry {
  readonly n: number
  readonly name: string
  readonly checksum: string
  /** Milliseconds since the epoch; null while it is under way, or where it was broken off. */
  readonly applied: number | null
  readonly layout: LayoutName
  /** What it made, in order; what was there before is not in it. */
  readonly made: readonly Made[]
}

/** The table's name behind the prefix. */
export const LEDGER = "latchkey_migration"

const TYPES = {
  sqlite: ["INTEGER", "TEXT", "INTEGER", "TEXT"],
  postgres: ["integer", "text", "bigint", "text"],
  mysql: ["INT", "VARCHAR(255)", "BIGINT", "MEDIUMTEXT"],
} as const

/** What was applied to a database: one row for each migration. */
export interface Ledger {
  readonly name: string
  make(): Promise<void>
  entries(): Promise<readonly Entry[]>
  /** Written before the first statement of a migration and after its last, so that one which was broken off shows. */
  write(entry: Entry): Promise<void>
  remove(n: number): Promise<void>
}

export function ledgerOf(database: Database, name: string): Ledger {
  const { kind } = database
  const table = quoted(kind, name)
  const [integer, text, big, long] = TYPES[kind]
  const applied = quoted(kind, "when")
  const remove = async (n: number): Promise<void> => {
    await database.write(`DELETE FROM ${table} WHERE n = ?`, [n])
  }
  return {
    name,
    async make() {
      await database.write(
        `CREATE TABLE IF NOT EXISTS ${table} (n ${integer} PRIMARY KEY NOT NULL, name ${text} NOT NULL,
          checksum ${text} NOT NULL, ${applied} ${big} NULL, layout ${text} NOT NULL, made ${long} NOT NULL)`,
        [],
      )
    },
    async entries() {
      const rows = await database.rows(`SELECT * FROM ${table} ORDER BY n`, [])
      return rows.map((row) => ({
        n: Number(row["n"]),
        name: String(row["name"]),
        checksum: String(row["checksum"]),
        applied: row["when"] === null ? null : Number(row["when"]),
        layout: String(row["layout"]) as LayoutName,
        made: madeOf(row["made"]),
      }))
    },
    async write({ n, name: called, checksum, applied: at, layout, made }) {
      const values = [called, checksum, at, layout, JSON.stringify(made)]
      const columns = `name = ?, checksum = ?, ${applied} = ?, layout = ?, made = ?`
      const rows = await database.rows(`SELECT n FROM ${table} WHERE n = ?`, [n])
      await (rows.length > 0
        ? database.write(`UPDATE ${table} SET ${columns} WHERE n = ?`, [...values, n])
        : database.write(
            `INSERT INTO ${table} (name, checksum, ${applied}, layout, made, n) VALUES (?, ?, ?, ?, ?, ?)`,
            [...values, n],
          ))
    },
    remove,
  }
}

/** What was applied; nothing where there is no such table yet. */
export async function appliedTo(
  database: Database,
  name: string,
  found: FoundTables,
): Promise<readonly Entry[]> {
  return found.has(name) ? ledgerOf(database, name).entries() : []
}

/** Fails where somebody wrote into it by hand what is none of ours: what is dropped is read from here. */
function madeOf(value: unknown): readonly Made[] {
  const made: unknown = JSON.parse(String(value))
  const isMade = (one: unknown): one is Made => {
    const { what, table, name } = (one ?? {}) as Partial<Record<keyof Made, unknown>>
    if (typeof table !== "string") return false
    return what === "table" || ((what === "column" || what === "index") && typeof name === "string")
  }
  if (Array.isArray(made) && made.every(isMade)) return made
  throw new Error("The column `made` of the ledger of migrations is damaged")
}

import type { Database } from "../../../databases/database.ts"
import type { FoundTables } from "../inspect/found.ts"
import { CommandError } from "../../command.ts"
import { inspect } from "../inspect/inspect.ts"
import { dropColumn, dropIndex, dropTable, quoted } from "../tables/ddl.ts"
import { type Entry, ledgerOf } from "./ledger.ts"
import type { Made, Step } from "./steps.ts"

/** Rows that would go with what is dropped. */
export interface Loss {
  /** `users`, or `users.name`. */
  readonly what: string
  readonly rows: number
}

/** What going back behind a migration would do. */
export interface DownPlan {
  readonly entry: Entry
  readonly steps: readonly Step[]
  readonly losses: readonly Loss[]
}

/** Finds how a migration is undone: only what it made goes, the last thing first. */
export async function planDown(database: Database, entry: Entry): Promise<DownPlan> {
  const found = await inspect(database)
  const gone = new Set(entry.made.filter(({ what }) => what === "table").map(({ table }) => table))
  const steps = entry.made
    .toReversed()
    // What stands in a table that goes as a whole goes with it.
    .filter((made) => made.what === "table" || !gone.has(made.table))
    .filter((made) => isThere(made, found))
    .map((made) => undo(database.kind, made))
  await refuseLinks(database, gone)
  const losses: Loss[] = []
  for (const step of steps) {
    const rows = await rowsIn(database, step)
    if (rows > 0) losses.push({ what: [step.table, step.name].filter(Boolean).join("."), rows })
  }
  return { entry, steps, losses }
}

/** Which tables point to which. */
const LINKS: Readonly<Record<Database["kind"], string>> = {
  sqlite: `SELECT DISTINCT t.name AS owner, l."table" AS target
    FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) l WHERE t.type = 'table'`,
  postgres: `SELECT DISTINCT o.relname::text AS owner, t.relname::text AS target FROM pg_constraint c
    JOIN pg_class o ON o.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
    WHERE c.contype = 'f' AND pg_table_is_visible(t.oid)`,
  mysql: `SELECT DISTINCT TABLE_NAME AS owner, REFERENCED_TABLE_NAME AS target FROM information_schema.KEY_COLUMN_USAGE
    WHERE REFERENCED_TABLE_SCHEMA = DATABASE()`,
}

/**
 * SQLite would delete the rows of other tables that point to one that is dropped. MySQL refuses, and would have dropped
 * those before it by then.
 */
async function refuseLinks(database: Database, gone: ReadonlySet<string>): Promise<void> {
  const links = (await database.rows(LINKS[database.kind], [])).map((row) => ({
    owner: String(row["owner"]),
    target: String(row["target"]),
  }))
  const kept = links.filter(({ owner, target }) => gone.has(target) && !gone.has(owner))
  if (kept.length === 0) return
  const words = kept.map(({ owner, target }) => `${owner} points to ${target}`).join(", ")
  throw new CommandError(
    `Tables that our migrations did not make depend on what would be dropped: ${words}. Nothing was changed`,
  )
}

function isThere({ what, table, name }: Made, found: FoundTables): boolean {
  const is = found.get(table)
  if (!is || what === "table") return is !== undefined
  const names = (what === "column" ? is.columns : is.indexes).map((one) => one.name)
  return names.includes(name!)
}

/** The statement that takes away what was made. */
export function undo(kind: Database["kind"], made: Made): Step {
  const { what, table, name = "" } = made
  if (what === "table") return { ...made, sql: dropTable(kind, table), words: `drop ${table}` }
  return what === "column"
    ? { ...made, sql: dropColumn(kind, table, name), words: `drop ${table}.${name}` }
    : { ...made, sql: dropIndex(kind, table, name), words: `drop the index ${name}` }
}

async function rowsIn(database: Database, { what, table, name }: Step): Promise<number> {
  if (what === "index") return 0
  const counted = what === "table" ? "*" : quoted(database.kind, name!)
  const sql = `SELECT count(${counted}) AS n FROM ${quoted(database.kind, table)}`
  return Number((await database.rows(sql, []))[0]?.["n"] ?? 0)
}

/** Undoes one migration. Must have the lock. */
export async function applyDown(
  database: Database,
  { entry, steps }: DownPlan,
  ledgerName: string,
  report: (step: Step, at: number, of: number) => void,
): Promise<void> {
  const ledger = ledgerOf(database, ledgerName)
  await ledger.write({ ...entry, applied: null })
  for (const [at, step] of steps.entries()) {
    report(step, at, steps.length)
    await database.write(step.sql, [])
  }
  await ledger.remove(entry.n)
}

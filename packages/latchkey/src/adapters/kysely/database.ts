import { onePerClient } from "../../crypto/memo.ts"
import type {
  AboutDatabase,
  Database,
  DatabaseKind,
  Row,
  SqlValue,
  Statements,
} from "../../databases/database.ts"
import { prepared } from "../../databases/postgres-statements.ts"
import { patiently } from "../../databases/sqlite.ts"
import { carried } from "../orm/carried.ts"

/** A `Kysely` instance, or a transaction of one, as far as we use it. */
export interface KyselyDatabase {
  readonly isTransaction: boolean
  getExecutor(): KyselyExecutor
  withoutPlugins(): KyselyDatabase
  executeQuery(query: never): Promise<unknown>
  transaction(): KyselyTransactionBuilder
  selectFrom(table: never): unknown
}

export interface KyselyTransactionBuilder {
  execute(work: never): Promise<unknown>
}

/** What runs the queries of an instance. */
export interface KyselyExecutor {
  readonly adapter: object
  readonly plugins: readonly object[]
}

/** What is known of an instance beside itself. */
export interface AboutKysely {
  readonly kind: DatabaseKind
  /** A table, as it stands in a statement, that SQLite's lock is taken by. */
  readonly lock: string
  readonly transactions: boolean
}

/**
 * The database behind a `Kysely`. Statements run without its plugins: they are finished, and plugins that rename what
 * comes back (`CamelCasePlugin`) would rename what we asked for. What plugins make of names is asked of them when the
 * tables are looked up, see `names.ts`.
 */
export function kyselyDatabase(given: KyselyDatabase, about: AboutKysely): Database {
  return onePerClient("kysely-databases", given, JSON.stringify(about), () =>
    open(given.withoutPlugins(), about),
  )
}

function open(db: KyselyDatabase, { kind, lock, transactions }: AboutKysely): Database {
  const about: AboutDatabase = { kind, client: "kysely", keepsNul: kind === "mysql" }
  const asked = statementsOf(db, kind)
  const statements: Statements =
    kind === "sqlite" && !db.isTransaction
      ? {
          rows: (sql, values) => patiently(() => asked.rows(sql, values)),
          write: (sql, values) => patiently(() => asked.write(sql, values)),
        }
      : asked
  return carried({
    about,
    statements,
    async transaction<T>(work: (within: Statements) => Promise<T>): Promise<T> {
      // A transaction of the application's own: it decides about all of it.
      if (db.isTransaction || !transactions) return work(statements)
      const run = async (within: KyselyDatabase): Promise<T> => {
        const inner = statementsOf(within, kind)
        if (kind === "sqlite") await locked(inner, lock)
        return work(inner)
      }
      return (await db.transaction().execute(run as never)) as T
    },
  })
}

function statementsOf(db: KyselyDatabase, kind: DatabaseKind): Statements {
  const ask = async (sql: string, values: readonly SqlValue[]): Promise<Answer> =>
    (await db.executeQuery(compiled(kind, sql, values) as never)) as Answer
  return {
    rows: async (sql, values) => [...((await ask(sql, values)).rows ?? [])],
    write: async (sql, values) => {
      const { numAffectedRows, rows } = await ask(sql, values)
      return Number(numAffectedRows ?? rows?.length ?? 0)
    },
  }
}

/** `QueryResult` */
interface Answer {
  readonly rows?: Row[]
  readonly numAffectedRows?: bigint
}

/**
 * What `CompiledQuery.raw` of Kysely makes. It is written here, so that Kysely need not be found from where this package
 * lies; an instance takes one by its properties alone.
 */
function compiled(kind: DatabaseKind, text: string, values: readonly SqlValue[]): object {
  const sql = kind === "postgres" ? prepared(text).text : text
  return {
    sql,
    parameters: kind === "sqlite" ? values.map(plain) : [...values],
    query: { kind: "RawNode", sqlFragments: [sql], parameters: [] },
    queryId: { queryId: crypto.randomUUID() },
  }
}

/** SQLite has no times. */
const plain = (value: SqlValue): SqlValue => (value instanceof Date ? value.getTime() : value)

/**
 * Kysely's `begin` on SQLite takes no lock, and who reads first and writes then is refused if another process has
 * written in between. A write of nothing takes the lock, and waits for it.
 */
async function locked(statements: Statements, table: string): Promise<void> {
  try {
    await patiently(() => statements.write(`DELETE FROM ${table} WHERE 0`, []))
  } catch (error) {
    if (!/no such table/.test(String(error))) throw error
  }
}

/**
 * Whose SQL it speaks, by what it makes of a query: dialects of others have adapters of any name, and a bundler gives
 * classes other names still.
 *
 * @throws TypeError for what is no Kysely, or a dialect that is neither SQLite, PostgreSQL nor MySQL
 */
export function kindOf(db: KyselyDatabase): DatabaseKind {
  if (!isKysely(db)) {
    throw new TypeError("This is no Kysely: give the instance itself, new Kysely({ dialect }).")
  }
  const select = db.withoutPlugins().selectFrom("t" as never) as KyselySelect
  const { sql } = select
    .select("c" as never)
    .where("c", "=", 1)
    .compile()
  const kind = KINDS.find(([like]) => like.test(sql))?.[1]
  if (kind) return kind
  throw new TypeError("Kysely has a dialect here that is neither SQLite, PostgreSQL nor MySQL.")
}

const KINDS: readonly (readonly [RegExp, DatabaseKind])[] = [
  [/"t".*\$1$/, "postgres"],
  [/"t".*\?$/, "sqlite"],
  [/`t`.*\?$/, "mysql"],
]

/** A query that selects, as far as we use it. */
export interface KyselySelect {
  select(columns: never): KyselySelect
  where(column: string, operator: "=", value: number): KyselySelect
  compile(): { readonly sql: string }
}

function isKysely(db: unknown): db is KyselyDatabase {
  if (typeof db !== "object" || db === null) return false
  return ["withoutPlugins", "selectFrom", "executeQuery", "transaction"].every(
    (method) => typeof (db as Record<string, unknown>)[method] === "function",
  )
}

import type { DatabaseKind, SqlValue } from "../../databases/database.ts"
import { prepared } from "../../databases/postgres-statements.ts"

/**
 * What Drizzle takes where it wants `sql`: it asks for `getSQL()` (`SQLWrapper`), then for `toQuery()`, and hands text
 * and values to the driver. Nothing of Drizzle is imported for that: with the package manager's rules for peers there
 * are often several copies of it, and the application's `db` is of one.
 */
export interface DrizzleStatement {
  getSQL(): DrizzleStatement
  toQuery(config: DrizzleQueryConfig): DrizzleQuery
}

/** What a `db` says of its dialect where it makes text of a statement, as far as we use it. */
export interface DrizzleQueryConfig {
  escapeParam(index: number, value: unknown): string
}

export interface DrizzleQuery {
  readonly sql: string
  readonly params: unknown[]
  readonly typings?: string[]
}

/** A finished statement. A value may be a piece of `sql` of Drizzle, as columns have them for a default. */
export function drizzleStatement(
  kind: DatabaseKind,
  sql: string,
  values: readonly SqlValue[],
): DrizzleStatement {
  const statement: DrizzleStatement = {
    getSQL: () => statement,
    toQuery: (config) =>
      values.some(isSql)
        ? composed(kind, { sql, values }, config)
        : typed(
            kind === "postgres" ? prepared(sql).text : sql,
            values.map((value) => plain(kind, value)),
          ),
  }
  return statement
}

/** Pieces stand in the text, and their values among ours. */
function composed(
  kind: DatabaseKind,
  { sql, values }: { readonly sql: string; readonly values: readonly unknown[] },
  config: DrizzleQueryConfig,
): DrizzleQuery {
  const [first = "", ...parts] = sql.split("?")
  let text = first
  const params: unknown[] = []
  for (const [index, part] of parts.entries()) {
    const value = values[index]
    if (isSql(value)) {
      const paramStartIndex = { value: params.length }
      const piece = value.getSQL().toQuery({ ...config, paramStartIndex } as DrizzleQueryConfig)
      text += piece.sql
      params.push(...piece.params)
    } else {
      text += config.escapeParam(params.length, value)
      params.push(plain(kind, value as SqlValue))
    }
    text += part
  }
  return typed(text, params)
}

const typed = (sql: string, params: unknown[]): DrizzleQuery => ({
  sql,
  params,
  typings: params.map(() => "none"),
})

/** Whether it is a piece of `sql` of Drizzle. */
export const isSql = (value: unknown): value is DrizzleStatement =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Partial<DrizzleStatement>).getSQL === "function"

/**
 * Drizzle keeps its drivers from making dates: they are written, and answered, as text in UTC. An object that a column
 * lets pass would be more than a value to mysql2, which makes pieces of SQL of its keys.
 */
function plain(kind: DatabaseKind, value: SqlValue): unknown {
  if (!(value instanceof Date)) {
    const isObject = typeof value === "object" && value !== null && !isBytes(value)
    return kind === "mysql" && isObject ? JSON.stringify(value) : value
  }
  if (kind === "sqlite") return value.getTime()
  const text = value.toISOString()
  return kind === "postgres" ? text : text.slice(0, -1).replace("T", " ")
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array

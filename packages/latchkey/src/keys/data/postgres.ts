import type { SealedData, SealedRow } from "../../contracts/data.ts"
import { databaseOf } from "../../databases/of-client.ts"
import type { PostgresClient } from "../../databases/postgres.ts"
import { ACCOUNT_SECRETS, accountContext } from "./account-tokens.ts"
import { type Field, fieldOf, fieldsAfter, joinParts } from "./table.ts"

export interface PostgresDataOptions {
  /** With its schema before it, if need be: `app.notes`. */
  readonly table: string
  /** The columns of its primary key, or of another unique index that is never null. */
  readonly key: readonly string[]
  /** The columns that hold sealed text. */
  readonly columns: readonly string[]
  /**
   * What was given as `context` when the text was sealed. Default: table, key and column with `/` between, where `%`
   * and `/` in a part are `%25` and `%2F`: `notes/42/body`.
   */
  readonly context?: (field: { key: readonly string[]; column: string }, row: SealedRow) => string
  /** Default: the table. */
  readonly name?: string
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Sealed columns of a table in PostgreSQL, for `latchkey keys reseal`, `reseal` and `heldBy`. The table is read by the
 * key's index, and changed a field at a time.
 *
 * @param client - A `Pool` or `Client` of pg, `postgres()` of postgres.js, or `PGlite`.
 * @example
 * ```ts
 * const notes = postgresData(pool, { table: "notes", key: ["id"], columns: ["body"] })
 * ```
 */
export function postgresData(client: PostgresClient, options: PostgresDataOptions): SealedData {
  const { rows: ask } = databaseOf(client, { kind: "postgres" })
  const { columns, name = options.table } = options
  const table = options.table.split(".").map(quote).join(".")
  const keys = options.key.map(quote)
  const some = columns.map((column) => `${quote(column)} IS NOT NULL`).join(" OR ")
  const order = keys.join(", ")
  const field = (key: string): Field => fieldOf(key, columns, keys.length)
  const numbers = (count: number, from = 1): string =>
    Array.from({ length: count }, (_, n) => `$${n + from}`).join(", ")
  const where = (after: Field | null, than: ">" | ">="): string =>
    after ? `(${some}) AND (${order}) ${than} (${numbers(keys.length)})` : some
  const selected = [
    ...keys.map((key, n) => `${key}::text AS k${n}`),
    ...columns.map((column, n) => `${quote(column)}::text AS c${n}`),
  ].join(", ")
  return {
    name,
    context(row) {
      const { parts, column } = field(row.key)
      if (options.context) return options.context({ key: parts, column }, row)
      return joinParts([options.table, ...parts, column])
    },
    async page(after, limit) {
      const start = after === null ? null : field(after)
      // One more, since of the first all fields may lie behind us.
      const found = await ask(
        `SELECT ${selected} FROM ${table} WHERE ${where(start, ">=")} ORDER BY ${order} LIMIT ${limit + 1}`,
        [...(start?.parts ?? [])],
      )
      const rows = found.map((row) => ({
        parts: keys.map((_, n) => String(row[`k${n}`])),
        values: Object.fromEntries(columns.map((column, n) => [column, row[`c${n}`]])),
      }))
      return fieldsAfter(rows, columns, start).slice(0, limit)
    },
    async replace(key, before, after) {
      const { parts, column } = field(key)
      const isIt = keys.map((each, n) => `${each} = $${n + 3}`).join(" AND ")
      const sql = `UPDATE ${table} SET ${quote(column)} = $1 WHERE ${quote(column)} = $2 AND ${isIt} RETURNING 1`
      return (await ask(sql, [after, before, ...parts])).length > 0
    },
    async count(after) {
      const start = after === null ? null : field(after)
      const each = columns.map((column) => `count(${quote(column)})`).join(" + ")
      const sql = `SELECT ${each} AS n FROM ${table} WHERE ${where(start, ">")}`
      return Number((await ask(sql, [...(start?.parts ?? [])]))[0]?.["n"] ?? 0)
    },
    async has(prefix) {
      const any = columns.map((column) => `starts_with(${quote(column)}::text, $1)`).join(" OR ")
      return (await ask(`SELECT 1 FROM ${table} WHERE ${any} LIMIT 1`, [prefix])).length > 0
    },
  }
}

/**
 * The provider tokens of accounts in PostgreSQL, as Auth.js's adapters lay them out: columns `provider`,
 * `providerAccountId`, `access_token`, `refresh_token` and `id_token`.
 *
 * @param options.table - Default `accounts`, as `@auth/pg-adapter` has it; `account` with Drizzle, `Account` with Prisma.
 * @example
 * ```ts
 * keyring({ store: postgresStore(pool), held: heldBy(accountTokens(pool)) })
 * ```
 */
export function accountTokens(
  client: PostgresClient,
  options: { readonly table?: string } = {},
): SealedData {
  return postgresData(client, {
    table: options.table ?? "accounts",
    key: ["provider", "providerAccountId"],
    columns: ACCOUNT_SECRETS,
    context({ key: [provider, providerAccountId], column }) {
      const place = { provider: provider!, providerAccountId: providerAccountId! }
      return accountContext(place, column as never)
    },
  })
}

import { quotedNames } from "../orm/quoted-names.ts"
import type { KyselyDatabase, KyselySelect } from "./database.ts"

/** What a table and its columns are called in the database. */
export interface KyselyNames {
  readonly name: string
  readonly schema?: string
  /** In the order in which they were asked for. */
  readonly columns: readonly string[]
}

/**
 * Asks an instance what its plugins make of a table's name and those of its columns: `CamelCasePlugin` has them in
 * snake case, `withSchema` puts a schema before them.
 */
export function kyselyNames(
  db: KyselyDatabase,
  table: string,
  columns: readonly string[],
): KyselyNames {
  const select = db.selectFrom(table as never) as KyselySelect
  const names = quotedNames(select.select(columns as never).compile().sql)
  const [first = table, second] = names.slice(columns.length)
  return {
    name: second ?? first,
    ...(second === undefined ? {} : { schema: first }),
    columns: names.slice(0, columns.length),
  }
}

/** What a plugin makes of rows, as far as we use it. */
interface Plugin {
  transformResult(args: object): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
}

/** What an instance calls columns of the database in the rows that it answers, in the same order. */
export async function kyselyProperties(
  db: KyselyDatabase,
  columns: readonly string[],
): Promise<string[]> {
  const queryId = { queryId: crypto.randomUUID() }
  const named = columns.map(async (column) => {
    let result: Awaited<ReturnType<Plugin["transformResult"]>> = { rows: [{ [column]: null }] }
    for (const plugin of db.getExecutor().plugins as readonly Plugin[])
      result = await plugin.transformResult({ queryId, result })
    return Object.keys(result.rows[0] ?? {})[0] ?? column
  })
  return Promise.all(named)
}

import { type Database, type Row, type SqlValue, type Statements, within } from "./database.ts"
import { createGate, type Gate } from "./gate.ts"
import { patiently } from "./sqlite.ts"

/** The answer of `createClient()` of libsql, as far as we use it. */
export interface LibsqlClient extends LibsqlExecutor {
  readonly protocol: string
  batch(statements: { sql: string; args: never[] }[], mode?: "write"): Promise<unknown>
  transaction(mode: "write"): Promise<LibsqlTransaction>
  reconnect?(): unknown
}

export interface LibsqlExecutor {
  execute(statement: {
    sql: string
    args: never[]
  }): Promise<{ rows: unknown[]; rowsAffected?: number }>
}

export interface LibsqlTransaction extends LibsqlExecutor {
  commit(): Promise<void>
  rollback(): Promise<void>
  close(): void
}

/** A file, or a server of libsql. */
export function libsql(client: LibsqlClient): Database {
  const about = { kind: "sqlite", client: "libsql", keepsNul: false } as const
  // A remote transaction has its own stream; on a file, a second connection would only find the database locked.
  const open: Gate = { held: false, pass: async (work) => work(), hold: (work) => work() }
  const gate = client.protocol === "file" ? createGate() : open
  const statements = executing(client)
  const renew = renewing(client)
  return {
    ...about,
    rows: (sql, values) => gate.pass(() => patiently(() => statements.rows(sql, values), renew)),
    write: (sql, values) => gate.pass(() => patiently(() => statements.write(sql, values), renew)),
    transaction: (work) =>
      gate.hold(async () => {
        const transaction = await patiently(() => client.transaction("write"), renew)
        try {
          const result = await work(within(about, executing(transaction)))
          await transaction.commit()
          return result
        } finally {
          // Rolls back what was not committed.
          transaction.close()
        }
      }),
  }
}

/**
 * A file's connection that met another's lock once commits nothing any more, and says that it did (seen with version
 * 0.18): it is replaced.
 */
export function renewing(client: Partial<LibsqlClient>): () => void {
  return () => {
    if (client.protocol === "file") client.reconnect?.()
  }
}

function executing(client: LibsqlExecutor): Statements {
  const execute = (sql: string, values: readonly SqlValue[]): ReturnType<typeof client.execute> =>
    client.execute({ sql, args: [...values] as never[] })
  return {
    rows: async (sql, values) => (await execute(sql, values)).rows as Row[],
    write: async (sql, values) => (await execute(sql, values)).rowsAffected ?? 0,
  }
}

import {
  type AboutDatabase,
  type Database,
  type Statements,
  within,
} from "../../databases/database.ts"
import type { Gate } from "../../databases/gate.ts"

/** What an ORM brings: its two ways to ask, and a transaction that has ways of its own. */
export interface Carrier {
  readonly about: AboutDatabase
  readonly statements: Statements
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>
  /** Where all share one connection: who is not part of a transaction waits until it is over. */
  readonly gate?: Gate | undefined
}

/** The database behind an ORM whose calls answer promises. */
export function carried({ about, statements, transaction, gate }: Carrier): Database {
  const begin = <T>(work: (database: Database) => Promise<T>): Promise<T> =>
    transaction((inner) => work(within(about, inner)))
  if (!gate) return { ...about, ...statements, transaction: begin }
  return {
    ...about,
    rows: (sql, values) => gate.pass(() => statements.rows(sql, values)),
    write: (sql, values) => gate.pass(() => statements.write(sql, values)),
    transaction: (work) => gate.hold(() => begin(work)),
  }
}

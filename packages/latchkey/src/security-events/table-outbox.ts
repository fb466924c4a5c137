import type { SecurityEvent } from "../contracts/security-events.ts"
import type { Database, Statements } from "../databases/database.ts"
import { means } from "../databases/faults.ts"
import { NOW } from "../databases/tables.ts"
import type { Claim, Delivery, Outbox } from "./outbox.ts"
import { type EventTables, insertOnce } from "./table-ddl.ts"
import { columns, eventOf } from "./table-rows.ts"

/** Those that write at the same time may stand in each other's way: what was undone for that is done again. */
const IN_THE_WAY = /deadlock|SQLITE_BUSY/i
const TRIES = 8

/** What the outbox of a table is made of. */
export interface TableParts {
  readonly database: Database
  /** The same, and they make the tables where those are missing. */
  readonly statements: Statements
  readonly tables: EventTables
  /** Writes an event, unless it is there. */
  insert(within: Statements, event: SecurityEvent): Promise<void>
}

/**
 * Deliveries beside the events, in one transaction: what is in the table is sent, whoever dies in between. Times are
 * the database's, as instances have clocks of their own.
 */
export function tableOutbox({ database, statements, tables, insert }: TableParts): Outbox {
  const { events, deliveries } = tables
  const now = NOW[database.kind]
  const due = `hook = ? AND next_at <= ${now} AND claimed_until <= ${now}`
  const mine = "hook = ? AND event_id = ? AND claimed_by = ?"
  const queue = insertOnce(database.kind, {
    table: deliveries,
    columns: "hook, event_id, since, next_at, attempts, claimed_until",
    key: "hook",
    values: `?, ?, ${now}, ${now}, 0, 0`,
  })

  const keep = (hook: string, event: SecurityEvent): Promise<void> =>
    database.transaction(async (within) => {
      await insert(within, event)
      await within.write(queue, [hook, event.id])
    })

  let making: Promise<void> | undefined
  /** Once for all that wait for it: those who make the same tables wait for each other. */
  const make = async (): Promise<void> => {
    await statements.rows(`SELECT id FROM ${events} WHERE id = ''`, [])
    await statements.rows(`SELECT hook FROM ${deliveries} WHERE hook = ''`, [])
  }

  /** Whoever changes the row, has it: of several that saw it due, one. */
  const take = async (hook: string, id: string, { by, lease }: Claim): Promise<boolean> => {
    const sql = `UPDATE ${deliveries} SET claimed_by = ?, claimed_until = ${now} + ?,
      attempts = attempts + 1 WHERE event_id = ? AND ${due}`
    return (await statements.write(sql, [by, lease, id, hook])) === 1
  }

  return {
    shared: true,
    async keep(hook, event) {
      for (let tries = 1; ; tries++) {
        try {
          await keep(hook, event)
          return true
        } catch (error) {
          const isMissing = means(database.kind, error, "no-table")
          if (tries === TRIES || !(isMissing || IN_THE_WAY.test(String(error)))) throw error
          // No table can be made inside of a transaction that has failed.
          if (isMissing) await (making ??= make().finally(() => (making = undefined)))
          else await new Promise((resolve) => setTimeout(resolve, tries * 10 * Math.random()))
        }
      }
    },
    async claim(hook, claim) {
      const rows = await statements.rows(
        `SELECT ${now} - d.since AS age, d.attempts AS attempts, ${columns.map((name) => `e.${name} AS ${name}`).join(", ")}
          FROM ${deliveries} d JOIN ${events} e ON e.id = d.event_id WHERE ${due}
          ORDER BY d.since LIMIT ${Math.trunc(claim.limit)}`,
        [hook],
      )
      const taken: Delivery[] = []
      for (const row of rows) {
        const event = eventOf(row)
        if (!event || !(await take(hook, event.id, claim))) continue
        taken.push({
          event,
          age: Number(row["age"]),
          attempts: Number(row["attempts"]) + 1,
        })
      }
      return taken
    },
    async done(hook, id, by) {
      await statements.write(`DELETE FROM ${deliveries} WHERE ${mine}`, [hook, id, by])
    },
    async later(hook, id, by, delay) {
      const sql = `UPDATE ${deliveries} SET next_at = ${now} + ?, claimed_until = 0 WHERE ${mine}`
      await statements.write(sql, [Math.round(delay), hook, id, by])
    },
    async waiting(hook) {
      const sql = `SELECT COUNT(*) AS n, MIN(CASE WHEN next_at > claimed_until THEN next_at ELSE claimed_until END) AS due,
        ${now} AS clock FROM ${deliveries} WHERE hook = ?`
      const [row] = await statements.rows(sql, [hook])
      const count = Number(row?.["n"] ?? 0)
      const dueIn = count === 0 ? Infinity : Number(row!["due"]) - Number(row!["clock"])
      return { count, dueIn: Math.max(0, dueIn) }
    },
  }
}

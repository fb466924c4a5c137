import type { PGlite } from "@electric-sql/pglite"
import type { DatabaseSync } from "node:sqlite"
import type pg from "pg"
import type { Row } from "../harness/row.ts"
import { openPglite } from "./pglite.ts"
import { openPostgres } from "./postgres.ts"
import { openSqlite } from "./sqlite.ts"

export type Opened =
  | { readonly kind: "sqlite"; readonly client: DatabaseSync }
  | { readonly kind: "postgres"; readonly client: pg.Pool }
  | { readonly kind: "pglite"; readonly client: PGlite }

const opened = new Map<string, Promise<Opened | undefined>>()

/** The client of a row, one for all rows that ask the same; undefined where no server answers. */
export function openDatabase(row: Row): Promise<Opened | undefined> {
  const key = `${row.database} ${row.sessions}`
  const known = opened.get(key) ?? open(row)
  opened.set(key, known)
  return known
}

async function open({ database, sessions }: Row): Promise<Opened | undefined> {
  if (database === "sqlite") return { kind: database, client: await openSqlite(sessions) }
  if (database === "pglite") return { kind: database, client: await openPglite(sessions) }
  const client = await openPostgres(sessions)
  return client && { kind: "postgres", client }
}

const COLUMNS = `s."userId", s.expires, u.id, u.name, u.email, u.image, u."emailVerified"`

const text = (placeholder: string): string =>
  `SELECT ${COLUMNS} FROM sessions s JOIN users u ON u.id = s."userId" WHERE s."sessionToken" = ${placeholder}`

export type Found = Readonly<Record<string, unknown>> & { readonly email: string }

/** The one query, prepared once where the driver can do that. */
export function joinOf(opened: Opened): (token: string) => Found | Promise<Found> {
  if (opened.kind === "sqlite") {
    const statement = opened.client.prepare(text("?"))
    return (token) => statement.get(token) as unknown as Found
  }
  if (opened.kind === "pglite") {
    const { client } = opened
    return async (token) => (await client.query<Found>(text("$1"), [token])).rows[0]!
  }
  const { client } = opened
  return async (token) =>
    (await client.query({ name: "check", text: text("$1"), values: [token] })).rows[0] as Found
}

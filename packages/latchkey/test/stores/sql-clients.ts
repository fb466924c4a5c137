import { PGlite } from "@electric-sql/pglite"
import { createClient as createLibsql } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import mysql from "mysql2"
import mysqlPromise from "mysql2/promise"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import postgres from "postgres"
import type { DatabaseKind } from "../../src/databases/database.ts"
import type { SqlClient } from "../../src/databases/of-client.ts"
import { mysqlServer, postgresServer } from "./servers.ts"

/** A client on an empty database of its own. */
export interface OpenedClient {
  readonly client: SqlClient
  /** Runs statements past the adapter. */
  run(sql: string): Promise<unknown>
  close(): Promise<unknown>
}

/** One of the clients that the adapter takes. */
export interface ClientCell {
  readonly kind: DatabaseKind
  readonly reachable: boolean
  open(): Promise<OpenedClient>
}

/** One client on PostgreSQL, as its cell makes it of an address. */
type Connect = (
  url: string,
) => Promise<{ client: SqlClient; run(sql: string): Promise<unknown>; end(): Promise<unknown> }>

let counted = 0
/** A name that no other run has. */
const newName = (): string => `lk_sql_${process.pid}_${Date.now().toString(36)}_${++counted}`

function sqliteCell(
  open: (file: string) => SqlClient & { close(): unknown },
  run: (client: never, sql: string) => unknown,
): ClientCell {
  return {
    kind: "sqlite",
    reachable: true,
    async open() {
      const folder = mkdtempSync(join(tmpdir(), "latchkey-sql-"))
      const client = open(join(folder, "auth.db"))
      return {
        client,
        run: async (sql) => run(client as never, sql),
        async close() {
          client.close()
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
  }
}

/** A server, on which each opened client has a place of its own. */
function serverCell(about: Pick<ClientCell, "kind" | "reachable">, place: Place) {
  return (connect: Connect): ClientCell => ({
    ...about,
    async open() {
      const name = newName()
      const url = await place.make(name)
      const { client, run, end } = await connect(url)
      return {
        client,
        run,
        async close() {
          await end()
          await place.drop(name)
        },
      }
    },
  })
}

interface Place {
  /** Makes it, and answers the address that leads to it. */
  make(name: string): Promise<string>
  drop(name: string): Promise<void>
}

/** A schema of its own, where the connections look first. */
const postgresCell = serverCell(
  { kind: "postgres", reachable: postgresServer.reachable },
  {
    async make(name) {
      await onPostgres(`CREATE SCHEMA ${name}`)
      const url = new URL(postgresServer.url)
      url.searchParams.set("options", `-c search_path=${name}`)
      return url.href
    },
    drop: (name) => onPostgres(`SET client_min_messages = warning; DROP SCHEMA ${name} CASCADE`),
  },
)

/** A database of its own. */
const mysqlCell = serverCell(
  { kind: "mysql", reachable: mysqlServer.reachable },
  {
    async make(name) {
      await onMysql(`CREATE DATABASE ${name}`)
      const url = new URL(mysqlServer.url)
      url.pathname = name
      return url.href
    },
    drop: (name) => onMysql(`DROP DATABASE ${name}`),
  },
)

async function onPostgres(sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: postgresServer.url })
  await admin.connect()
  await admin.query(sql)
  await admin.end()
}

async function onMysql(sql: string): Promise<void> {
  const admin = await mysqlPromise.createConnection(mysqlServer.url)
  await admin.query(sql)
  await admin.end()
}

/** Every client, by its name. */
export const clientCells: Readonly<Record<string, ClientCell>> = {
  "node:sqlite": sqliteCell(
    (file) => new DatabaseSync(file),
    (client: DatabaseSync, sql) => client.exec(sql),
  ),
  "better-sqlite3": sqliteCell(
    (file) => new BetterSqlite3(file) as never,
    (client: { exec(sql: string): void }, sql) => client.exec(sql),
  ),
  libsql: sqliteCell(
    (file) => createLibsql({ url: `file:${file}` }),
    (client: ReturnType<typeof createLibsql>, sql) => client.executeMultiple(sql),
  ),
  "pg, a pool": postgresCell(async (connectionString) => {
    const client = new pg.Pool({ connectionString, max: 10 })
    return { client, run: (sql) => client.query(sql), end: () => client.end() }
  }),
  "pg, one connection": postgresCell(async (connectionString) => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    return { client, run: (sql) => client.query(sql), end: () => client.end() }
  }),
  "postgres.js": postgresCell(async (url) => {
    const client = postgres(url, { max: 10, onnotice: () => {} })
    return { client: client as never, run: (sql) => client.unsafe(sql), end: () => client.end() }
  }),
  PGlite: {
    kind: "postgres",
    reachable: true,
    async open() {
      const client = new PGlite()
      await client.waitReady
      return { client, run: (sql) => client.exec(sql), close: () => client.close() }
    },
  },
  "mysql2, a pool": mysqlCell(async (uri) => {
    const client = mysqlPromise.createPool({ uri, multipleStatements: true })
    return { client, run: (sql) => client.query(sql), end: () => client.end() }
  }),
  "mysql2, one connection with callbacks": mysqlCell(async (uri) => {
    const client = mysql.createConnection({ uri, multipleStatements: true })
    return {
      client,
      run: (sql) => client.promise().query(sql),
      end: () => client.promise().end(),
    }
  }),
}

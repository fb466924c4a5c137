import { PGlite } from "@electric-sql/pglite"
import { createClient } from "@libsql/client"
import Sqlite from "better-sqlite3"
import { drizzle as onBetterSqlite3 } from "drizzle-orm/better-sqlite3"
import { drizzle as onLibsql } from "drizzle-orm/libsql"
import { drizzle as onMysql2 } from "drizzle-orm/mysql2"
import { drizzle as onPg } from "drizzle-orm/node-postgres"
import { drizzle as onPglite } from "drizzle-orm/pglite"
import { drizzle as onPostgresJs } from "drizzle-orm/postgres-js"
import {
  Kysely,
  type KyselyPlugin,
  MysqlDialect,
  PGliteDialect,
  PostgresDialect,
  SqliteDialect,
} from "kysely"
import { createPool as createCallbackPool } from "mysql2"
import { createConnection, createPool } from "mysql2/promise"
import { join } from "node:path"
import pg from "pg"
import postgres from "postgres"
import type { DatabaseKind } from "../../../src/databases/database.ts"
import { mysqlServer, postgresServer } from "../../stores/servers.ts"

/** An ORM on a database of its own. */
export interface Opened {
  readonly db: object
  /** Runs statements past the ORM. */
  run(sql: string): Promise<void>
  close(): Promise<void>
}

export interface Openable {
  readonly name: string
  readonly kind: DatabaseKind
  readonly reachable: boolean
  /** @param plugins - Of Kysely. */
  open(folder: string, plugins?: KyselyPlugin[]): Promise<Opened>
}

const newName = (): string => `orm_${crypto.randomUUID().replaceAll("-", "")}`

interface Own {
  readonly url: string
  drop(): Promise<void>
}

async function ownPostgres(): Promise<Own> {
  const name = newName()
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgresServer.url })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await run(`CREATE DATABASE ${name}`)
  const url = new URL(postgresServer.url)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => patiently(() => run(`DROP DATABASE ${name}`)) }
}

/** A pool that has ended still has connections for a moment, and by force they would die with an error. */
async function patiently(drop: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await drop()
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function ownMysql(): Promise<Own> {
  const name = newName()
  const run = async (sql: string): Promise<void> => {
    const client = await createConnection(mysqlServer.url)
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await run(`CREATE DATABASE ${name}`)
  const url = new URL(mysqlServer.url)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`DROP DATABASE ${name}`) }
}

const onServer = (kind: DatabaseKind): Pick<Openable, "kind" | "reachable"> => ({
  kind,
  reachable: kind === "sqlite" || (kind === "mysql" ? mysqlServer : postgresServer).reachable,
})

const newFile = (folder: string): string => join(folder, `${newName()}.db`)

async function withSqlite(
  file: string,
  make: (client: Sqlite.Database) => object,
): Promise<Opened> {
  const client = new Sqlite(file)
  return {
    db: make(client),
    run: async (sql) => void client.exec(sql),
    close: async () => void client.close(),
  }
}

async function withPg(make: (pool: pg.Pool) => object): Promise<Opened> {
  const { url, drop } = await ownPostgres()
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  return {
    db: make(pool),
    run: async (sql) => void (await pool.query(sql)),
    async close() {
      await pool.end()
      await drop()
    },
  }
}

async function withPglite(make: (client: PGlite) => object): Promise<Opened> {
  const client = await PGlite.create()
  return {
    db: make(client),
    run: async (sql) => void (await client.exec(sql)),
    close: () => client.close(),
  }
}

async function withMysql(
  make: (url: string) => { db: object; end(): Promise<unknown> },
): Promise<Opened> {
  const { url, drop } = await ownMysql()
  const { db, end } = make(url)
  return {
    db,
    async run(sql) {
      const client = await createConnection({ uri: url, multipleStatements: true })
      try {
        await client.query(sql)
      } finally {
        await client.end()
      }
    },
    async close() {
      await end()
      await drop()
    },
  }
}

export const drizzles: readonly Openable[] = [
  {
    name: "better-sqlite3 in memory",
    ...onServer("sqlite"),
    open: () => withSqlite(":memory:", (client) => onBetterSqlite3({ client })),
  },
  {
    name: "better-sqlite3 on a file",
    ...onServer("sqlite"),
    open: (folder) => withSqlite(newFile(folder), (client) => onBetterSqlite3({ client })),
  },
  {
    name: "libsql on a file",
    ...onServer("sqlite"),
    async open(folder) {
      const client = createClient({ url: `file:${newFile(folder)}` })
      return {
        db: onLibsql({ client }),
        run: (sql) => client.executeMultiple(sql),
        close: async () => client.close(),
      }
    },
  },
  {
    name: "pg",
    ...onServer("postgres"),
    open: () => withPg((client) => onPg({ client })),
  },
  {
    name: "one connection of pg",
    ...onServer("postgres"),
    async open() {
      const { url, drop } = await ownPostgres()
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return {
        db: onPg({ client }),
        run: async (sql) => void (await client.query(sql)),
        async close() {
          await client.end()
          await drop()
        },
      }
    },
  },
  {
    name: "postgres.js",
    ...onServer("postgres"),
    async open() {
      const { url, drop } = await ownPostgres()
      const client = postgres(url, { max: 10, onnotice: () => {} })
      return {
        db: onPostgresJs({ client }),
        run: async (sql) => void (await client.unsafe(sql)),
        async close() {
          await client.end()
          await drop()
        },
      }
    },
  },
  {
    name: "PGlite",
    kind: "postgres",
    reachable: true,
    open: () => withPglite((client) => onPglite({ client })),
  },
  {
    name: "mysql2",
    ...onServer("mysql"),
    open: () =>
      withMysql((uri) => {
        const client = createPool({ uri, connectionLimit: 10 })
        return { db: onMysql2({ client }), end: () => client.end() }
      }),
  },
]

const kysely = (
  dialect: ConstructorParameters<typeof Kysely>[0]["dialect"],
  plugins?: KyselyPlugin[],
) => new Kysely<unknown>({ dialect, ...(plugins ? { plugins } : {}) })

export const kyselys: readonly Openable[] = [
  {
    name: "better-sqlite3",
    ...onServer("sqlite"),
    open: (folder, plugins) =>
      withSqlite(newFile(folder), (database) => kysely(new SqliteDialect({ database }), plugins)),
  },
  {
    name: "pg",
    ...onServer("postgres"),
    open: (_, plugins) => withPg((pool) => kysely(new PostgresDialect({ pool }), plugins)),
  },
  {
    name: "PGlite",
    kind: "postgres",
    reachable: true,
    open: (_, plugins) => withPglite((pglite) => kysely(new PGliteDialect({ pglite }), plugins)),
  },
  {
    name: "mysql2",
    ...onServer("mysql"),
    open: (_, plugins) =>
      withMysql((uri) => {
        const pool = createCallbackPool({ uri, connectionLimit: 10 })
        return {
          db: kysely(new MysqlDialect({ pool }), plugins),
          end: () => new Promise((resolve) => pool.end(resolve)),
        }
      }),
  },
]

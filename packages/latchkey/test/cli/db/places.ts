/** Databases of a test's own on the real servers, and the command line in a project that has them. */
import { randomBytes } from "node:crypto"
import { rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { createConnection, createPool } from "mysql2/promise"
import pg from "pg"
import type { Database } from "../../../src/databases/database.ts"
import { databaseOf, type SqlClient } from "../../../src/databases/of-client.ts"
import { mysqlServer, postgresServer } from "../../stores/servers.ts"
import type { Cli, CliResult } from "../sandbox.ts"

/** An empty database, and a connection to it beside that of the command. */
export interface Place {
  readonly url: string
  readonly client: SqlClient
  readonly database: Database
  /** What only its kind does, without values. */
  run(...statements: string[]): Promise<void>
  drop(): Promise<void>
}

export interface Kind {
  readonly name: "sqlite" | "postgres" | "mysql"
  readonly reachable: boolean
  /** Packages of the project. */
  readonly drivers: readonly string[]
  open(): Promise<Place>
  /** One more client, as another instance has it. */
  connect(url: string): Connected
}

export interface Connected {
  readonly client: SqlClient
  close(): Promise<void>
}

const newName = (): string => `db_${randomBytes(6).toString("hex")}`

const at = (server: string, name: string): string => {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

function placed(url: string, client: SqlClient, drop: () => Promise<void>): Place {
  const database = databaseOf(client)
  return {
    url,
    client,
    database,
    async run(...statements) {
      for (const sql of statements) await database.write(sql, [])
    },
    drop,
  }
}

export const kinds: readonly Kind[] = [
  {
    name: "sqlite",
    reachable: true,
    drivers: [],
    connect(url) {
      const client = new DatabaseSync(url.slice("file:".length))
      return { client, close: async () => client.close() }
    },
    async open() {
      const path = `/tmp/${newName()}.sqlite`
      const client = new DatabaseSync(path)
      return placed(`file:${path}`, client, async () => {
        client.close()
        for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(path + end, { force: true })
      })
    },
  },
  {
    name: "postgres",
    reachable: postgresServer.reachable,
    drivers: ["pg"],
    connect(url) {
      const client = new pg.Pool({ connectionString: url, max: 1 })
      client.on("error", () => {})
      return { client, close: () => client.end() }
    },
    async open() {
      const name = newName()
      const server = async (sql: string): Promise<void> => {
        const client = new pg.Client(postgresServer.url)
        await client.connect()
        await client.query(sql)
        await client.end()
      }
      await server(`CREATE DATABASE ${name}`)
      const url = at(postgresServer.url, name)
      const pool = new pg.Pool({ connectionString: url, max: 3 })
      pool.on("error", () => {})
      return placed(url, pool, async () => {
        await pool.end()
        await server(`DROP DATABASE ${name} WITH (FORCE)`)
      })
    },
  },
  {
    name: "mysql",
    reachable: mysqlServer.reachable,
    drivers: ["mysql2"],
    connect(url) {
      const client = createPool({ uri: url, connectionLimit: 1 })
      return { client: client as SqlClient, close: () => client.end() }
    },
    async open() {
      const name = newName()
      const server = async (sql: string): Promise<void> => {
        const client = await createConnection(mysqlServer.url)
        await client.query(sql)
        await client.end()
      }
      await server(`CREATE DATABASE ${name}`)
      const url = at(mysqlServer.url, name)
      const client = createPool({ uri: url, connectionLimit: 3 })
      return placed(url, client as SqlClient, async () => {
        await client.end()
        await server(`DROP DATABASE ${name}`)
      })
    },
  },
]

/** What `--json` of `latchkey db` answers, as far as tests look at it. */
export interface Answer {
  readonly ok: boolean
  readonly error?: string
  readonly layout: string
  readonly recognised: string | null
  readonly database: { readonly kind: string; readonly place: string; readonly from: string }
  readonly tables: readonly {
    readonly table: string
    readonly name: string
    readonly state: string
    readonly columns: readonly string[]
    readonly unique: readonly (readonly string[])[]
    readonly indexes: readonly (readonly string[])[]
    readonly types: readonly { readonly column: string; readonly found: string }[]
  }[]
  readonly duplicates: readonly {
    readonly table: string
    readonly columns: readonly string[]
    readonly values: number
    readonly rows: number
    readonly example: { readonly column: string; readonly values: readonly string[] } | null
  }[]
  readonly migrations: readonly { readonly n: number; readonly state: string }[]
  readonly applied: readonly { readonly n: number; readonly steps: readonly { sql: string }[] }[]
  readonly undone: readonly {
    readonly n: number
    readonly losses: readonly { readonly what: string; readonly rows: number }[]
  }[]
}

/** `latchkey db …` in a new project whose DATABASE_URL is that of the place. */
export function project(cli: Cli, kind: Kind, place: Place): Project {
  const folder = cli.project({ "package.json": '{"type":"module"}' })
  cli.install(folder, kind.drivers)
  const env = { DATABASE_URL: place.url }
  return {
    folder,
    env,
    db: (...args) => cli.run(folder, ["db", ...args], env),
    json(...args) {
      const result = cli.run(folder, ["db", ...args, "--json"], env)
      return { ...result, answer: JSON.parse(result.stdout) as Answer }
    },
  }
}

export interface Project {
  readonly folder: string
  readonly env: Record<string, string>
  db(...args: string[]): CliResult
  json(...args: string[]): CliResult & { readonly answer: Answer }
}

/** A transaction that stays open, and so keeps others from changing the tables that it has read. */
export async function hold(
  { database }: Place,
  sql: string,
): Promise<{ release(): Promise<void> }> {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  let ended: Promise<void> = Promise.resolve()
  await new Promise<void>((begun, failed) => {
    ended = database.transaction(async (within) => {
      await within.rows(sql, [])
      begun()
      await released
    })
    ended.catch(failed)
  })
  return {
    release() {
      release()
      return ended
    },
  }
}

/** Asks again and again for half a minute. */
export async function until(is: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await is())) {
    if (Date.now() > end) throw new Error("It did not come to that.")
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

import { existsSync } from "node:fs"
import { isAbsolute, resolve } from "node:path"
import process from "node:process"
import type { Database } from "../../../databases/database.ts"
import { databaseOf, type SqlClient } from "../../../databases/of-client.ts"
import { CommandError } from "../../command.ts"
import { loadDriver } from "../../project/driver.ts"
import { type Address, fileOf, type Scheme } from "./address.ts"

/** A database that was opened for a command, on one connection. */
export interface Opened {
  readonly database: Database
  close(): Promise<void>
}

export interface Opening {
  readonly address: Address
  readonly folder: string
  /** Who named it, for messages: `DATABASE_URL`. */
  readonly from: string
  /** A file that is not there yet is made. */
  readonly create: boolean
}

type Make<T> = (...options: unknown[]) => T
type Construct<T> = new (...options: unknown[]) => T

/** Milliseconds. */
const CONNECT = 8_000
const BUSY = 1_000
const ignore = (): void => {}

/** Opens what an address names, with a driver that the project has. */
export function openAddress(opening: Opening): Promise<Opened> {
  return openers[opening.address.scheme](opening)
}

const openers: Readonly<Record<Scheme, (opening: Opening) => Promise<Opened>>> = {
  sqlite: openFile,
  postgres: openPostgres,
  mysql: openMysql,
  libsql: openLibsql,
}

async function openFile({ address, folder, from, create }: Opening): Promise<Opened> {
  const named = fileOf(address.url)
  const path = isAbsolute(named) ? named : resolve(folder, named)
  if (!create && !existsSync(path)) throw new CommandError(`There is no file ${named}: ${from}`)
  const own = process.getBuiltinModule?.("node:sqlite")
  if (own) {
    const db = new own.DatabaseSync(path, { timeout: BUSY })
    return { database: databaseOf(db), close: async () => db.close() }
  }
  const { exports } = await loadDriver(folder, ["better-sqlite3"], from)
  type Client = SqlClient & { close(): void }
  const db = new (exports["default"] as Construct<Client>)(path, { timeout: BUSY })
  return { database: databaseOf(db), close: async () => db.close() }
}

async function openPostgres({ address, folder, from }: Opening): Promise<Opened> {
  const { name, exports } = await loadDriver(folder, ["pg", "postgres"], from)
  const { url, schema } = address
  // Quoted, so that a name in capitals is itself.
  const path = schema === undefined ? undefined : `"${schema.replaceAll('"', '""')}"`
  if (name === "pg") {
    type Client = SqlClient & { connect(): Promise<void>; end(): Promise<void> } & Noisy
    const Client = exports["Client"] as Construct<Client>
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT,
      application_name: "latchkey db",
    })
    client.on("error", ignore)
    await client.connect()
    const database = databaseOf(client)
    if (path) await database.rows("SELECT set_config('search_path', ?, false)", [path])
    return { database, close: () => client.end() }
  }
  type Sql = SqlClient & { end(options: object): Promise<void> }
  const connect = exports["default"] as Make<Sql>
  const sql = connect(url, {
    max: 1,
    connect_timeout: CONNECT / 1000,
    onnotice: ignore,
    connection: { application_name: "latchkey db", ...(path ? { search_path: path } : {}) },
  })
  return { database: databaseOf(sql), close: () => sql.end({ timeout: 1 }) }
}

interface Noisy {
  on(event: "error", listener: () => void): unknown
}

async function openMysql({ address, folder, from }: Opening): Promise<Opened> {
  const { exports } = await loadDriver(folder, ["mysql2/promise"], from)
  type Client = SqlClient & { end(): Promise<void> } & Noisy
  const uri = address.url.replace(/^mariadb:/i, "mysql:")
  const connect = exports["createConnection"] as Make<Promise<Client>>
  const client = await connect({ uri, connectTimeout: CONNECT })
  client.on("error", ignore)
  return { database: databaseOf(client), close: () => client.end() }
}

async function openLibsql({ address, folder, from }: Opening): Promise<Opened> {
  const { exports } = await loadDriver(folder, ["@libsql/client"], from)
  type Client = SqlClient & { close(): void }
  const authToken = process.env["DATABASE_AUTH_TOKEN"] ?? process.env["TURSO_AUTH_TOKEN"]
  const create = exports["createClient"] as Make<Client>
  const client = create({ url: address.url, ...(authToken ? { authToken } : {}) })
  return { database: databaseOf(client), close: async () => client.close() }
}

import { existsSync } from "node:fs"
import { isAbsolute, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { KeyStore } from "../../contracts/keys.ts"
import { mysqlStore } from "../../keys/stores/mysql.ts"
import { postgresStore } from "../../keys/stores/postgres.ts"
import { redisStore } from "../../keys/stores/redis.ts"
import { sqliteStore } from "../../keys/stores/sqlite.ts"
import { CommandError } from "../command.ts"
import { loadDriver } from "./driver.ts"

/** A store that was opened for a command. */
export interface OpenStore {
  readonly store: KeyStore
  close(): Promise<void>
}

/** What an address says beside where the server is. */
interface Names {
  readonly ring?: string
  readonly table?: string
  readonly prefix?: string
}

type Opener = (url: string, names: Names, folder: string) => Promise<OpenStore>
type Make<T> = (options: Record<string, unknown>) => T
type Construct<T> = new (...options: unknown[]) => T

interface Closable {
  on(event: "error", listener: () => void): unknown
  end(): Promise<void>
}

/** Milliseconds. */
const CONNECT = 5_000
const ignore = (): void => {}

const openers: Readonly<Record<string, Opener>> = {
  "file:": openSqlite,
  "postgres:": openPostgres,
  "postgresql:": openPostgres,
  "mysql:": openMysql,
  "mariadb:": openMysql,
  "redis:": openRedis,
  "rediss:": openRedis,
}

/**
 * Opens the store that `AUTH_KEYRING_URL` names: `postgres://…`, `mysql://…`, `redis://…` or `file:./auth.db`, with
 * `#ring=<name>&table=<name>&prefix=<name>` where these are not the usual ones.
 *
 * @throws CommandError that holds nothing of the address but its kind
 */
export async function openRingAddress(address: string, folder: string): Promise<OpenStore> {
  const [url = "", fragment = ""] = address.trim().split("#", 2)
  const kind = /^[a-z]+:/i.exec(url)?.[0].toLowerCase() ?? ""
  const open = openers[kind]
  if (!open) {
    const kinds = "postgres://, mysql://, mariadb://, redis://, rediss:// or file:"
    throw new CommandError(`AUTH_KEYRING_URL must begin with ${kinds}`)
  }
  const names: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(fragment)) {
    if (!["ring", "table", "prefix"].includes(name)) {
      throw new CommandError("After its # AUTH_KEYRING_URL may say ring=, table= and prefix= only")
    }
    names[name] = value
  }
  return open(url, names, folder)
}

async function openSqlite(url: string, names: Names, folder: string): Promise<OpenStore> {
  const named = url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length)
  const path = isAbsolute(named) ? named : resolve(folder, decodeURIComponent(named))
  if (!existsSync(path)) throw new CommandError(`There is no file ${named}: AUTH_KEYRING_URL`)
  const own = process.getBuiltinModule?.("node:sqlite")
  if (own) {
    const db = new own.DatabaseSync(path)
    return { store: sqliteStore(db, names), close: async () => db.close() }
  }
  const { exports } = await loadDriver(folder, ["better-sqlite3"])
  const Database = exports["default"] as Construct<
    Parameters<typeof sqliteStore>[0] & { close(): void }
  >
  const db = new Database(path)
  return { store: sqliteStore(db, names), close: async () => db.close() }
}

async function openPostgres(url: string, names: Names, folder: string): Promise<OpenStore> {
  const { name, exports } = await loadDriver(folder, ["pg", "postgres"])
  if (name === "pg") {
    type Pool = Closable & Parameters<typeof postgresStore>[0]
    const Pool = exports["Pool"] as Construct<Pool>
    const pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: CONNECT })
    pool.on("error", ignore)
    return { store: postgresStore(pool, names), close: () => pool.end() }
  }
  type Sql = Parameters<typeof postgresStore>[0] & { end(options: object): Promise<void> }
  const connect = exports["default"] as (url: string, options: object) => Sql
  const sql = connect(url, { max: 2, connect_timeout: CONNECT / 1000, onnotice: ignore })
  return { store: postgresStore(sql, names), close: () => sql.end({ timeout: 1 }) }
}

async function openMysql(url: string, names: Names, folder: string): Promise<OpenStore> {
  const { exports } = await loadDriver(folder, ["mysql2/promise"])
  type Pool = Closable & Parameters<typeof mysqlStore>[0]
  const createPool = exports["createPool"] as Make<Pool>
  const uri = url.replace(/^mariadb:/i, "mysql:")
  const pool = createPool({ uri, connectionLimit: 2, connectTimeout: CONNECT })
  return { store: mysqlStore(pool, names), close: () => pool.end() }
}

async function openRedis(url: string, names: Names, folder: string): Promise<OpenStore> {
  // Whether the server may lose the ring is for the application to see to: here it is only looked at.
  const options = { ...names, volatile: "accepted" } as const
  const { name, exports } = await loadDriver(folder, ["redis", "ioredis"])
  type Client = Parameters<typeof redisStore>[0] & {
    on(event: "error", listener: () => void): unknown
    connect(): Promise<unknown>
    destroy?(): void
    disconnect?(): void
  }
  const client =
    name === "redis"
      ? (exports["createClient"] as Make<Client>)({
          url,
          socket: { connectTimeout: CONNECT, reconnectStrategy: false },
        })
      : new (exports["Redis"] as Construct<Client>)(url, {
          connectTimeout: CONNECT,
          lazyConnect: true,
          retryStrategy: () => null,
        })
  client.on("error", ignore)
  await client.connect()
  const end = (): void => (name === "redis" ? client.destroy?.() : client.disconnect?.())
  return { store: redisStore(client, options), close: async () => end() }
}

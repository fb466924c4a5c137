import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Redis } from "ioredis"
import mysql from "mysql2/promise"
import pg from "pg"
import { RedisAdapter } from "../../src/adapters/redis.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { FaultProxy, type NetworkFault } from "../support/fault-proxy.ts"
import { canStart, type DatabaseKind, PrivateServer } from "../support/private-server.ts"

/** An application's own connections to a store. */
export interface Opened {
  readonly adapter: Adapter
  /** Runs statements on these connections. */
  run(statement: string): Promise<unknown>
  close(): unknown
}

/** A store that applications share, and what can happen to it. */
export interface Place {
  open(): Promise<Opened>
  /** Begins a fault; answers how it ends. */
  readonly faults: Readonly<Partial<Record<FaultName, Begin>>>
  /** Resets each connection after so many more bytes of answers; the network is well again without a number. */
  breakAfter?(bytes: number | undefined): void
  stop(): Promise<void>
}

type End = () => Promise<unknown>
type Begin = (opened: readonly Opened[]) => Promise<End>

export type FaultName =
  | "refuses connections"
  | "half-open connections"
  | "slower than the driver waits"
  | "answers that break off"
  | "killed, and another started on its port"
  | "read-only"
  | "full"
  | "locked by another"
  | "no connection left"

/** Milliseconds that drivers wait here. */
const PATIENCE = 1_000

/** What goes wrong on the way, the same for all servers. */
function onTheWay(proxy: FaultProxy, server: PrivateServer): Place["faults"] {
  const network = (fault: NetworkFault): Begin => {
    return async () => {
      proxy.fault = fault
      return async () => (proxy.fault = { kind: "pass" })
    }
  }
  return {
    "refuses connections": network({ kind: "cut" }),
    "half-open connections": network({ kind: "half-open" }),
    "slower than the driver waits": network({ kind: "delay", ms: 3 * PATIENCE }),
    "answers that break off": network({ kind: "truncated", bytes: 7 }),
    "killed, and another started on its port": async () => {
      await server.kill()
      return () => server.start()
    },
  }
}

const breaking =
  (proxy: FaultProxy): NonNullable<Place["breakAfter"]> =>
  (bytes) => {
    proxy.fault = bytes === undefined ? { kind: "pass" } : { kind: "truncated", bytes }
  }

async function behindProxy(kind: DatabaseKind): Promise<[PrivateServer, FaultProxy]> {
  const server = await new PrivateServer(kind).start()
  return [server, await new FaultProxy({ host: "127.0.0.1", port: server.port }).start()]
}

/** A server that listens already may be starting still. */
async function connected(url: string): Promise<pg.Client> {
  for (const end = Date.now() + 20_000; ;) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      return client
    } catch (error) {
      if ((error as { code?: string }).code !== "57P03" || Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function postgres(): Promise<Place> {
  const [server, proxy] = await behindProxy("postgres")
  const asked = async (...statements: string[]): Promise<void> => {
    const client = await connected(server.url)
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  await asked("CREATE ROLE app LOGIN", "CREATE DATABASE app OWNER app")
  const url = (port: number): string => `postgres://app@127.0.0.1:${port}/app`
  const ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'"
  return {
    async open() {
      const times = { connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE }
      const pool = new pg.Pool({ connectionString: url(proxy.port), max: 3, ...times })
      pool.on("error", () => {})
      return {
        adapter: SqlAdapter(pool),
        run: async (statement) => (await pool.query(statement)).rows,
        // Connections that a fault has taken are not waited for.
        close: () => void pool.end(),
      }
    },
    faults: {
      ...onTheWay(proxy, server),
      "read-only": async () => {
        const set = (value: string): Promise<void> =>
          asked(
            `ALTER SYSTEM SET default_transaction_read_only = ${value}`,
            "SELECT pg_reload_conf()",
          )
        await set("on")
        return () => set("off")
      },
      "locked by another": async () => {
        const client = new pg.Client(url(server.port))
        await client.connect()
        await client.query("BEGIN")
        await client.query("LOCK TABLE users, sessions, verification_tokens")
        return () => client.end()
      },
      "no connection left": async () => {
        await asked("ALTER ROLE app CONNECTION LIMIT 0", ends)
        return () => asked("ALTER ROLE app CONNECTION LIMIT -1")
      },
    },
    breakAfter: breaking(proxy),
    async stop() {
      await proxy.stop()
      await server.remove()
    },
  }
}

async function mariadb(): Promise<Place> {
  const [server, proxy] = await behindProxy("mysql")
  const asked = async (...statements: string[]): Promise<void> => {
    const client = await mysql.createConnection(server.url)
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  await asked("CREATE DATABASE app", "CREATE USER app@'%'", "GRANT ALL ON app.* TO app@'%'")
  return {
    async open() {
      const uri = `mysql://app@127.0.0.1:${proxy.port}/app`
      const pool = mysql.createPool({ uri, connectionLimit: 3, connectTimeout: PATIENCE })
      return {
        adapter: SqlAdapter(pool),
        run: async (statement) => (await pool.query(statement))[0],
        close: () => void pool.end().catch(() => {}),
      }
    },
    faults: {
      ...onTheWay(proxy, server),
      "read-only": async () => {
        await asked("SET GLOBAL read_only = 1")
        return () => asked("SET GLOBAL read_only = 0")
      },
      "locked by another": async () => {
        const client = await mysql.createConnection(`mysql://app@127.0.0.1:${server.port}/app`)
        await client.query("LOCK TABLES users WRITE, sessions WRITE, verification_tokens WRITE")
        return () => client.end()
      },
      "no connection left": async (opened) => {
        await asked("ALTER USER app@'%' ACCOUNT LOCK")
        for (const each of opened) await each.run("KILL USER app").catch(() => {})
        return () => asked("ALTER USER app@'%' ACCOUNT UNLOCK")
      },
    },
    breakAfter: breaking(proxy),
    async stop() {
      await proxy.stop()
      await server.remove()
    },
  }
}

async function redis(): Promise<Place> {
  const [server, proxy] = await behindProxy("redis")
  const asked = async (...command: string[]): Promise<void> => {
    const client = new Redis(server.url)
    await client.call(command[0]!, ...command.slice(1))
    client.disconnect()
  }
  return {
    async open() {
      const times = {
        commandTimeout: PATIENCE,
        connectTimeout: PATIENCE,
        socketTimeout: 2 * PATIENCE,
      }
      const client = new Redis(server.urlAt(proxy.port), {
        ...times,
        maxRetriesPerRequest: 1,
        retryStrategy: () => 100,
      })
      client.on("error", () => {})
      return {
        adapter: RedisAdapter(client, { timeout: PATIENCE }),
        run: (statement) => client.call(...(statement.split(" ") as [string])),
        close: () => client.disconnect(),
      }
    },
    faults: {
      ...onTheWay(proxy, server),
      // As after a failover that the application has not heard of.
      "read-only": async () => {
        await asked("REPLICAOF", "127.0.0.1", "1")
        return () => asked("REPLICAOF", "NO", "ONE")
      },
      full: async () => {
        await asked("CONFIG", "SET", "maxmemory", "1")
        return () => asked("CONFIG", "SET", "maxmemory", "0")
      },
    },
    breakAfter: breaking(proxy),
    async stop() {
      await proxy.stop()
      await server.remove()
    },
  }
}

async function sqlite(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-sqlite-"))
  const file = join(folder, "auth.db")
  const everywhere = async (opened: readonly Opened[], statement: string): Promise<void> => {
    for (const each of opened) await each.run(statement)
  }
  return {
    async open() {
      const client: DatabaseSync = await openSqlite(file)
      return {
        adapter: SqlAdapter(client),
        run: async (statement) => client.prepare(statement).all(),
        close: () => client.close(),
      }
    },
    faults: {
      "read-only": async (opened) => {
        await everywhere(opened, "PRAGMA query_only = 1")
        return () => everywhere(opened, "PRAGMA query_only = 0")
      },
      full: async (opened) => {
        const [first] = opened
        await first!.run("CREATE TABLE IF NOT EXISTS filler (text)")
        await everywhere(opened, "PRAGMA max_page_count = 1")
        const fill = `INSERT INTO filler VALUES (hex(randomblob(500)))`
        for (let n = 0; n < 100; n++) await first!.run(fill).catch(() => (n = 100))
        return () => everywhere(opened, "PRAGMA max_page_count = 1000000")
      },
      "locked by another": async () => {
        const child = await locker(file)
        return async () => {
          child.kill()
          await once(child, "exit")
        }
      },
    },
    async stop() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A process that writes for as long as it lives. */
async function locker(file: string): Promise<ChildProcess> {
  const code = `const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(process.argv[1]);
    db.exec("PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE"); console.log("locked"); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ["--no-warnings", "-e", code, file])
  await once(child.stdout, "data")
  return child
}

/** The stores of the table: whether they can be had here, and how. */
export const stores = {
  PostgreSQL: { here: canStart("postgres"), start: postgres },
  MariaDB: { here: canStart("mysql"), start: mariadb },
  Redis: { here: canStart("redis"), start: redis },
  SQLite: { here: true, start: sqlite },
} as const

export type StoreName = keyof typeof stores

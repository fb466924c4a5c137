/** Every place that counts attempts: each store on its server, and a process alone. */
import { Redis } from "ioredis"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { RedisAdapter } from "../../src/adapters/redis.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { redisServer } from "../stores/servers.ts"
import { clientCells } from "../stores/sql-clients.ts"

export type Counting = Required<Pick<Adapter, "increment">>

export interface OpenedStore {
  /** Undefined: the process alone. */
  readonly store: Counting | undefined
  close(): Promise<unknown>
}

export interface StoreCell {
  readonly reachable: boolean
  open(): Promise<OpenedStore>
}

const sql = (name: keyof typeof clientCells): StoreCell => ({
  reachable: clientCells[name]!.reachable,
  async open() {
    const { client, close } = await clientCells[name]!.open()
    return { store: SqlAdapter(client), close }
  },
})

const redis: StoreCell = {
  reachable: redisServer.reachable,
  async open() {
    const client = new Redis(redisServer.url)
    const prefix = `lk_throttle_${process.pid}_${Date.now().toString(36)}`
    return {
      store: RedisAdapter(client, { prefix }),
      async close() {
        const keys = await client.keys(`${prefix}*`)
        if (keys.length > 0) await client.del(...keys)
        client.disconnect()
      },
    }
  },
}

export const storeCells: Readonly<Record<string, StoreCell>> = {
  "a process alone": {
    reachable: true,
    open: async () => ({ store: undefined, close: async () => {} }),
  },
  memory: {
    reachable: true,
    open: async () => ({ store: MemoryAdapter(), close: async () => {} }),
  },
  "node:sqlite": sql("node:sqlite"),
  "better-sqlite3": sql("better-sqlite3"),
  libsql: sql("libsql"),
  PGlite: sql("PGlite"),
  "PostgreSQL by pg": sql("pg, a pool"),
  "PostgreSQL by postgres.js": sql("postgres.js"),
  "MariaDB by mysql2": sql("mysql2, a pool"),
  Redis: redis,
}

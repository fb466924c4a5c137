import { Redis } from "ioredis"
import mysql from "mysql2/promise"
import pg from "pg"
import type { KeyStore } from "../../src/contracts/keys.ts"
import { mysqlStore } from "../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../src/keys/stores/postgres.ts"
import { redisStore } from "../../src/keys/stores/redis.ts"
import type { DatabaseKind } from "../support/private-server.ts"

/** A place in a database where a ring lies, as an application would connect to it. */
export interface Place {
  readonly store: KeyStore
  /** The stored rings, raw, with all that a backup would have of them. */
  dump(): Promise<readonly Record<string, string>[]>
  /** Puts a backup back in place of what is there. */
  restore(rows: readonly Record<string, string>[]): Promise<void>
  /** Drops what tests have made there. */
  remove(): Promise<void>
  close(): Promise<void>
}

/** Connects to the ring `name`; no two tests use one name. */
export function placeIn(kind: DatabaseKind, url: string, name: string): Place {
  return connectors[kind](url, name)
}

const connectors: Readonly<Record<DatabaseKind, (url: string, name: string) => Place>> = {
  postgres(url, table) {
    const times = { connectionTimeoutMillis: 2_000, query_timeout: 2_000 }
    const pool = new pg.Pool({ connectionString: url, max: 2, ...times })
    pool.on("error", () => {})
    return {
      store: postgresStore(pool, { table }),
      async dump() {
        return (await pool.query(`SELECT ring, rev::text, doc FROM ${table}`)).rows as never
      },
      async restore(rows) {
        await pool.query(`DELETE FROM ${table}`)
        for (const { ring, rev, doc } of rows) {
          await pool.query(`INSERT INTO ${table} (ring, rev, doc) VALUES ($1, $2, $3)`, [
            ring,
            rev,
            doc,
          ])
        }
      },
      async remove() {
        await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
      },
      close: () => pool.end(),
    }
  },
  mysql(url, table) {
    const pool = mysql.createPool({ uri: url, connectionLimit: 2, connectTimeout: 2_000 })
    return {
      store: mysqlStore(pool, { table }),
      async dump() {
        const [rows] = await pool.query(`SELECT ring, CAST(rev AS CHAR) AS rev, doc FROM ${table}`)
        return rows as never
      },
      async restore(rows) {
        await pool.query(`DELETE FROM ${table}`)
        for (const { ring, rev, doc } of rows) {
          const values = [ring, rev, doc]
          await pool.query(`INSERT INTO ${table} (ring, rev, doc) VALUES (?, ?, ?)`, values)
        }
      },
      async remove() {
        await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
      },
      close: () => pool.end(),
    }
  },
  redis(url, prefix) {
    const client = new Redis(url, {
      socketTimeout: 2_000,
      connectTimeout: 2_000,
      maxRetriesPerRequest: 1,
      retryStrategy: () => 100,
    })
    client.on("error", () => {})
    const key = `${prefix}:{auth}:ring`
    return {
      // Servers of tests keep nothing on disk.
      store: redisStore(client, { prefix, volatile: "accepted" }),
      async dump() {
        const found = await client.hgetall(key)
        return found["doc"] === undefined ? [] : [found]
      },
      async restore(rows) {
        await client.del(key)
        for (const row of rows) await client.hset(key, row)
      },
      async remove() {
        await client.del(key, `${prefix}:{auth}:instances`)
      },
      close: async () => client.disconnect(),
    }
  },
}

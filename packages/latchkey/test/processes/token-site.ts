/** An application whose accounts several processes share. */
import { Redis } from "ioredis"
import mysql from "mysql2/promise"
import pg from "pg"
import { RedisAdapter } from "../../src/adapters/redis.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import type { AuthConfig } from "../../src/index.ts"
import OIDC from "../../src/providers/oidc.ts"

export interface TokenSettings {
  readonly kind: "postgres" | "mysql" | "redis"
  readonly url: string
  /** Of the tables, or the keys. */
  readonly prefix: string
  readonly issuer: string
  readonly secret: string
  /** When the process kills itself: as it would ask for new tokens, or as it would write them. */
  readonly dies?: "before it is sent" | "before it is written"
}

const die = (): never => {
  process.kill(process.pid, "SIGKILL")
  throw new Error("killed")
}

/** An adapter on a server. */
export interface OpenedAdapter {
  readonly adapter: Adapter
  /** Drops the tables, and gives the connections back. */
  remove(): Promise<void>
}

export function openAdapter({
  kind,
  url,
  prefix,
}: Pick<TokenSettings, "kind" | "url" | "prefix">): OpenedAdapter {
  if (kind === "redis") {
    const client = new Redis(url)
    return {
      adapter: RedisAdapter(client, { prefix }),
      async remove() {
        const keys = await client.keys(`${prefix}*`)
        if (keys.length > 0) await client.del(...keys)
        client.disconnect()
      },
    }
  }
  const tables = `SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE '${prefix}%'`
  if (kind === "mysql") {
    const pool = mysql.createPool({ uri: url, connectionLimit: 3 })
    return {
      adapter: SqlAdapter(pool as never, { prefix }),
      async remove() {
        const [rows] = await pool.query(tables)
        const connection = await pool.getConnection()
        await connection.query("SET FOREIGN_KEY_CHECKS = 0")
        for (const { name } of rows as { name: string }[]) {
          await connection.query(`DROP TABLE \`${name}\``)
        }
        connection.release()
        await pool.end()
      },
    }
  }
  const pool = new pg.Pool({ connectionString: url, max: 3 })
  return {
    adapter: SqlAdapter(pool as never, { prefix }),
    async remove() {
      const { rows } = await pool.query<{ name: string }>(tables)
      for (const { name } of rows) await pool.query(`DROP TABLE "${name}" CASCADE`)
      await pool.end()
    },
  }
}

export function configOf(
  { issuer, secret, dies }: Pick<TokenSettings, "issuer" | "secret" | "dies">,
  adapter: Adapter,
): AuthConfig {
  const watched: typeof fetch = (input, init) => {
    if (dies === "before it is sent" && String(input).endsWith("/token")) die()
    return fetch(input, init)
  }
  const mortal: Adapter = { ...adapter, updateAccount: die }
  const provider = OIDC({
    id: "local",
    name: "Local",
    issuer,
    clientId: "app",
    clientSecret: "app-secret",
    [customFetch]: watched,
  } as never)
  return {
    adapter: dies === "before it is written" ? mortal : adapter,
    providers: [provider],
    secret,
    trustHost: true,
    session: { strategy: "jwt" },
    account: { sealTokens: true },
    logger: { error: () => {}, warn: () => {}, info: () => {} },
  }
}

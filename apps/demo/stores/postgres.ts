import { accountTokens, SqlAdapter } from "latchkey/adapters/sql"
import { eventTable } from "latchkey/events/table"
import { postgresStore } from "latchkey/keyring/postgres"
import { postgresRegister } from "latchkey/register/postgres"
import pg from "pg"
import type { Store } from "./store.ts"

/** For many instances: what ends at one is told to all by LISTEN, on a connection of its own. */
export async function postgres(url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, query_timeout: 5_000 })
  // An idle connection that breaks is replaced at the next use.
  pool.on("error", () => {})
  const listen = new pg.Client({ connectionString: url, keepAlive: true })
  listen.on("error", () => {})
  await listen.connect()
  return {
    adapter: SqlAdapter(pool, { listen }),
    keys: postgresStore(pool, { listen }),
    register: postgresRegister(pool),
    tokens: accountTokens(pool),
    activity: eventTable(pool, { retain: 30 }),
    close: async () => {
      await Promise.all([pool.end(), listen.end()])
    },
  }
}

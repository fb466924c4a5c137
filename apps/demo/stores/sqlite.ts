import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { accountTokens, SqlAdapter } from "latchkey/adapters/sql"
import { openSqlite } from "latchkey/adapters/sqlite-file"
import { eventTable } from "latchkey/events/table"
import { sqliteStore } from "latchkey/keyring/sqlite"
import { sqliteRegister } from "latchkey/register/sqlite"
import type { Store } from "./store.ts"

/** One file, with nothing to install: the default. */
export async function sqlite(path: string | undefined): Promise<Store> {
  const folder = join(process.cwd(), ".latchkey")
  mkdirSync(folder, { recursive: true })
  const db = await openSqlite(path ?? join(folder, "demo.sqlite"))
  return {
    adapter: SqlAdapter(db),
    keys: sqliteStore(db),
    register: sqliteRegister(db),
    tokens: accountTokens(db),
    activity: eventTable(db, { retain: 30 }),
    close: async () => db.close(),
  }
}

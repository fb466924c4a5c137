import type { Dialect, TableNames } from "./dialect.ts"
import type { SqlDriver } from "./driver.ts"

/** Backticks, since SQLite takes a column name in double quotes that it does not know for a string. */
const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``

/** The tables as Auth.js's Drizzle adapter lays them out, and one for counters. Times are in milliseconds. */
function definitions(names: TableNames): Record<string, string> {
  const owner = `userId TEXT NOT NULL REFERENCES ${quote(names.users)}(id) ON DELETE CASCADE`
  return {
    [names.users]:
      "id TEXT PRIMARY KEY NOT NULL, name TEXT, email TEXT, emailVerified INTEGER, image TEXT",
    [names.accounts]: `${owner}, type TEXT NOT NULL, provider TEXT NOT NULL, providerAccountId TEXT NOT NULL,
      refresh_token TEXT, access_token TEXT, expires_at INTEGER, token_type TEXT, scope TEXT, id_token TEXT,
      session_state TEXT, PRIMARY KEY (provider, providerAccountId)`,
    [names.sessions]: `sessionToken TEXT PRIMARY KEY NOT NULL, ${owner}, expires INTEGER NOT NULL`,
    [names.verificationTokens]: `identifier TEXT NOT NULL, token TEXT NOT NULL, expires INTEGER NOT NULL,
      PRIMARY KEY (identifier, token)`,
    [names.authenticators]: `credentialID TEXT NOT NULL, ${owner}, providerAccountId TEXT NOT NULL,
      credentialPublicKey TEXT NOT NULL, counter INTEGER NOT NULL, credentialDeviceType TEXT NOT NULL,
      credentialBackedUp INTEGER NOT NULL, transports TEXT, PRIMARY KEY (userId, credentialID)`,
    [names.counters]:
      "key TEXT PRIMARY KEY NOT NULL, count INTEGER NOT NULL, expires INTEGER NOT NULL",
  }
}

/** What must be unique by the store's own means, also in tables that another adapter made. */
const uniques = (names: TableNames): readonly (readonly [table: string, columns: string])[] => [
  [names.users, "email"],
  [names.accounts, "provider,providerAccountId"],
  [names.sessions, "sessionToken"],
  [names.authenticators, "credentialID"],
]

const lookups = (names: TableNames): readonly (readonly [table: string, columns: string])[] => [
  [names.accounts, "userId"],
  [names.sessions, "userId"],
  [names.counters, "expires"],
]

/** Whether the columns are unique already, by an index of whatever name. */
const hasUnique = `SELECT 1 FROM pragma_index_list(?) AS list WHERE list.\`unique\` = 1 AND list.partial = 0
  AND (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY name)) = ?`

async function createTables(driver: SqlDriver, names: TableNames): Promise<void> {
  const existing = new Set((await driver.all(sqlite.tables.sql, [])).map((row) => row["name"]))
  for (const [table, columns] of Object.entries(definitions(names)))
    await driver.run(`CREATE TABLE IF NOT EXISTS ${quote(table)} (${columns})`, [])
  for (const [table, columns] of uniques(names)) {
    if (await driver.get(hasUnique, [table, columns])) continue
    const index = quote(`${table}_${columns.replace(",", "_")}_unique`)
    await driver.run(
      `CREATE UNIQUE INDEX IF NOT EXISTS ${index} ON ${quote(table)} (${columns})`,
      [],
    )
  }
  for (const [table, columns] of lookups(names)) {
    // What another adapter made is left as it is where nothing depends on it.
    if (existing.has(table)) continue
    const index = quote(`${table}_${columns}`)
    await driver.run(`CREATE INDEX IF NOT EXISTS ${index} ON ${quote(table)} (${columns})`, [])
  }
}

/** SQLite 3.35 and later (`RETURNING`). */
export const sqlite: Dialect = {
  quote,
  exact: (column) => `${column} COLLATE BINARY`,
  tables: { sql: "SELECT name FROM sqlite_master WHERE type = 'table'", args: [] },
  columns: (table) => ({ sql: "SELECT name FROM pragma_table_info(?)", args: [table] }),
  connect: ["PRAGMA foreign_keys = ON"],
  createTables,
}

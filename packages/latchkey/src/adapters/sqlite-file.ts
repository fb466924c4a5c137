/// <reference types="node" />
import type { DatabaseSync } from "node:sqlite"

/** Milliseconds to wait for another process that is writing. */
const BUSY_TIMEOUT = 5000

/**
 * Opens a SQLite file with `node:sqlite` (Node 22.5 and later), ready for several processes: write-ahead log, and a
 * wait of five seconds for a lock. A new file is readable by its owner alone, since it holds sessions and tokens.
 *
 * @param path - Of the file; its folder exists. `:memory:` is a database of its own.
 * @throws If this Node.js has no `node:sqlite`, or the file can't be opened.
 *
 * @example
 * ```ts
 * const adapter = SqlAdapter(await openSqlite("./.data/auth.db"))
 * ```
 */
export async function openSqlite(path: string): Promise<DatabaseSync> {
  const [{ DatabaseSync }, { open }] = await Promise.all([
    import("node:sqlite"),
    import("node:fs/promises"),
  ])
  // Made before SQLite does, so that it never exists with a wider mode; its side files take over the mode.
  if (path !== ":memory:") await (await open(path, "a", 0o600)).close()
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: BUSY_TIMEOUT })
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
  return db
}

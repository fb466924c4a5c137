/// <reference types="node" />
import type { DatabaseSync } from "node:sqlite"

/** Milliseconds to wait for another process, while the file is opened and made ready. */
const OPENING = 5000
/** The same afterwards. SQLite blocks the thread as it waits; the adapter waits by itself, and does not. */
const BUSY_TIMEOUT = 10

/**
 * Opens a SQLite file with `node:sqlite` (Node 22.5 and later), ready for several processes: write-ahead log, and no
 * wait for a lock that would block the thread: `SqlAdapter` waits two seconds beside it, and statements of your own
 * get `SQLITE_BUSY` after ten milliseconds (`PRAGMA busy_timeout` changes that). A new file is readable by its owner alone, since it holds sessions and tokens.
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
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: OPENING })
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
  return db
}

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { SqlAdapter } from "latchkey/adapters/sql"
import {
  ASKED,
  emailOf,
  LIFETIME,
  SESSIONS,
  storedToken,
  tokenOf,
  USER_NAME,
  USERS,
} from "./million.ts"

const folder = fileURLToPath(new URL("../../.cache/bench/", import.meta.url))
/** Named by what it holds, so that a change of that makes another. */
const file = `${folder}sessions-${SESSIONS}-1.sqlite`

/** A file with a million sessions, made at the first call: some seconds. Tables are the adapter's own. */
export async function openMillion(): Promise<DatabaseSync> {
  if (!existsSync(file)) await make()
  const db = new DatabaseSync(file, { timeout: 10_000 })
  db.exec("PRAGMA journal_mode = WAL")
  return db
}

async function make(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}`
  const db = new DatabaseSync(draft)
  const adapter = SqlAdapter(db)
  const user = { id: "u-first", name: USER_NAME, email: "first@example.com", emailVerified: null }
  await adapter.createUser(user)
  db.exec("PRAGMA synchronous = OFF; BEGIN")
  const users = db.prepare("INSERT INTO users (id, name, email) VALUES (?, ?, ?)")
  for (let n = 0; n < USERS; n++) users.run(`u${n}`, USER_NAME, emailOf(n))
  const far = Date.now() + LIFETIME
  const sessions = db.prepare(
    "INSERT INTO sessions (sessionToken, userId, expires) VALUES (?, ?, ?)",
  )
  for (let n = 0; n < SESSIONS; n++) {
    // Those that are asked for lie among the others, wherever their hash puts them.
    sessions.run(
      n < ASKED ? storedToken(n) : `h1:filler-${n * 7919}-${tokenOf(n)}`,
      `u${n % USERS}`,
      far,
    )
  }
  db.exec("COMMIT")
  db.close()
  rmSync(file, { force: true })
  renameSync(draft, file)
}

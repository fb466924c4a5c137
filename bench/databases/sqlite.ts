import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { SqlAdapter } from "latchkey/adapters/sql"
import { otherTables } from "./better-auth-tables.ts"
import { ASKED, emailOf, LIFETIME, storedToken, tokenOf, USER_NAME, usersOf } from "./million.ts"

const folder = fileURLToPath(new URL("../../.cache/bench/", import.meta.url))

/** A file with so many sessions, made at the first call: some seconds. Tables are those of our adapter, and Better Auth's. */
export async function openSqlite(sessions: number): Promise<DatabaseSync> {
  // Named by what it holds, so that a change of that makes another.
  const file = `${folder}sessions-${sessions}-3.sqlite`
  if (!existsSync(file)) await make(file, sessions)
  const db = new DatabaseSync(file, { timeout: 10_000 })
  db.exec("PRAGMA journal_mode = WAL")
  return db
}

async function make(file: string, sessions: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const draft = `${file}.${process.pid}`
  const db = new DatabaseSync(draft)
  await SqlAdapter(db).getUser("nobody")
  db.exec("PRAGMA synchronous = OFF; BEGIN")
  fillOurs(db, sessions)
  fillBetterAuth(db, sessions)
  db.exec("COMMIT")
  db.close()
  rmSync(file, { force: true })
  renameSync(draft, file)
}

/** Those that are asked for lie among the others, wherever their hash puts them. */
const nth = (n: number): string =>
  n < ASKED ? storedToken(n) : `h1:filler-${n * 7919}-${tokenOf(n)}`

function fillOurs(db: DatabaseSync, sessions: number): void {
  const users = db.prepare("INSERT INTO users (id, name, email) VALUES (?, ?, ?)")
  for (let n = 0; n < usersOf(sessions); n++) users.run(`u${n}`, USER_NAME, emailOf(n))
  const far = Date.now() + LIFETIME
  const rows = db.prepare("INSERT INTO sessions (sessionToken, userId, expires) VALUES (?, ?, ?)")
  for (let n = 0; n < sessions; n++) rows.run(nth(n), `u${n % usersOf(sessions)}`, far)
}

function fillBetterAuth(db: DatabaseSync, sessions: number): void {
  db.exec(`CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT, email TEXT UNIQUE, emailVerified INTEGER, image TEXT,
      createdAt TEXT, updatedAt TEXT);
    CREATE TABLE session (id TEXT PRIMARY KEY, token TEXT UNIQUE, userId TEXT, expiresAt TEXT, ipAddress TEXT,
      userAgent TEXT, createdAt TEXT, updatedAt TEXT);`)
  for (const sql of otherTables("text")) db.exec(sql)
  const now = new Date().toISOString()
  const users = db.prepare("INSERT INTO user VALUES (?, ?, ?, 1, NULL, ?, ?)")
  for (let n = 0; n < usersOf(sessions); n++) users.run(`u${n}`, USER_NAME, emailOf(n), now, now)
  const far = new Date(Date.now() + LIFETIME).toISOString()
  const rows = db.prepare("INSERT INTO session VALUES (?, ?, ?, ?, '', '', ?, ?)")
  for (let n = 0; n < sessions; n++) {
    rows.run(`s${n}`, nth(n), `u${n % usersOf(sessions)}`, far, now, now)
  }
}

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { openSqlite } from "latchkey/adapters/sqlite-file"

type Database = Awaited<ReturnType<typeof openSqlite>>

// Next.js loads a module once for each of its layers; they share one connection.
const shared = globalThis as { demoDatabase?: Promise<Database> }

/** Opened when it is first needed, so that a build needs no database. */
export function database(): Promise<Database> {
  shared.demoDatabase ??= open()
  return shared.demoDatabase
}

function open(): Promise<Database> {
  const folder = join(process.cwd(), ".latchkey")
  mkdirSync(folder, { recursive: true })
  return openSqlite(process.env.DEMO_DATABASE ?? join(folder, "demo.sqlite"))
}

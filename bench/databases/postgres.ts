import pg from "pg"
import { SqlAdapter } from "latchkey/adapters/sql"
import { fillPostgres } from "./fill-postgres.ts"

const SERVER = process.env["LATCHKEY_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/test"

/** A pool to so many sessions, made at the first call: some seconds. Undefined where no server answers. */
export async function openPostgres(sessions: number): Promise<pg.Pool | undefined> {
  // Named by what it holds, so that a change of that makes another.
  const name = `latchkey_bench_${sessions}_3`
  const server = new pg.Client(SERVER)
  try {
    await server.connect()
  } catch {
    process.stderr.write(`(no PostgreSQL at ${new URL(SERVER).host}) `)
    return undefined
  }
  const { rowCount } = await server.query("SELECT 1 FROM pg_database WHERE datname = $1", [name])
  if (!rowCount) await make(server, name, sessions)
  await server.end()
  return poolOf(name)
}

function poolOf(database: string): pg.Pool {
  const url = new URL(SERVER)
  url.pathname = `/${database}`
  return new pg.Pool({ connectionString: url.href, max: 6 })
}

async function make(server: pg.Client, name: string, sessions: number): Promise<void> {
  const draft = `${name}_draft`
  await server.query(`DROP DATABASE IF EXISTS ${draft}`)
  await server.query(`CREATE DATABASE ${draft}`)
  const pool = poolOf(draft)
  await SqlAdapter(pool).getUser("nobody")
  await fillPostgres((sql, values) => pool.query(sql, values), sessions)
  await pool.end()
  await server.query(`ALTER DATABASE ${draft} RENAME TO ${name}`)
}

import pg from "pg"
import { SqlAdapter } from "latchkey/adapters/sql"
import { ASKED, LIFETIME, SESSIONS, storedToken, USER_NAME, USERS } from "./million.ts"

const SERVER = process.env["LATCHKEY_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432/test"
/** Named by what it holds, so that a change of that makes another. */
const NAME = `latchkey_bench_${SESSIONS}_1`

/** A pool to a million sessions, made at the first call: some seconds. Undefined where no server answers. */
export async function openPool(): Promise<pg.Pool | undefined> {
  const server = new pg.Client(SERVER)
  try {
    await server.connect()
  } catch {
    process.stderr.write(`(no PostgreSQL at ${new URL(SERVER).host}) `)
    return undefined
  }
  const { rowCount } = await server.query("SELECT 1 FROM pg_database WHERE datname = $1", [NAME])
  if (!rowCount) await make(server)
  await server.end()
  return poolOf(NAME)
}

function poolOf(database: string): pg.Pool {
  const url = new URL(SERVER)
  url.pathname = `/${database}`
  return new pg.Pool({ connectionString: url.href, max: 16 })
}

async function make(server: pg.Client): Promise<void> {
  const draft = `${NAME}_draft`
  await server.query(`DROP DATABASE IF EXISTS ${draft}`)
  await server.query(`CREATE DATABASE ${draft}`)
  const pool = poolOf(draft)
  const adapter = SqlAdapter(pool)
  await adapter.getUser("nobody")
  await pool.query(
    `INSERT INTO users (id, name, email) SELECT 'u' || n, $1, 'ada+' || n || '@example.com' FROM generate_series(0, $2::int - 1) n`,
    [USER_NAME, USERS],
  )
  const far = new Date(Date.now() + LIFETIME)
  await pool.query(
    `INSERT INTO sessions ("sessionToken", "userId", expires)
     SELECT 'h1:filler-' || md5(n::text) || n, 'u' || (n % $1::int), ${await valueOf(pool, "$2")} FROM generate_series($3::int, $4::int - 1) n`,
    [USERS, far, ASKED, SESSIONS],
  )
  for (let n = 0; n < ASKED; n++) {
    await pool.query(
      `INSERT INTO sessions ("sessionToken", "userId", expires) VALUES ($1, $2, ${await valueOf(pool, "$3")})`,
      [storedToken(n), `u${n}`, far],
    )
  }
  await pool.query("ANALYZE")
  await pool.end()
  await server.query(`ALTER DATABASE ${draft} RENAME TO ${NAME}`)
}

/** A time as the adapter's column keeps it. */
async function valueOf(pool: pg.Pool, value: string): Promise<string> {
  const { rows } = await pool.query(
    `SELECT data_type FROM information_schema.columns WHERE table_name = 'sessions' AND column_name = 'expires'`,
  )
  const isNumber = String((rows[0] as { data_type: string }).data_type) === "bigint"
  return isNumber ? `extract(epoch FROM ${value}::timestamptz) * 1000` : `${value}::timestamptz`
}

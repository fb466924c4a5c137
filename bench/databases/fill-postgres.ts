import { otherTables } from "./better-auth-tables.ts"
import { ASKED, LIFETIME, storedToken, USER_NAME, usersOf } from "./million.ts"

type Run = (sql: string, values?: unknown[]) => Promise<unknown>

const BETTER_AUTH = [
  ...otherTables("timestamptz"),
  `CREATE TABLE "user" (id text PRIMARY KEY, name text, email text UNIQUE, "emailVerified" boolean, image text,
     "createdAt" timestamptz, "updatedAt" timestamptz)`,
  `CREATE TABLE "session" (id text PRIMARY KEY, token text UNIQUE, "userId" text, "expiresAt" timestamptz,
     "ipAddress" text, "userAgent" text, "createdAt" timestamptz, "updatedAt" timestamptz)`,
  `INSERT INTO "user" SELECT id, name, email, true, image, now(), now() FROM users`,
  `INSERT INTO "session" SELECT md5("sessionToken"), "sessionToken", "userId", expires, '', '', now(), now() FROM sessions`,
]

/** Fills the tables of our adapter, which are there, and makes Better Auth's of them. */
export async function fillPostgres(run: Run, sessions: number): Promise<void> {
  const users = usersOf(sessions)
  await run(
    `INSERT INTO users (id, name, email)
     SELECT 'u' || n, $1, 'ada+' || n || '@example.com' FROM generate_series(0, $2::int - 1) n`,
    [USER_NAME, users],
  )
  const far = new Date(Date.now() + LIFETIME)
  await run(
    `INSERT INTO sessions ("sessionToken", "userId", expires)
     SELECT 'h1:filler-' || md5(n::text) || n, 'u' || (n % $1::int), $2::timestamptz
     FROM generate_series($3::int, $4::int - 1) n`,
    [users, far, ASKED, sessions],
  )
  const tokens = Array.from({ length: ASKED }, (_, n) => storedToken(n))
  await run(
    `INSERT INTO sessions ("sessionToken", "userId", expires)
     SELECT token, 'u' || (n - 1), $2::timestamptz FROM unnest($1::text[]) WITH ORDINALITY AS asked (token, n)`,
    [tokens, far],
  )
  for (const sql of BETTER_AUTH) await run(sql)
  await run("ANALYZE")
}

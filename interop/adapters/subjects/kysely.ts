import { KyselyAdapter, KyselyAuth, type Database } from "@auth/kysely-adapter"
import Sqlite from "better-sqlite3"
import { type Dialect, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely"
import { createPool } from "mysql2"
import pg from "pg"
import { newMysql, newPostgres } from "../servers/databases.ts"
import type { Opened, Subject } from "../subject.ts"

/** The migration of the adapter's guide, in the words of a database. Accounts are unique there by no means. */
const tables = (id: string, text: string, time: string, quote: string): string =>
  `create table "User" (id ${id} primary key, name text, email ${text} not null unique, "emailVerified" ${time} null,
  image text);
create table "Account" (id ${id} primary key DEFAULT_ID, "userId" ${id} not null references "User"(id) on delete cascade,
  type text not null, provider text not null, "providerAccountId" text not null, refresh_token text, access_token text,
  expires_at bigint, token_type text, scope text, id_token text, session_state text);
create table "Session" (id ${id} primary key DEFAULT_ID, "userId" ${id} not null references "User"(id) on delete cascade,
  "sessionToken" ${text} not null unique, expires ${time} not null);
create table "VerificationToken" (identifier text not null, token ${text} not null unique, expires ${time} not null);`.replaceAll(
    '"',
    quote,
  )

function opened(dialect: Dialect, url: string, drop: () => Promise<void>): Opened {
  const db = new KyselyAuth<Database>({ dialect })
  return {
    adapter: KyselyAdapter(db),
    db,
    url,
    async close() {
      await db.destroy()
      await drop()
    },
  }
}

const name = "@auth/kysely-adapter"

export const kysely: readonly Subject[] = [
  {
    id: "kysely-sqlite",
    package: name,
    store: "SQLite (better-sqlite3)",
    needs: [],
    lacks: ["webauthn", "increment", "transaction"],
    unmet: {
      unstorable: "C04 C32",
      "empty-update": "C06 C11",
      "not-unique": "C24 C25",
      columns: "C27",
      "missing-throws": "C31",
    },
    async open({ folder }) {
      const database = new Sqlite(`${folder}/kysely.db`)
      const random = "default (lower(hex(randomblob(16))))"
      database.exec(tables("text", "text", "text", '"').replaceAll("DEFAULT_ID", random))
      return opened(new SqliteDialect({ database }), `file:${folder}/kysely.db`, () =>
        Promise.resolve(),
      )
    },
  },
  {
    id: "kysely-postgres",
    package: name,
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks: ["webauthn", "increment", "transaction"],
    unmet: {
      "uuid-ids": "C03 C05",
      unstorable: "C04 C22 C23 C32 C41 C42",
      "empty-update": "C06 C11",
      "not-unique": "C24 C25",
      columns: "C27",
      "missing-throws": "C31",
    },
    async open({ postgres }) {
      const schema = tables("uuid", "text", "timestamptz", '"')
      const random = "default gen_random_uuid()"
      const { url, drop } = await newPostgres(postgres, schema.replaceAll("DEFAULT_ID", random))
      const pool = new pg.Pool({ connectionString: url, max: 10 })
      return opened(new PostgresDialect({ pool }), url, drop)
    },
  },
  {
    id: "kysely-mysql",
    package: name,
    store: "MariaDB",
    needs: ["mysql"],
    lacks: ["webauthn", "increment", "transaction"],
    unmet: {
      folds: "C04 C05 C22 C23 C32 C41 C42",
      "empty-update": "C06 C11",
      "not-unique": "C24 C25",
      columns: "C27",
      "missing-throws": "C31",
      "two-steps": "C43 C44",
    },
    async open({ mysql }) {
      const schema = tables("varchar(36)", "varchar(255)", "datetime(3)", "`")
      const random = "default (uuid())"
      const { url, drop } = await newMysql(mysql, schema.replaceAll("DEFAULT_ID", random))
      const pool = createPool({ uri: url, connectionLimit: 10 })
      return opened(new MysqlDialect({ pool }), url, drop)
    },
  },
]

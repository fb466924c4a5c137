import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { createClient } from "@libsql/client"
import { drizzle as onLibsql } from "drizzle-orm/libsql"
import { drizzle as onMysql } from "drizzle-orm/mysql2"
import { drizzle as onPostgres } from "drizzle-orm/node-postgres"
import { createPool } from "mysql2/promise"
import pg from "pg"
import { newMysql, newPostgres } from "../servers/databases.ts"
import type { Subject } from "../subject.ts"

/** The tables that the adapter defines where it is given none, in the words of a database. */
const tables = (text: string, time: string, quote: string): string =>
  `create table "user" (id ${text} primary key, name ${text}, email ${text} unique, "emailVerified" ${time} null, image ${text});
create table "account" ("userId" ${text} not null, type ${text} not null, provider ${text} not null,
  "providerAccountId" ${text} not null, refresh_token ${text}, access_token ${text}, expires_at integer,
  token_type ${text}, scope ${text}, id_token ${text === "text" ? text : "varchar(2048)"}, session_state ${text},
  primary key (provider, "providerAccountId"), foreign key ("userId") references "user"(id) on delete cascade);
create table "session" ("sessionToken" ${text} primary key, "userId" ${text} not null, expires ${time} not null,
  foreign key ("userId") references "user"(id) on delete cascade);
create table "verificationToken" (identifier ${text} not null, token ${text} not null, expires ${time} not null,
  primary key (identifier, token));
create table "authenticator" ("credentialID" ${text} not null unique, "userId" ${text} not null,
  "providerAccountId" ${text} not null, "credentialPublicKey" ${text} not null, counter integer not null,
  "credentialDeviceType" ${text} not null, "credentialBackedUp" boolean not null, transports ${text},
  primary key ("userId", "credentialID"), foreign key ("userId") references "user"(id) on delete cascade);`.replaceAll(
    '"',
    quote,
  )

export const sqliteTables = tables("text", "integer", `"`)

const name = "@auth/drizzle-adapter"

export const drizzle: readonly Subject[] = [
  {
    id: "drizzle-sqlite",
    package: name,
    store: "SQLite (libsql)",
    needs: [],
    lacks: ["increment", "transaction"],
    unmet: {
      unstorable: "C04 C22 C23 C32 C54",
    },
    async open({ folder }) {
      const client = createClient({ url: `file:${folder}/drizzle.db` })
      await client.executeMultiple(sqliteTables)
      const db = onLibsql({ client })
      return {
        adapter: DrizzleAdapter(db),
        db,
        url: `file:${folder}/drizzle.db`,
        close: () => Promise.resolve(client.close()),
      }
    },
  },
  {
    id: "drizzle-postgres",
    package: name,
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks: ["increment", "transaction"],
    unmet: {
      unstorable: "C04 C05 C22 C23 C32 C41 C42 C54",
      counter: "C50",
    },
    async open({ postgres }) {
      const { url, drop } = await newPostgres(postgres, tables("text", "timestamp(3)", '"'))
      const pool = new pg.Pool({ connectionString: url, max: 10 })
      const db = onPostgres({ client: pool })
      return {
        adapter: DrizzleAdapter(db),
        db,
        url,
        async close() {
          await pool.end()
          await drop()
        },
      }
    },
  },
  {
    id: "drizzle-mysql",
    package: name,
    store: "MariaDB",
    needs: ["mysql"],
    lacks: ["increment", "transaction"],
    unmet: {
      folds: "C04 C05 C22 C23 C32 C41 C42 C51 C54",
      short: "C20",
      epoch: "C36 C47",
      "two-steps": "C43 C44",
      counter: "C50",
    },
    async open({ mysql }) {
      const { url, drop } = await newMysql(mysql, tables("varchar(255)", "timestamp(3)", "`"))
      const pool = createPool({ uri: url, connectionLimit: 10 })
      const db = onMysql({ client: pool })
      return {
        adapter: DrizzleAdapter(db),
        db,
        url,
        async close() {
          await pool.end()
          await drop()
        },
      }
    },
  },
]

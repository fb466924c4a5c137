import NeonAdapter from "@auth/neon-adapter"
import PostgresAdapter from "@auth/pg-adapter"
import { neonConfig, Pool as NeonPool } from "@neondatabase/serverless"
import pg from "pg"
import { newPostgres } from "../servers/databases.ts"
import { startNeonProxy } from "../servers/neon-proxy.ts"
import type { Subject } from "../subject.ts"

/** The schema of the adapters' guides: nothing in it is unique but the tokens of mailed links. */
const tables = `create table verification_token (identifier text not null, expires timestamptz not null, token text not null,
  primary key (identifier, token));
create table accounts (id serial primary key, "userId" integer not null, type varchar(255) not null,
  provider varchar(255) not null, "providerAccountId" varchar(255) not null, refresh_token text, access_token text,
  expires_at bigint, id_token text, scope text, session_state text, token_type text);
create table sessions (id serial primary key, "userId" integer not null, expires timestamptz not null,
  "sessionToken" varchar(255) not null);
create table users (id serial primary key, name varchar(255), email varchar(255), "emailVerified" timestamptz, image text);`

/** What we recommend to whoever has that schema. */
const unique = `create unique index on users (email);
create unique index on sessions ("sessionToken");
create unique index on accounts (provider, "providerAccountId");`

const lacks = ["webauthn", "increment", "transaction"] as const

export const postgres: readonly Subject[] = [
  {
    id: "pg",
    package: "@auth/pg-adapter",
    store: "PostgreSQL",
    needs: ["postgres"],
    lacks,
    unmet: {
      "number-ids": "C01 C05",
      unstorable: "C04 C22 C23 C32 C41 C42",
      "not-unique": "C08 C09 C24 C25 C35",
      "missing-throws": "C13",
    },
    open: ({ postgres: server }) => onPool(server, tables),
  },
  {
    id: "pg-unique",
    package: "@auth/pg-adapter",
    store: "PostgreSQL, with the unique indexes below",
    needs: ["postgres"],
    lacks,
    unmet: {
      "number-ids": "C01 C05",
      unstorable: "C04 C22 C23 C32 C41 C42",
      "missing-throws": "C13",
    },
    open: ({ postgres: server }) => onPool(server, `${tables}\n${unique}`),
  },
  {
    id: "neon",
    package: "@auth/neon-adapter",
    store: "PostgreSQL through a WebSocket, as Neon's driver speaks",
    needs: ["postgres"],
    lacks,
    unmet: {
      "number-ids": "C01 C05",
      unstorable: "C04 C22 C23 C32 C41 C42",
      "not-unique": "C08 C09 C24 C25 C35",
      "missing-throws": "C13",
    },
    async open({ postgres: server }) {
      const { url, drop } = await newPostgres(server, tables)
      const proxy = await startNeonProxy(new URL(url))
      neonConfig.wsProxy = proxy.address
      neonConfig.useSecureWebSocket = false
      neonConfig.pipelineConnect = false
      neonConfig.pipelineTLS = false
      const pool = new NeonPool({ connectionString: url, max: 10 })
      // Its idle connections say so when the proxy ends under them.
      pool.on("error", () => {})
      return {
        adapter: NeonAdapter(pool),
        url,
        async close() {
          await pool.end()
          await proxy.close()
          await drop()
        },
      }
    },
  },
]

async function onPool(server: string, schema: string): ReturnType<Subject["open"]> {
  const { url, drop } = await newPostgres(server, schema)
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  return {
    adapter: PostgresAdapter(pool),
    url,
    async close() {
      await pool.end()
      await drop()
    },
  }
}

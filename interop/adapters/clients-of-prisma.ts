/** Prisma clients for our own adapter, each on an empty database of its own. */
import { createClient } from "@libsql/client"
import { PrismaLibSql } from "@prisma/adapter-libsql"
import { PrismaMariaDb } from "@prisma/adapter-mariadb"
import { PrismaPg } from "@prisma/adapter-pg"
import { PrismaClient as MysqlClient } from "./generated/latchkey-mysql/client.ts"
import { PrismaClient as PostgresClient } from "./generated/latchkey-postgresql/client.ts"
import { PrismaClient as SqliteClient } from "./generated/latchkey-sqlite/client.ts"
import { PrismaClient as GuideClient } from "./generated/sqlite/client.ts"
import { newMysql, newPostgres } from "./servers/databases.ts"
import type { Places } from "./subject.ts"
import { tables as guideTables } from "./subjects/prisma.ts"

interface Words {
  readonly key: string
  readonly long: string
  readonly time: string
  readonly serial: string
  readonly quote: string
  /** Names as the schema maps them. */
  readonly snake?: true
  readonly cascade?: true
}

/** What `prisma migrate` makes of the schemas `prisma/latchkey-*.prisma`; its engine would have to be downloaded. */
function tables({ key, long, time, serial, quote, snake, cascade }: Words): string {
  const name = (text: string): string =>
    quote +
    (snake ? text.replace(/(?<=[a-z])[A-Z]+/g, (part) => `_${part}`).toLowerCase() : text) +
    quote
  const table = (model: string): string =>
    snake ? `${quote}${name(`${model}s`).slice(1)}` : name(model)
  const owner = `foreign key (${name("userId")}) references ${table("User")}(id)${cascade ? " on delete cascade" : ""}`
  return `create table ${table("User")} (id ${key} primary key, name ${key} null, email ${key} null unique,
  ${name("emailVerified")} ${time} null, image ${long} null, role ${key} not null default 'user');
create table ${table("Account")} (id ${key} primary key, ${name("userId")} ${key} not null, type ${key} not null,
  provider ${key} not null, ${name("providerAccountId")} ${key} not null, refresh_token ${long}, access_token ${long},
  expires_at integer, token_type ${key} null, scope ${long}, id_token ${long}, session_state ${key} null,
  unique (provider, ${name("providerAccountId")}), ${owner});
create table ${table("Session")} (id ${key} primary key, ${name("sessionToken")} ${key} not null unique,
  ${name("userId")} ${key} not null, expires ${time} not null, ${owner});
create table ${table("VerificationToken")} (identifier ${key} not null, token ${key} not null, expires ${time} not null,
  unique (identifier, token));
create table ${table("Authenticator")} (${name("credentialID")} ${key} not null unique, ${name("userId")} ${key} not null,
  ${name("providerAccountId")} ${key} not null, ${name("credentialPublicKey")} ${long} not null, counter bigint not null,
  ${name("credentialDeviceType")} ${key} not null, ${name("credentialBackedUp")} boolean not null, transports ${key} null,
  primary key (${name("userId")}, ${name("credentialID")}), ${owner});
create table latchkey_counter (${quote}key${quote} ${key} primary key, count integer not null, expires bigint not null);
create table latchkey_lease (${quote}key${quote} ${key} primary key, holder ${key} not null, expires bigint not null);
create table auth_session_record (id ${key} primary key, user_id ${key} not null, created bigint not null,
  seen bigint not null, expires bigint not null, ip ${key} null, user_agent ${long}, provider ${key} not null,
  provider_account_id ${key} null, provider_session ${key} null, amr ${key} not null);
create table auth_session_revocation (n ${serial}, kind ${key} not null, id ${key} not null, began_until bigint not null,
  except_id ${key} not null, needed_until bigint not null, noted bigint not null);`
}

export interface PrismaPlace {
  readonly id: string
  readonly needs: readonly ("postgres" | "mysql")[]
  open(places: Places): Promise<{
    readonly client: SqliteClient | PostgresClient | MysqlClient
    /** Runs a statement past the adapter. */
    readonly run: (sql: string) => Promise<unknown>
    readonly close: () => Promise<void>
  }>
}

export const places: readonly PrismaPlace[] = [
  {
    id: "SQLite",
    needs: [],
    async open({ folder }) {
      const url = `file:${folder}/latchkey.db`
      const libsql = createClient({ url })
      const words = {
        key: "text",
        long: "text",
        time: "datetime",
        quote: '"',
        cascade: true,
      } as const
      await libsql.executeMultiple(
        tables({ ...words, serial: "integer primary key autoincrement" }),
      )
      libsql.close()
      const client = new SqliteClient({ adapter: new PrismaLibSql({ url }) })
      return {
        client,
        run: (sql) => client.$executeRawUnsafe(sql),
        close: () => client.$disconnect(),
      }
    },
  },
  {
    id: "PostgreSQL, in snake case, without a cascade",
    needs: ["postgres"],
    async open({ postgres }) {
      const words = {
        key: "text",
        long: "text",
        time: "timestamptz(3)",
        quote: '"',
        snake: true,
      } as const
      const schema = tables({ ...words, serial: "serial primary key" })
      const { url, drop } = await newPostgres(postgres, schema)
      const client = new PostgresClient({
        adapter: new PrismaPg({ connectionString: url, max: 10 }),
      })
      return {
        client,
        run: (sql) => client.$executeRawUnsafe(sql),
        close: async () => {
          await client.$disconnect()
          await drop()
        },
      }
    },
  },
  {
    id: "MariaDB",
    needs: ["mysql"],
    async open({ mysql }) {
      const words = {
        key: "varchar(191)",
        long: "text",
        time: "datetime(3)",
        quote: "`",
        cascade: true,
      } as const
      const schema = tables({ ...words, serial: "integer primary key auto_increment" })
      const { url, drop } = await newMysql(mysql, schema)
      const client = new MysqlClient({ adapter: new PrismaMariaDb(url) })
      return {
        client,
        run: (sql) => client.$executeRawUnsafe(sql),
        close: async () => {
          await client.$disconnect()
          await drop()
        },
      }
    },
  },
]

/** A client whose schema is that of Auth.js's guide, and has none of our models. */
export async function openGuide({ folder }: Places): Promise<{
  readonly client: GuideClient
  readonly close: () => Promise<void>
}> {
  const url = `file:${folder}/guide.db`
  const libsql = createClient({ url })
  await libsql.executeMultiple(guideTables("text", "text", "datetime", '"'))
  libsql.close()
  const client = new GuideClient({ adapter: new PrismaLibSql({ url }) })
  return { client, close: () => client.$disconnect() }
}

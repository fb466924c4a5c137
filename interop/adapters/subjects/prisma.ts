import { PrismaAdapter } from "@auth/prisma-adapter"
import { PrismaAdapter as PrismaAdapterOf4 } from "@next-auth/prisma-adapter"
import { createClient } from "@libsql/client"
import { PrismaLibSql } from "@prisma/adapter-libsql"
import { PrismaMariaDb } from "@prisma/adapter-mariadb"
import { PrismaPg } from "@prisma/adapter-pg"
import { PrismaClient as MysqlClient } from "../generated/mysql/client.ts"
import { PrismaClient as PostgresClient } from "../generated/postgresql/client.ts"
import { PrismaClient as SqliteClient } from "../generated/sqlite/client.ts"
import { newMysql, newPostgres } from "../servers/databases.ts"
import type { Subject } from "../subject.ts"

/** What `prisma migrate` makes of the models; its engine would have to be downloaded. */
export const tables = (text: string, long: string, time: string, quote: string): string =>
  `create table "User" (id ${text} primary key, name ${text}, email ${text} not null unique, "emailVerified" ${time} null,
  image ${text});
create table "Account" ("userId" ${text} not null, type ${text} not null, provider ${text} not null,
  "providerAccountId" ${text} not null, refresh_token ${long}, access_token ${long}, expires_at integer,
  token_type ${text}, scope ${text}, id_token ${long}, session_state ${text}, primary key (provider, "providerAccountId"),
  foreign key ("userId") references "User"(id) on delete cascade on update cascade);
create table "Session" ("sessionToken" ${text} not null unique, "userId" ${text} not null, expires ${time} not null,
  foreign key ("userId") references "User"(id) on delete cascade on update cascade);
create table "VerificationToken" (identifier ${text} not null, token ${text} not null, expires ${time} not null,
  primary key (identifier, token));
create table "Authenticator" ("credentialID" ${text} not null unique, "userId" ${text} not null,
  "providerAccountId" ${text} not null, "credentialPublicKey" ${text} not null, counter integer not null,
  "credentialDeviceType" ${text} not null, "credentialBackedUp" boolean not null, transports ${text},
  primary key ("userId", "credentialID"), foreign key ("userId") references "User"(id) on delete cascade on update cascade);`.replaceAll(
    '"',
    quote,
  )

const name = "@auth/prisma-adapter"

export const prisma: readonly Subject[] = [
  {
    id: "prisma-sqlite",
    package: name,
    store: "SQLite (Prisma 7, libsql)",
    needs: [],
    lacks: ["increment", "transaction"],
    unmet: {
      unstorable: "C04 C22 C23 C32 C54",
      "missing-throws": "C13 C26 C31",
      columns: "C27",
    },
    async open({ folder }) {
      const url = `file:${folder}/prisma.db`
      const libsql = createClient({ url })
      await libsql.executeMultiple(tables("text", "text", "datetime", '"'))
      libsql.close()
      const client = new SqliteClient({ adapter: new PrismaLibSql({ url }) })
      return { adapter: PrismaAdapter(client), close: () => client.$disconnect() }
    },
  },
  {
    id: "prisma-postgres",
    package: name,
    store: "PostgreSQL (Prisma 7)",
    needs: ["postgres"],
    lacks: ["increment", "transaction"],
    unmet: {
      unstorable: "C04 C05 C22 C23 C32 C41 C42 C54",
      "missing-throws": "C13 C26 C31",
      columns: "C27",
      counter: "C50",
    },
    async open({ postgres }) {
      const { client, close } = await onPostgres(postgres)
      return { adapter: PrismaAdapter(client), close }
    },
  },
  {
    id: "prisma-mysql",
    package: name,
    store: "MariaDB (Prisma 7)",
    needs: ["mysql"],
    lacks: ["increment", "transaction"],
    unmet: {
      folds: "C04 C05 C22 C23 C32 C41 C42 C51 C54",
      "missing-throws": "C13 C26 C31",
      columns: "C27",
      "two-steps": "C43 C44",
      counter: "C50",
    },
    async open({ mysql }) {
      const schema = tables("varchar(191)", "text", "datetime(3)", "`")
      const { url, drop } = await newMysql(mysql, schema)
      const client = new MysqlClient({ adapter: new PrismaMariaDb(url) })
      return {
        adapter: PrismaAdapter(client),
        async close() {
          await client.$disconnect()
          await drop()
        },
      }
    },
  },
]

/** The adapter that applications of NextAuth 4 have. */
export const prismaOf4: Subject = {
  id: "next-auth-prisma",
  package: "@next-auth/prisma-adapter",
  store: "PostgreSQL (Prisma 7)",
  needs: ["postgres"],
  lacks: ["webauthn", "increment", "transaction"],
  unmet: {
    unstorable: "C04 C05 C22 C23 C32 C41 C42",
    "missing-throws": "C13 C26 C31",
    columns: "C27",
  },
  async open({ postgres }) {
    const { client, close } = await onPostgres(postgres)
    // Its types are of the client of its time.
    return { adapter: PrismaAdapterOf4(client as never) as never, close }
  },
}

async function onPostgres(
  server: string,
): Promise<{ client: PostgresClient; close: () => Promise<void> }> {
  const { url, drop } = await newPostgres(server, tables("text", "text", "timestamp(3)", '"'))
  const client = new PostgresClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) })
  return {
    client,
    async close() {
      await client.$disconnect()
      await drop()
    },
  }
}

import type { SqlAdapterOptions } from "../../src/adapters/sql.ts"
import { drizzleTables, pgTables, prismaTables } from "../../src/adapters/sql.ts"
import type { DatabaseKind } from "../../src/databases/database.ts"

/** Tables as another adapter has made them. */
export interface Layout {
  readonly kind: DatabaseKind
  readonly options: SqlAdapterOptions
  readonly ddl: string
  /** How that adapter writes a time, as a literal. */
  readonly time: (date: Date) => string
  /** Whether its rows have ids of text that someone must give. */
  readonly ownIds: boolean
  /** The one user's id. */
  readonly userId: string
}

const UUID = "0b7e3c7e-5a68-4a44-9d3e-0f2a7c7b9e11"

const quoted = (text: string): string => `'${text}'`
const iso = (date: Date): string => quoted(date.toISOString())
const utc = (date: Date): string => quoted(date.toISOString().slice(0, -1).replace("T", " "))
const milliseconds = (date: Date): string => String(date.getTime())

/** As Drizzle's kit writes the tables that its adapter documents. */
function drizzle(kind: DatabaseKind): Layout {
  const [text, time, quote] = {
    sqlite: ["text", "integer", "`"],
    postgres: ["text", "timestamp", '"'],
    mysql: ["varchar(255)", "timestamp(3)", "`"],
  }[kind] as [string, string, string]
  const ddl = `CREATE TABLE "user" (id ${text} PRIMARY KEY NOT NULL, name ${text}, email ${text} UNIQUE, "emailVerified" ${time} NULL,
      image ${text});
    CREATE TABLE "account" ("userId" ${text} NOT NULL, type ${text} NOT NULL, provider ${text} NOT NULL,
      "providerAccountId" ${text} NOT NULL, refresh_token ${text}, access_token ${text}, expires_at integer, token_type ${text},
      scope ${text}, id_token ${kind === "mysql" ? "varchar(2048)" : text}, session_state ${text},
      PRIMARY KEY (provider, "providerAccountId"), FOREIGN KEY ("userId") REFERENCES "user"(id) ON DELETE CASCADE);
    CREATE TABLE "session" ("sessionToken" ${text} PRIMARY KEY NOT NULL, "userId" ${text} NOT NULL, expires ${time} NOT NULL,
      FOREIGN KEY ("userId") REFERENCES "user"(id) ON DELETE CASCADE);
    CREATE TABLE "verificationToken" (identifier ${text} NOT NULL, token ${text} NOT NULL, expires ${time} NOT NULL,
      PRIMARY KEY (identifier, token));
    CREATE TABLE "authenticator" ("credentialID" ${text} NOT NULL UNIQUE, "userId" ${text} NOT NULL,
      "providerAccountId" ${text} NOT NULL, "credentialPublicKey" ${text} NOT NULL, counter integer NOT NULL,
      "credentialDeviceType" ${text} NOT NULL, "credentialBackedUp" boolean NOT NULL, transports ${text},
      PRIMARY KEY ("userId", "credentialID"), FOREIGN KEY ("userId") REFERENCES "user"(id) ON DELETE CASCADE);`
  return {
    kind,
    options: { tables: drizzleTables },
    ddl: ddl.replaceAll('"', quote),
    time: { sqlite: milliseconds, postgres: iso, mysql: utc }[kind],
    ownIds: false,
    userId: "u1",
  }
}

/** As Prisma migrates the models that its adapter documented for long: accounts and sessions have ids. */
function prisma(kind: DatabaseKind): Layout {
  const [text, long, time, bool, quote] = {
    sqlite: ["TEXT", "TEXT", "DATETIME", "BOOLEAN", '"'],
    postgres: ["TEXT", "TEXT", "TIMESTAMP(3)", "BOOLEAN", '"'],
    mysql: ["VARCHAR(191)", "TEXT", "DATETIME(3)", "BOOLEAN", "`"],
  }[kind] as [string, string, string, string, string]
  const ddl = `CREATE TABLE "User" ("id" ${text} NOT NULL PRIMARY KEY, "name" ${text}, "email" ${text}, "emailVerified" ${time},
      "image" ${text});
    CREATE TABLE "Account" ("id" ${text} NOT NULL PRIMARY KEY, "userId" ${text} NOT NULL, "type" ${text} NOT NULL,
      "provider" ${text} NOT NULL, "providerAccountId" ${text} NOT NULL, "refresh_token" ${long}, "access_token" ${long},
      "expires_at" INTEGER, "token_type" ${text}, "scope" ${text}, "id_token" ${long}, "session_state" ${text},
      FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE "Session" ("id" ${text} NOT NULL PRIMARY KEY, "sessionToken" ${text} NOT NULL, "userId" ${text} NOT NULL,
      "expires" ${time} NOT NULL, FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE "VerificationToken" ("identifier" ${text} NOT NULL, "token" ${text} NOT NULL, "expires" ${time} NOT NULL);
    CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");
    CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken");
    CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
    CREATE UNIQUE INDEX "VerificationToken_identifier_token_key" ON "VerificationToken"("identifier", "token");
    CREATE TABLE "Authenticator" ("credentialID" ${text} NOT NULL, "userId" ${text} NOT NULL, "providerAccountId" ${text} NOT NULL,
      "credentialPublicKey" ${text} NOT NULL, "counter" INTEGER NOT NULL, "credentialDeviceType" ${text} NOT NULL,
      "credentialBackedUp" ${bool} NOT NULL, "transports" ${text}, PRIMARY KEY ("userId", "credentialID"));
    CREATE UNIQUE INDEX "Authenticator_credentialID_key" ON "Authenticator"("credentialID");`
  return {
    kind,
    options: { tables: prismaTables },
    ddl: ddl.replaceAll('"', quote),
    time: { sqlite: milliseconds, postgres: utc, mysql: utc }[kind],
    ownIds: true,
    userId: "clx1",
  }
}

/** As the guide of Kysely's adapter migrates. */
function kysely(kind: DatabaseKind): Layout {
  const [id, own, text, time, quote] = {
    sqlite: ["text", "text primary key", "text", "text", '"'],
    postgres: ["uuid", "uuid primary key default gen_random_uuid()", "text", "timestamptz", '"'],
    mysql: ["varchar(36)", "varchar(36) primary key", "varchar(255)", "datetime(3)", "`"],
  }[kind] as [string, string, string, string, string]
  const owner = `"userId" ${id} not null references "User"(id) on delete cascade`
  const ddl = `create table "User" (id ${own}, name text, email ${text} not null unique, "emailVerified" ${time} null, image text);
    create table "Account" (id ${own}, ${owner}, type text not null, provider text not null,
      "providerAccountId" text not null, refresh_token text, access_token text, expires_at bigint, token_type text,
      scope text, id_token text, session_state text);
    create table "Session" (id ${own}, ${owner}, "sessionToken" ${text} not null unique, expires ${time} not null);
    create table "VerificationToken" (identifier text not null, token ${text} not null unique, expires ${time} not null);`
  return {
    kind,
    options: { tables: prismaTables },
    ddl: ddl.replaceAll('"', quote),
    time: { sqlite: iso, postgres: iso, mysql: utc }[kind],
    ownIds: kind !== "postgres",
    userId: kind === "postgres" ? UUID : "k1",
  }
}

/** As the guide of `@auth/pg-adapter` creates them; it names nothing unique. */
const pgAdapter: Layout = {
  kind: "postgres",
  options: { tables: pgTables },
  ddl: `CREATE TABLE verification_token (identifier TEXT NOT NULL, expires TIMESTAMPTZ NOT NULL, token TEXT NOT NULL,
      PRIMARY KEY (identifier, token));
    CREATE TABLE accounts (id SERIAL, "userId" INTEGER NOT NULL, type VARCHAR(255) NOT NULL, provider VARCHAR(255) NOT NULL,
      "providerAccountId" VARCHAR(255) NOT NULL, refresh_token TEXT, access_token TEXT, expires_at BIGINT, id_token TEXT,
      scope TEXT, session_state TEXT, token_type TEXT, PRIMARY KEY (id));
    CREATE TABLE sessions (id SERIAL, "userId" INTEGER NOT NULL, expires TIMESTAMPTZ NOT NULL,
      "sessionToken" VARCHAR(255) NOT NULL, PRIMARY KEY (id));
    CREATE TABLE users (id SERIAL, name VARCHAR(255), email VARCHAR(255), "emailVerified" TIMESTAMPTZ, image TEXT,
      PRIMARY KEY (id));`,
  time: iso,
  ownIds: false,
  userId: "1000",
}

/** Names in snake case, as an application may have them. */
function snakeCase(kind: DatabaseKind): Layout {
  const { ddl, ...rest } = drizzle(kind)
  const columns = {
    users: { emailVerified: "email_verified" },
    accounts: { userId: "user_id", providerAccountId: "provider_account_id" },
    sessions: { sessionToken: "session_token", userId: "user_id" },
    authenticators: {
      credentialID: "credential_id",
      userId: "user_id",
      providerAccountId: "provider_account_id",
      credentialPublicKey: "public_key",
      credentialDeviceType: "device_type",
      credentialBackedUp: "backed_up",
    },
  }
  const renamed = Object.values(columns)
    .flatMap((table) => Object.entries(table))
    .reduce((text, [from, to]) => text.replaceAll(from, to), ddl)
  return { ...rest, ddl: renamed, options: { tables: drizzleTables, columns } }
}

/** Every layout, by what made it. */
export const layouts: Readonly<Record<string, Layout>> = {
  "Drizzle on SQLite": drizzle("sqlite"),
  "Drizzle on PostgreSQL": drizzle("postgres"),
  "Drizzle on MySQL": drizzle("mysql"),
  "Prisma on SQLite": prisma("sqlite"),
  "Prisma on PostgreSQL": prisma("postgres"),
  "Prisma on MySQL": prisma("mysql"),
  "Kysely on SQLite": kysely("sqlite"),
  "Kysely on PostgreSQL": kysely("postgres"),
  "Kysely on MySQL": kysely("mysql"),
  "@auth/pg-adapter": pgAdapter,
  "snake case on SQLite": snakeCase("sqlite"),
  "snake case on PostgreSQL": snakeCase("postgres"),
  "snake case on MySQL": snakeCase("mysql"),
}

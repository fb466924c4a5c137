import type { DatabaseKind } from "../../databases/database.ts"
import {
  type ColumnSpec,
  createStatements,
  type TablePlace,
  type TableSpec,
} from "../../databases/ddl.ts"

const key: ColumnSpec = { type: "key" }
const text: ColumnSpec = { type: "text", nullable: true }
const userId: ColumnSpec = { type: "key", owner: "users" }

/** The columns of each table, by our words. */
interface Columns {
  users: "id" | "name" | "email" | "emailVerified" | "image"
  accounts:
    | "userId"
    | "type"
    | "provider"
    | "providerAccountId"
    | "refresh_token"
    | "access_token"
    | "expires_at"
    | "token_type"
    | "scope"
    | "id_token"
    | "session_state"
  sessions: "sessionToken" | "userId" | "expires"
  verificationTokens: "identifier" | "token" | "expires"
  authenticators:
    | "credentialID"
    | "userId"
    | "providerAccountId"
    | "credentialPublicKey"
    | "counter"
    | "credentialDeviceType"
    | "credentialBackedUp"
    | "transports"
  counters: "key" | "count" | "expires"
  leases: "key" | "holder" | "expires"
}

/** Our word for a table. */
export type TableKey = keyof Columns

/** Our word for a column of a table. */
export type ColumnKey<T extends TableKey> = Columns[T]

type Tables = {
  readonly [T in TableKey]: TableSpec & {
    readonly columns: Readonly<Record<ColumnKey<T>, ColumnSpec>>
  }
}

/** The tables as Auth.js's Drizzle adapter lays them out, and ours for counters and leases. */
export const TABLES: Tables = {
  users: {
    columns: {
      id: key,
      name: text,
      email: { type: "key", nullable: true },
      emailVerified: { type: "time", nullable: true },
      image: text,
    },
    primaryKey: ["id"],
    unique: [["email"]],
  },
  accounts: {
    columns: {
      userId,
      type: key,
      provider: key,
      providerAccountId: key,
      refresh_token: text,
      access_token: text,
      expires_at: { type: "integer", nullable: true },
      token_type: text,
      scope: text,
      id_token: text,
      session_state: text,
    },
    primaryKey: ["provider", "providerAccountId"],
    index: [["userId"]],
  },
  sessions: {
    columns: { sessionToken: key, userId, expires: { type: "time" } },
    primaryKey: ["sessionToken"],
    index: [["userId"]],
  },
  verificationTokens: {
    columns: { identifier: key, token: key, expires: { type: "time" } },
    primaryKey: ["identifier", "token"],
  },
  authenticators: {
    columns: {
      credentialID: key,
      userId,
      providerAccountId: key,
      credentialPublicKey: { type: "text" },
      counter: { type: "integer" },
      credentialDeviceType: key,
      credentialBackedUp: { type: "boolean" },
      transports: text,
    },
    primaryKey: ["userId", "credentialID"],
    unique: [["credentialID"]],
  },
  /** `expires` in milliseconds since the epoch. */
  counters: {
    columns: { key: { type: "bytes" }, count: { type: "integer" }, expires: { type: "integer" } },
    primaryKey: ["key"],
    index: [["expires"]],
  },
  /** `expires` in milliseconds since the epoch, by the server's clock. */
  leases: {
    columns: { key: { type: "bytes" }, holder: key, expires: { type: "integer" } },
    primaryKey: ["key"],
    index: [["expires"]],
  },
}

/** In this order they can be made: what others refer to comes first. */
export const TABLE_KEYS: readonly TableKey[] = Object.keys(TABLES) as TableKey[]

/** Where each table is. */
export type TablePlaces = Readonly<Record<TableKey, TablePlace>>

/** The statements that make the adapter's tables in an empty database, in order. */
export function tableStatements(
  kind: DatabaseKind,
  places: TablePlaces,
  tables: readonly TableKey[] = TABLE_KEYS,
): string[] {
  return tables.flatMap((table) => createStatements(kind, TABLES[table], places[table], places))
}

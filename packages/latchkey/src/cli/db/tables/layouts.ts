import {
  drizzleTables,
  pgTables,
  placesOf,
  prismaTables,
  type TableNames,
} from "../../../adapters/sql/layout.ts"
import { TABLE_KEYS, type TableKey } from "../../../adapters/sql/schema.ts"
import type { ColumnType } from "../../../databases/ddl.ts"
import type { DatabaseKind } from "../../../databases/database.ts"
import type { TypeName } from "./types.ts"

export type LayoutName = "latchkey" | "drizzle" | "prisma" | "pg"

/** How the tables of Auth.js's adapters differ from ours. */
export interface Layout {
  /** Whose it is, as people know it. */
  readonly title: string
  readonly kinds: readonly DatabaseKind[]
  readonly tables: Partial<TableNames>
  /** Ids of users. */
  readonly id: TypeName
  /** Ids of users in the rows of others. */
  readonly owner: TypeName
  /** What stands for our types. */
  readonly types: Partial<Readonly<Record<ColumnType, TypeName>>>
  /** Accounts and sessions have a number of their own. */
  readonly numbered?: true
}

const all = ["sqlite", "postgres", "mysql"] as const

export const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  latchkey: { title: "Latchkey's", kinds: all, tables: {}, id: "key", owner: "key", types: {} },
  drizzle: {
    title: "Drizzle's",
    kinds: all,
    tables: drizzleTables,
    id: "key",
    owner: "key",
    types: { time: "drizzle-time", integer: "int" },
  },
  prisma: {
    title: "Prisma's",
    kinds: all,
    tables: prismaTables,
    id: "prisma-key",
    owner: "prisma-key",
    types: { key: "prisma-key", time: "prisma-time", integer: "int", text: "prisma-text" },
  },
  pg: {
    title: "@auth/pg-adapter's",
    kinds: ["postgres"],
    tables: pgTables,
    id: "number",
    owner: "number-id",
    types: {},
    numbered: true,
  },
}

/** The name of each table of the adapter, as `SqlAdapter` has it with the same options. */
export function namesIn(layout: LayoutName, prefix: string): TableNames {
  const places = placesOf({ prefix, tables: LAYOUTS[layout].tables })
  const names = TABLE_KEYS.map((key) => [key, places[key].name])
  return Object.fromEntries(names) as Record<TableKey, string>
}

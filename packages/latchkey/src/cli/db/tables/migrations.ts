import { createHash } from "node:crypto"
import type { DatabaseKind } from "../../../databases/database.ts"
import { adapterTables, authTables } from "./auth-tables.ts"
import type { LayoutName } from "./layouts.ts"
import { ownTables } from "./own-tables.ts"
import type { Table } from "./table.ts"

/** One step of the tables' history. Numbers are never given twice. */
export interface Migration {
  readonly n: number
  readonly name: string
}

/** What each brought is in the tables, by `since`. */
export const MIGRATIONS: readonly Migration[] = [
  { n: 1, name: "users and accounts" },
  { n: 2, name: "counters and leases" },
  { n: 3, name: "control of sessions" },
  { n: 4, name: "keys" },
  { n: 5, name: "security events" },
]

export const LATEST: number = MIGRATIONS.at(-1)!.n

/** Which tables are meant. */
export interface Form {
  readonly kind: DatabaseKind
  readonly layout: LayoutName
  readonly prefix: string
}

/** Every table of ours, those first that others point to. */
export function tablesOf({ kind, layout, prefix }: Form): readonly Table[] {
  return [
    ...authTables(layout, prefix),
    ...adapterTables(layout, prefix),
    ...ownTables(kind, prefix),
  ]
}

/** The tables as they were after migration `n`. */
export function tablesAt(form: Form, n: number): readonly Table[] {
  return tablesOf(form)
    .filter(({ since }) => since <= n)
    .map((table) => {
      const columns = table.columns.filter(({ since = 0 }) => since <= n)
      const has = (names: readonly string[]): boolean =>
        names.every((name) => columns.some((column) => column.name === name))
      const { unique, indexes } = table
      return { ...table, columns, unique: unique.filter(has), indexes: indexes.filter(has) }
    })
}

/** The tables that a migration brings or changes. */
export function tablesIn(form: Form, n: number): readonly Table[] {
  return tablesAt(form, n).filter(
    ({ since, columns }) => since === n || columns.some((column) => column.since === n),
  )
}

/** Tells one form of a migration from another. */
export function checksumOf(form: Form, n: number): string {
  const text = JSON.stringify([form, tablesIn(form, n)])
  return createHash("sha256").update(text).digest("base64url").slice(0, 22)
}

import type { Database } from "../../databases/database.ts"
import {
  columnName,
  quoteName,
  quoteTable,
  type TablePlace,
  type TableSpec,
} from "../../databases/ddl.ts"
import { type Condition, type Form, formOf } from "./forms.ts"
import type { FoundColumn } from "./inspect.ts"
import { type ColumnKey, type TableKey, TABLES } from "./schema.ts"

/** A column of ours as it is in a database. */
export interface Column {
  /** Quoted. */
  readonly name: string
  readonly form: Form
}

/** How rows of a table get an `id`, which is not one of our columns. */
export type OwnId = "none" | "random" | "database"

/** A table of ours as it is in a database. */
export interface Table<T extends TableKey = TableKey> {
  /** Quoted. */
  readonly name: string
  /** Only those that are there. */
  readonly columns: ReadonlyMap<string, Column>
  readonly ownId: OwnId
  /** Whether it was there when it was looked for. */
  readonly exists: boolean
  /** What is selected, under our own names. `of` is the table's name in that statement. */
  selection(columns?: readonly ColumnKey<T>[], of?: string): string
}

/** Our values by our names of columns. */
export type Values = Readonly<Record<string, unknown>>

/** Describes a table by the columns that were found; none means that it is as we would make it. */
export function tableOf<T extends TableKey>(
  database: Pick<Database, "kind" | "keepsNul">,
  key: T,
  { place, found }: { place: TablePlace; found: ReadonlyMap<string, FoundColumn> },
): Table<T> {
  const { kind } = database
  const columns = new Map<string, Column>()
  for (const [column, { type }] of Object.entries(TABLES[key].columns)) {
    const name = columnName(place, column)
    const there = found.get(name)
    // What has no column is not stored (a provider's `session_state`); what must have one fails when it is used.
    if (found.size > 0 && !there && isOptional(key, column)) continue
    columns.set(column, { name: quoteName(kind, name), form: formOf(database, type, there) })
  }
  return {
    name: quoteTable(kind, place),
    columns,
    ownId: ownIdOf(key, found.get(columnName(place, "id"))),
    exists: found.size > 0,
    selection(names = [...columns.keys()] as ColumnKey<T>[], of) {
      return names
        .flatMap((column) => {
          const one = columns.get(column)
          if (!one) return []
          const whole = of === undefined ? one.name : `${of}.${one.name}`
          return `${one.form.read(whole)} AS ${quoteName(kind, column)}`
        })
        .join(", ")
    },
  }
}

function isOptional(key: TableKey, column: string): boolean {
  const spec: TableSpec["columns"] = TABLES[key].columns
  return spec[column]?.nullable === true
}

/** Prisma's and Kysely's layouts have an id of text, that of pg-adapter counts. */
function ownIdOf(key: TableKey, id: FoundColumn | undefined): OwnId {
  if (!id) return "none"
  if (/int|serial/.test(id.type)) return "database"
  // The application gives users their ids; where the column wants another form, they get one of that.
  return key === "users" && id.type !== "uuid" ? "none" : "random"
}

/**
 * The rows whose columns have exactly these values, or one of a list. Null where that is none: of a value that is
 * missing, or that the column can't have.
 */
export function where(table: Table, values: Values): Condition | null {
  const conditions: Condition[] = []
  for (const [key, value] of Object.entries(values)) {
    const { name, form } = columnOf(table, key)
    const keys = (Array.isArray(value) ? value : [value]).map((one) => form.write(one))
    if (!keys.every((one) => one !== null && form.holds(one))) return null
    conditions.push(form.among(name, keys))
  }
  return joined(conditions)
}

/** The rows whose columns still are so; what is null is empty. */
export function unchanged(table: Table, values: Values): Condition | null {
  const isEmpty = ([, value]: [string, unknown]): boolean => value === null
  const all = Object.entries(values)
  const condition = where(table, Object.fromEntries(all.filter((one) => !isEmpty(one))))
  const empty = all
    .filter(isEmpty)
    .map(([key]) => ({ sql: `${columnOf(table, key).name} IS NULL`, values: [] }))
  return condition && joined([condition, ...empty])
}

export function joined(conditions: readonly Condition[]): Condition {
  const some = conditions.filter(({ sql }) => sql !== "")
  return {
    sql: some.map(({ sql }) => sql).join(" AND "),
    values: some.flatMap(({ values }) => values),
  }
}

export function columnOf(table: Table, key: string): Column {
  const column = table.columns.get(key)
  if (!column) throw new Error(`The table ${table.name} has no column for ${key}.`)
  return column
}

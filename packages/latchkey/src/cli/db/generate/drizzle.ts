import type { DatabaseKind } from "../../../databases/database.ts"
import { indexName } from "../tables/ddl.ts"
import type { Column, Table } from "../tables/table.ts"
import { TYPES } from "../tables/types.ts"
import { type Stamp, stampOf } from "./stamp.ts"

interface Words {
  readonly module: string
  readonly table: string
  /** Behind the builder of a column that the server counts. */
  readonly counted: string
}

const WORDS: Readonly<Record<DatabaseKind, Words>> = {
  sqlite: { module: "sqlite-core", table: "sqliteTable", counted: "" },
  postgres: {
    module: "pg-core",
    table: "pgTable",
    counted: ".generatedAlwaysAsIdentity()",
  },
  mysql: { module: "mysql-core", table: "mysqlTable", counted: ".autoincrement()" },
}

/** The tables for drizzle-orm: one export each, named as we call them. */
export function drizzleOf(stamp: Stamp, tables: readonly Table[]): string {
  const { kind } = stamp.form
  const { module, table: maker } = WORDS[kind]
  const bodies = tables.map((table) => tableText(kind, table))
  const text = bodies.join("\n\n")
  const names = ["index", "primaryKey", "uniqueIndex", maker, ...builders(kind, tables)]
    .filter((name, at, all) => all.indexOf(name) === at)
    .filter((name) => new RegExp(`\\b${name}\\(`).test(text))
    .toSorted()
  const sql = text.includes("sql`") ? ['import { sql } from "drizzle-orm"'] : []
  const imports = [...sql, `import { ${names.join(", ")} } from "drizzle-orm/${module}"`]
  return `// ${stampOf(stamp)}\n${imports.join("\n")}\n\n${text}\n`
}

const builders = (kind: DatabaseKind, tables: readonly Table[]): string[] =>
  tables.flatMap(({ columns }) =>
    columns.map(({ type }) => TYPES[type][kind].drizzle.split("|")[0]!),
  )

function tableText(kind: DatabaseKind, table: Table): string {
  const alone = table.primary.length === 1 ? table.primary[0] : undefined
  const columns = table.columns.map(
    (column) => `  ${column.name}: ${columnText(kind, column, column.name === alone)},`,
  )
  const rules = [
    ...(alone === undefined ? [`primaryKey({ columns: [${of(table.primary)}] })`] : []),
    ...table.unique.map((rule) => indexText(table, rule, true)),
    ...table.indexes.map((index) => indexText(table, index, false)),
  ]
  const head = `export const ${table.key} = ${WORDS[kind].table}(`
  const name = JSON.stringify(table.name)
  if (rules.length === 0) return `${head}${name}, {\n${columns.join("\n")}\n})`
  const inner = columns.map((line) => `  ${line}`).join("\n")
  const lines = rules.map((rule) => `    ${rule},`).join("\n")
  return `${head}\n  ${name},\n  {\n${inner}\n  },\n  (table) => [\n${lines}\n  ],\n)`
}

const of = (columns: readonly string[]): string => columns.map((name) => `table.${name}`).join(", ")

function indexText({ name }: Table, columns: readonly string[], unique: boolean): string {
  const called = JSON.stringify(indexName(name, columns, unique))
  return `${unique ? "uniqueIndex" : "index"}(${called}).on(${of(columns)})`
}

function columnText(kind: DatabaseKind, column: Column, primary: boolean): string {
  const { drizzle, generated } = TYPES[column.type][kind]
  const [builder, options] = drizzle.split("|") as [string, string?]
  const name = JSON.stringify(column.name)
  const call = `${builder}(${options ? `${name}, ${options}` : name})`
  const counted = generated && builder !== "serial" ? WORDS[kind].counted : ""
  const auto = generated && kind === "sqlite" ? "{ autoIncrement: true }" : ""
  const parts = [
    counted,
    primary ? `.primaryKey(${auto})` : "",
    column.optional || primary ? "" : ".notNull()",
    column.default === undefined ? "" : `.default(sql\`${column.default}\`)`,
    column.owner ? '.references(() => users.id, { onDelete: "cascade" })' : "",
  ]
  return call + parts.join("")
}

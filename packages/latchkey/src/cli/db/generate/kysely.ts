import type { DatabaseKind } from "../../../databases/database.ts"
import type { Step } from "../run/steps.ts"
import type { Column, Table } from "../tables/table.ts"
import { TYPES } from "../tables/types.ts"
import { backwards } from "./sql.ts"
import { type Stamp, stampOf } from "./stamp.ts"

/** The type of the database for `new Kysely<Database>()`. */
export function kyselyTypesOf(stamp: Stamp, tables: readonly Table[]): string {
  const { kind } = stamp.form
  const all = tables.map(({ key, name }) => `  ${nameOf(name)}: ${titled(key)}Table`)
  const each = tables.map(({ key, columns }) => {
    const lines = columns.map((column) => `  ${column.name}: ${typeOf(kind, column)}`)
    return `export interface ${titled(key)}Table {\n${lines.join("\n")}\n}`
  })
  const database = `export interface Database {\n${all.join("\n")}\n}`
  const text = [database, ...each].join("\n\n")
  const used = ["ColumnType", "Generated"].filter((name) => text.includes(`${name}<`))
  const imports = used.length > 0 ? `import type { ${used.join(", ")} } from "kysely"\n\n` : ""
  return `// ${stampOf(stamp)}\n${imports}${text}\n`
}

const nameOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))

const titled = (key: string): string => key[0]!.toUpperCase() + key.slice(1)

function typeOf(kind: DatabaseKind, column: Column): string {
  const { ts, generated, sql } = TYPES[column.type][kind]
  // pg gives 64 bits as text, since a number of JavaScript has fewer; it takes both.
  const wide = kind === "postgres" && sql.startsWith("bigint")
  if (wide && generated) return "Generated<string>"
  const type = wide ? "ColumnType<string, number | string, number | string>" : ts
  if (generated || column.default !== undefined) return `Generated<${type}>`
  if (!column.optional) return type
  return wide
    ? "ColumnType<string | null, number | string | null, number | string | null>"
    : `${type} | null`
}

/** A migration for Kysely's `Migrator`. */
export function kyselyMigrationOf(stamp: Stamp, steps: readonly Step[]): string {
  const calls = (statements: readonly string[]): string =>
    statements.map((text) => `  await sql.raw(${literal(text)}).execute(db)`).join("\n")
  const body = (name: string, statements: readonly string[]): string =>
    `export async function ${name}(db: Kysely<any>): Promise<void> {\n${calls(statements)}\n}`
  const up = body(
    "up",
    steps.map(({ sql }) => sql),
  )
  const down = body("down", backwards(stamp.form, steps))
  return `// ${stampOf(stamp)}\nimport { type Kysely, sql } from "kysely"\n\n${up}\n\n${down}\n`
}

/** Text as it stands between backticks. */
function literal(text: string): string {
  return `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``
}

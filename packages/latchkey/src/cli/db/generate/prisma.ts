import type { DatabaseKind } from "../../../databases/database.ts"
import type { Column, Table } from "../tables/table.ts"
import { TYPES } from "../tables/types.ts"
import { type Model, readModels } from "./prisma-models.ts"
import { type Stamp, stampOf } from "./stamp.ts"

/** What models are called where the table's name would be none. */
const TITLES: Readonly<Record<string, string>> = {
  users: "User",
  accounts: "Account",
  sessions: "Session",
  verificationTokens: "VerificationToken",
  authenticators: "Authenticator",
  counters: "LatchkeyCounter",
  leases: "LatchkeyLease",
  records: "SessionRecord",
  revocations: "SessionRevocation",
  register: "SessionRegister",
  keyring: "Keyring",
  keyringInstances: "KeyringInstance",
  securityEvents: "SecurityEvent",
  eventDeliveries: "SecurityEventDelivery",
}

const titleOf = (key: string): string => TITLES[key] ?? key[0]!.toUpperCase() + key.slice(1)

/** Prisma's own words for the kinds of databases. */
const PROVIDERS: Readonly<Record<string, DatabaseKind>> = {
  sqlite: "sqlite",
  postgresql: "postgres",
  postgres: "postgres",
  cockroachdb: "postgres",
  mysql: "mysql",
}

/** The kind of database that a schema is for. */
export function providerIn(schema: string): DatabaseKind | undefined {
  const source = /datasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"(\w+)"/.exec(schema)
  return PROVIDERS[source?.[1] ?? ""]
}

/** The schema with what it lacks: models at its end, fields and rules at the end of models that are there. */
export function prismaOf(stamp: Stamp, tables: readonly Table[], schema: string): string {
  const { kind } = stamp.form
  const models = readModels(schema)
  const modelOf = (table: Table): Model | undefined =>
    models.find(({ table: name }) => name === table.name)
  const users = tables.find(({ key }) => key === "users")!
  const userModel = modelOf(users)?.name ?? titleOf("users")
  let text = schema
  const added: string[] = []
  for (const table of tables) {
    const model = modelOf(table)
    const lines = modelLines(kind, table, userModel, tables, modelOf)
    if (!model) {
      added.push(modelText(titleOf(table.key), table.name, lines))
      continue
    }
    const missing = missingIn(model, lines)
    if (missing.length > 0) text = text.replace(model.text, widened(model, missing))
  }
  if (added.length === 0 && text === schema) return schema
  const before = text.trimEnd()
  const head = `// ${stampOf(stamp)}`
  const parts = added.length > 0 ? [head, ...added] : []
  return `${[...(before === "" ? [] : [before]), ...parts].join("\n\n")}\n`
}

/** A line of a model. */
interface Line {
  readonly text: string
  /** The column of a field. */
  readonly field?: string
  /** The type of a relation: one of them is enough, whatever it is called. */
  readonly relation?: string
  /** What must be unique. */
  readonly rule?: readonly string[]
  /** What is looked for. */
  readonly index?: readonly string[]
  /** A new model says it with the field. */
  readonly later?: true
}

function modelLines(
  kind: DatabaseKind,
  table: Table,
  userModel: string,
  tables: readonly Table[],
  modelOf: (table: Table) => Model | undefined,
): readonly Line[] {
  const fields = table.columns.map((column) => fieldOf(kind, table, column))
  const owner = table.columns.find(({ owner: is }) => is)
  const relation: Line[] = owner
    ? [
        {
          relation: userModel,
          text: `user ${userModel} @relation(fields: [${owner.name}], references: [id], onDelete: Cascade)`,
        },
      ]
    : []
  const owned =
    table.key === "users" ? tables.filter(({ columns }) => columns.some((c) => c.owner)) : []
  const back = owned.map((other): Line => {
    const model = `${modelOf(other)?.name ?? titleOf(other.key)}[]`
    return { relation: model, text: `${other.key} ${model}` }
  })
  return [...fields, ...relation, ...back, ...rulesIn(table)]
}

function rulesIn({ primary, unique, indexes }: Table): Line[] {
  const words = (word: string, columns: readonly string[]): string =>
    `@@${word}([${columns.join(", ")}])`
  return [
    ...[primary, ...unique].map((rule): Line => {
      if (rule.length === 1) return { rule, text: words("unique", rule), later: true }
      return { rule, text: words(rule === primary ? "id" : "unique", rule) }
    }),
    ...indexes.map((index) => ({ index, text: words("index", index) })),
  ]
}

function fieldOf(kind: DatabaseKind, table: Table, column: Column): Line {
  const { prisma, generated } = TYPES[column.type][kind]
  const [type, ...attributes] = prisma.split(" ")
  const alone = table.primary.length === 1 && table.primary[0] === column.name
  const one = table.unique.some((rule) => rule.length === 1 && rule[0] === column.name)
  const parts = [
    `${type}${column.optional ? "?" : ""}`,
    alone ? "@id" : "",
    generated ? "@default(autoincrement())" : "",
    alone && table.key === "users" && type === "String" ? "@default(cuid())" : "",
    column.default === "now()" ? "@default(now())" : "",
    one && !alone ? "@unique" : "",
    ...attributes,
  ]
  return { field: column.name, text: `${column.name} ${parts.filter(Boolean).join(" ")}` }
}

function modelText(title: string, table: string, lines: readonly Line[]): string {
  const map = title === table ? [] : [`@@map("${table}")`]
  const body = [...lines.filter(({ later }) => !later).map(({ text }) => text), ...map]
    .map((line) => `  ${line}`)
    .join("\n")
  return `model ${title} {\n${body}\n}`
}

function missingIn(model: Model, lines: readonly Line[]): readonly Line[] {
  return lines
    .filter(({ field, relation, rule, index }) => {
      if (field !== undefined) return !model.fields.includes(field)
      if (relation !== undefined) return !model.types.includes(relation)
      // What is unique in fewer columns is unique in more.
      if (rule) return !model.rules.some((has) => has.every((column) => rule.includes(column)))
      const found = [...model.rules, ...model.indexes]
      return !found.some((has) => index!.every((column, at) => has[at] === column))
    })
    .map((line) => {
      // It has an id of another kind.
      const text = line.rule ? line.text.replace("@@id", "@@unique") : line.text
      return { ...line, text }
    })
}

function widened(model: Model, missing: readonly Line[]): string {
  const end = model.text.lastIndexOf("}")
  return `${model.text.slice(0, end).trimEnd()}\n${missing.map(({ text }) => `  ${text}\n`).join("")}}`
}

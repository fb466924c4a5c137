import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { DatabaseKind } from "../../databases/database.ts"
import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "../command.ts"
import { compare } from "./compare/compare.ts"
import { drizzleOf } from "./generate/drizzle.ts"
import { readFolder } from "./generate/folder.ts"
import { kyselyMigrationOf, kyselyTypesOf } from "./generate/kysely.ts"
import { prismaOf, providerIn } from "./generate/prisma.ts"
import { sqlOf } from "./generate/sql.ts"
import type { Stamp } from "./generate/stamp.ts"
import { type Written, writeGenerated } from "./generate/write-file.ts"
import type { FoundTables } from "./inspect/found.ts"
import { withDatabase } from "./open/open-database.ts"
import { DATABASE_HELP, DATABASE_OPTIONS, layoutAsked, prefixAsked, targetOf } from "./options.ts"
import { ownersOf, type Step, stepsFor } from "./run/steps.ts"
import { type LayoutName, LAYOUTS } from "./tables/layouts.ts"
import { type Form, LATEST, tablesAt, tablesOf } from "./tables/migrations.ts"

const help = `Usage: latchkey db generate --for sql|drizzle|prisma|kysely [options]

Writes our tables for who looks after them with something else. No file that is there is changed without --write; what
would change is shown.

  sql                  migrations/NNNN_latchkey.up.sql and .down.sql: what the database lacks, else what no such file of
                       an earlier version has
  drizzle              a schema for drizzle-orm, on standard output or in --out
  prisma               the models that prisma/schema.prisma lacks, shown as a difference; written with --write
  kysely               migrations/NNNN_latchkey.ts, and a type Database in latchkey-database.ts

  --dialect <name>     sqlite, postgres or mysql; no database is asked then, unless --url names one
  --out <path>         the folder of the migrations, or the file of a schema
  --types <file>       where Kysely's type goes
  --write              change files that are there
${DATABASE_HELP}:
                       { ok, version, dialect, layout, files: [{ file, state }], text }
                       a file is written, same or differs; text is what had no file to go to

Exit codes: 0 done or nothing to do, 1 a file differs and was left, 2 wrong call.`

const TARGETS = ["sql", "drizzle", "prisma", "kysely"] as const
type For = (typeof TARGETS)[number]

const KINDS = ["sqlite", "postgres", "mysql"] as const

/** `latchkey db generate`. */
export const generateCommand: Command = {
  help,
  options: {
    ...DATABASE_OPTIONS,
    for: { type: "string" },
    dialect: { type: "string" },
    out: { type: "string" },
    types: { type: "string" },
    write: { type: "boolean" },
  },
  positionals: 0,
  async run(invocation) {
    const { flags } = invocation
    const target = flags["for"] as For
    if (!TARGETS.includes(target)) throw new UsageError(`--for is one of ${TARGETS.join(", ")}`)
    const dialect = dialectAsked(invocation, target)
    if (dialect && flags["url"] === undefined) {
      return generate(invocation, target, { form: formOf(invocation, target, dialect) })
    }
    const without = (): never => {
      throw new UsageError("Say which database it is for: --dialect sqlite, postgres or mysql")
    }
    return withDatabase(invocation, { without }, async ({ database, tables }) => {
      if (dialect && database.kind !== dialect) {
        throw new UsageError(`The database of --url is ${database.kind}, not ${dialect}`)
      }
      const { form, found } = await targetOf(database, invocation, tables)
      return generate(invocation, target, { form, found })
    })
  },
}

/** What is to be described, and what is there of it. */
interface Subject {
  readonly form: Form
  readonly found?: FoundTables
}

/** The schema says for which kind of database it is. */
function dialectAsked({ flags, folder }: Invocation, target: For): DatabaseKind | undefined {
  const asked = flags["dialect"]
  if (asked === undefined) {
    const file = target === "prisma" ? schemaFile(folder, flags["out"]) : undefined
    return file === undefined ? undefined : providerIn(readFileSync(file, "utf8"))
  }
  if (!(KINDS as readonly unknown[]).includes(asked)) {
    throw new UsageError(`--dialect is one of ${KINDS.join(", ")}`)
  }
  return asked as DatabaseKind
}

function formOf(invocation: Invocation, target: For, kind: DatabaseKind): Form {
  const usual: LayoutName = target === "drizzle" || target === "prisma" ? target : "latchkey"
  const layout = layoutAsked(invocation) ?? usual
  if (!LAYOUTS[layout].kinds.includes(kind)) {
    throw new UsageError(`--layout ${layout} is for ${LAYOUTS[layout].kinds.join(", ")} only`)
  }
  return { kind, layout, prefix: prefixAsked(invocation) }
}

const makers: Readonly<Record<For, (invocation: Invocation, subject: Subject) => Result>> = {
  sql: forSql,
  drizzle: forDrizzle,
  prisma: forPrisma,
  kysely: forKysely,
}

/** What came of it: files, or a text that had no file to go to. */
interface Result {
  readonly files: readonly Written[]
  readonly text?: string
}

async function generate(invocation: Invocation, target: For, subject: Subject): Promise<ExitCode> {
  const { json, terminal } = invocation
  const { files, text } = makers[target](invocation, subject)
  const left = files.filter(({ state }) => state === "differs")
  const { kind, layout } = subject.form
  if (json) {
    const about = { version: LATEST, dialect: kind, layout, files, text: text ?? null }
    terminal.out(JSON.stringify({ ok: left.length === 0, ...about }, null, 2))
  } else {
    if (text !== undefined) terminal.out(text.trimEnd())
    for (const { file, state } of files) terminal.note(said(file, state))
    if (files.length === 0 && text === undefined) {
      terminal.note(`Nothing is new: version ${LATEST} is all there.`)
    }
  }
  return left.length > 0 ? 1 : 0
}

function said(file: string, state: Written["state"]): string {
  if (state === "written") return `✓ ${file}`
  return state === "same"
    ? `${file} is as it should be.`
    : `${file} was left as it is. Change it as shown with: --write`
}

/** What is to be made: what is newer than `version`, as far as the database lacks it. */
function stepsBehind(version: number, { form, found = new Map() }: Subject): readonly Step[] {
  const before = new Map(tablesAt(form, version).map((table) => [table.name, table]))
  const tables = tablesOf(form).filter(
    ({ name, columns }) => before.get(name)?.columns.length !== columns.length,
  )
  const states = compare(form.kind, tables, found)
  const foreign = states.filter(({ state }) => state === "foreign").map(({ table }) => table.name)
  if (foreign.length > 0) {
    throw new CommandError(`There are tables of other kinds under our names: ${foreign.join(", ")}`)
  }
  return stepsFor(form.kind, states, ownersOf(tablesOf(form)[0], found))
}

const stamp = (form: Form): Stamp => ({ version: LATEST, form })

function pathOf({ flags, folder }: Invocation, flag: string, usual: string): string {
  return resolve(folder, String(flags[flag] ?? usual))
}

function forSql(invocation: Invocation, subject: Subject): Result {
  const { form } = subject
  const folder = pathOf(invocation, "out", "migrations")
  const { next, version } = readFolder(folder, form, /\.up\.sql$/)
  const steps = stepsBehind(version, subject)
  if (steps.length === 0) return { files: [] }
  const { up, down } = sqlOf(stamp(form), steps)
  const write = (ending: string, text: string): Written =>
    writeGenerated(invocation, join(folder, `${next}_latchkey.${ending}.sql`), text)
  return { files: [write("up", up), write("down", down)] }
}

function forKysely(invocation: Invocation, subject: Subject): Result {
  const { form } = subject
  const folder = pathOf(invocation, "out", "migrations")
  const { next, version } = readFolder(folder, form, /_latchkey\.ts$/)
  const steps = stepsBehind(version, subject)
  const types = writeGenerated(
    invocation,
    pathOf(invocation, "types", "latchkey-database.ts"),
    kyselyTypesOf(stamp(form), tablesOf(form)),
  )
  if (steps.length === 0) return { files: [types] }
  const text = kyselyMigrationOf(stamp(form), steps)
  const migration = writeGenerated(invocation, join(folder, `${next}_latchkey.ts`), text)
  return { files: [types, migration] }
}

function forDrizzle(invocation: Invocation, { form }: Subject): Result {
  const text = drizzleOf(stamp(form), tablesOf(form))
  if (invocation.flags["out"] === undefined) return { files: [], text }
  return { files: [writeGenerated(invocation, pathOf(invocation, "out", ""), text)] }
}

const SCHEMAS = ["prisma/schema.prisma", "schema.prisma"]

function schemaFile(folder: string, out: unknown): string | undefined {
  const names = out === undefined ? SCHEMAS : [String(out)]
  return names.map((name) => resolve(folder, name)).find((path) => existsSync(path))
}

function forPrisma(invocation: Invocation, { form }: Subject): Result {
  const { flags, folder } = invocation
  const file = schemaFile(folder, flags["out"])
  const schema = file === undefined ? "" : readFileSync(file, "utf8")
  const text = prismaOf(stamp(form), tablesOf(form), schema)
  const path = file ?? (flags["out"] === undefined ? undefined : pathOf(invocation, "out", ""))
  if (path === undefined) return { files: [], text }
  return { files: [writeGenerated(invocation, path, text)] }
}

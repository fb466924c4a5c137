import type { Command, ExitCode, Invocation } from "../command.ts"
import { type Cell, table } from "../keys/table.ts"
import type { Terminal } from "../terminal.ts"
import { compare, type TableState } from "./compare/compare.ts"
import { describe, type Duplicates, duplicatesIn } from "./compare/duplicates.ts"
import { type ProjectDatabase, withDatabase } from "./open/open-database.ts"
import { DATABASE_HELP, DATABASE_OPTIONS, type Target, targetOf } from "./options.ts"
import type { Entry } from "./run/ledger.ts"
import { LAYOUTS } from "./tables/layouts.ts"
import { checksumOf, type Form, MIGRATIONS, tablesOf } from "./tables/migrations.ts"

const help = `Usage: latchkey db status [options]

Says for each of our tables whether it is there, which columns, indexes and unique rules it lacks, and how many rows
break a rule that is missing. Changes nothing, and needs no right but to read.

${DATABASE_HELP}:
                       { ok, database: { kind, client, place, from }, layout, recognised,
                         tables: [{ table, name, state, columns, unique, indexes, types }],
                         duplicates: [{ table, columns, values, rows, example }],
                         migrations: [{ n, name, state, when }] }
                       a table is there, missing, incomplete or foreign (of that name, and not such a table);
                       a migration is applied, pending, interrupted or changed

Exit codes: 0 up to date, 1 something is missing or in the way, 2 wrong call.`

/** `latchkey db status`. */
export const statusCommand: Command = {
  help,
  options: DATABASE_OPTIONS,
  positionals: 0,
  run: (invocation) => withDatabase(invocation, {}, (opened) => status(invocation, opened)),
}

async function status(invocation: Invocation, opened: ProjectDatabase): Promise<ExitCode> {
  const { json, terminal } = invocation
  const { database } = opened
  const target = await targetOf(database, invocation, opened.tables)
  const states = compare(target.form.kind, tablesOf(target.form), target.found)
  const duplicates = await duplicatesIn(database, states)
  const migrations = migrationsOf(target.form, target.entries)
  const ok = states.every(({ state }) => state === "there")
  if (json) {
    const answer = asJson(opened, target, states)
    terminal.out(JSON.stringify({ ok, ...answer, duplicates, migrations }, null, 2))
  } else {
    for (const line of lines(opened, target, terminal)) terminal.out(line)
    for (const line of table(states.map((state) => rowOf(state, terminal)))) terminal.out(line)
    for (const line of below(duplicates, migrations, ok, terminal)) terminal.out(line)
  }
  return ok ? 0 : 1
}

/** A migration as the ledger has it. */
export interface MigrationState {
  readonly n: number
  readonly name: string
  readonly state: "applied" | "pending" | "interrupted" | "changed"
  /** Milliseconds since the epoch. */
  readonly when: number | null
}

export function migrationsOf(form: Form, entries: readonly Entry[]): readonly MigrationState[] {
  return MIGRATIONS.map(({ n, name }) => {
    const entry = entries.find((one) => one.n === n)
    if (!entry) return { n, name, state: "pending", when: null }
    if (entry.applied === null) return { n, name, state: "interrupted", when: null }
    const state = entry.checksum === checksumOf(form, n) ? "applied" : "changed"
    return { n, name, state, when: entry.applied }
  })
}

function asJson(
  { database, label, from }: ProjectDatabase,
  { form, recognised }: Target,
  states: readonly TableState[],
): Record<string, unknown> {
  return {
    database: { kind: database.kind, client: database.client, place: label, from },
    layout: form.layout,
    recognised: recognised?.title ?? null,
    tables: states.map(({ table: { key, name }, state, columns, unique, indexes, types }) => {
      const lacks = state === "missing" ? { columns: [], unique: [], indexes: [], types: [] } : null
      return { table: key, name, state, ...(lacks ?? { columns, unique, indexes, types }) }
    }),
  }
}

function lines(
  { label, from }: ProjectDatabase,
  { form, recognised }: Target,
  { paint }: Terminal,
): string[] {
  const whose = recognised
    ? `tables as ${recognised.title} are there`
    : `no tables of users yet; ${LAYOUTS[form.layout].title} would be made`
  return [`${paint.bold(label)} by ${from}: ${whose}`, ""]
}

const list = (names: readonly string[]): string => names.join(", ")

function rowOf(state: TableState, { paint }: Terminal): Cell[] {
  const { table: wanted, columns, unique, indexes, types } = state
  const name: Cell = { text: wanted.name, paint: paint.bold }
  if (state.state === "there" && types.length === 0)
    return [name, { text: "there", paint: paint.green }]
  if (state.state === "missing") return [name, { text: "missing", paint: paint.yellow }]
  if (state.state === "foreign") {
    const lacks = wanted.telling.filter((one) => columns.includes(one))
    return [name, { text: "another table", paint: paint.red }, `has no ${list(lacks)}`]
  }
  const what = [
    ...(columns.length > 0 ? [`no column ${list(columns)}`] : []),
    ...unique.map((rule) => `not unique: ${list(rule)}`),
    ...indexes.map((index) => `no index: ${list(index)}`),
    ...types.map(({ column, found, expected }) => `${column} is ${found}, not a ${expected}`),
  ]
  const word: Cell =
    state.state === "there"
      ? { text: "there", paint: paint.green }
      : { text: "incomplete", paint: paint.yellow }
  return [name, word, what.join("; ")]
}

function below(
  duplicates: readonly Duplicates[],
  migrations: readonly MigrationState[],
  ok: boolean,
  { paint }: Terminal,
): string[] {
  const inTheWay = duplicates.map((one) => `${paint.red("✗")} ${describe(one)}`)
  const told = migrations
    .filter(({ state }) => state === "interrupted" || state === "changed")
    .map(({ n, name, state }) => `${paint.yellow("!")} migration ${n}, ${name}, is ${state}`)
  const advice =
    duplicates.length > 0
      ? "Decide which of these rows to keep: until then they can't be made unique."
      : "Make what is missing with: latchkey db migrate"
  return ["", ...inTheWay, ...told, ok ? `${paint.green("✓")} Everything is there.` : advice]
}

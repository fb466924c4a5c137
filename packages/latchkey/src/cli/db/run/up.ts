import type { Database } from "../../../databases/database.ts"
import { means } from "../../../databases/faults.ts"
import { CommandError } from "../../command.ts"
import { compare } from "../compare/compare.ts"
import { describe, duplicatesIn } from "../compare/duplicates.ts"
import { inspect } from "../inspect/inspect.ts"
import { checksumOf, type Form, type Migration, tablesIn, tablesOf } from "../tables/migrations.ts"
import { appliedTo, type Entry, ledgerOf } from "./ledger.ts"
import { type Made, ownersOf, type Step, stepsFor } from "./steps.ts"

/** What a migration would do. */
export interface Plan {
  readonly migration: Migration
  readonly steps: readonly Step[]
  /** What the database remembers of it. */
  readonly entry: Entry | undefined
  readonly checksum: string
  /** It was applied in another form than it has now. */
  readonly changed: boolean
}

/** Whether there is anything to do, or to write down. */
export const isDone = ({ steps, entry, changed }: Plan): boolean =>
  steps.length === 0 && entry !== undefined && entry.applied !== null && !changed

/**
 * Finds what a migration has to do in this database: what is there already, whoever made it, is left as it is.
 *
 * @throws CommandError where rows break a rule that would have to be made, or a table of that name is somebody else's
 */
export async function planUp(
  database: Database,
  form: Form,
  migration: Migration,
  ledger: string,
): Promise<Plan> {
  const { n } = migration
  const found = await inspect(database)
  const entry = (await appliedTo(database, ledger, found)).find((one) => one.n === n)
  const states = compare(form.kind, tablesIn(form, n), found)
  const foreign = states.filter(({ state }) => state === "foreign")
  if (foreign.length > 0) {
    const names = foreign.map(({ table }) => table.name).join(", ")
    throw new CommandError(
      `There are tables of other kinds under our names: ${names}. Nothing was changed. With --prefix auth_ ours are called otherwise (and \`prefix\` of the adapter must say the same)`,
    )
  }
  const duplicates = await duplicatesIn(database, states)
  if (duplicates.length > 0) {
    const lines = duplicates.map((one) => `\n  ${describe(one)}`).join("")
    throw new CommandError(
      `There are rows that would have to be unique, and are not. Decide which of them to keep; nothing was changed:${lines}`,
    )
  }
  const users = tablesOf(form).find(({ key }) => key === "users")
  const steps = stepsFor(form.kind, states, ownersOf(users, found))
  const checksum = checksumOf(form, n)
  return { migration, steps, entry, checksum, changed: !!entry && entry.checksum !== checksum }
}

/** Called before each statement. */
export type Report = (step: Step, at: number, of: number) => void

/**
 * Applies one migration. Must have the lock. What it is about to make is written down first, so that a process which
 * dies between two statements leaves nothing that going back would forget.
 */
export async function applyUp(
  database: Database,
  form: Form,
  { migration, steps, entry, checksum }: Plan,
  ledgerName: string,
  report: Report,
): Promise<void> {
  const ledger = ledgerOf(database, ledgerName)
  const made = unite(entry?.made ?? [], steps)
  const row = { ...migration, checksum, layout: form.layout, made }
  await ledger.make()
  await ledger.write({ ...row, applied: null })
  for (const [at, step] of steps.entries()) {
    report(step, at, steps.length)
    await run(database, step)
  }
  if (steps.length > 0) await verify(database, form, migration)
  await ledger.write({ ...row, applied: Date.now() })
}

/** An index of the same name over something else would have been taken for ours. */
async function verify(database: Database, form: Form, { n }: Migration): Promise<void> {
  const states = compare(form.kind, tablesIn(form, n), await inspect(database))
  const lacking = states.filter(({ state }) => state !== "there").map(({ table }) => table.name)
  if (lacking.length === 0) return
  throw new CommandError(
    `After migration ${n} something is missing still: ${lacking.join(", ")}. An index of one of our names may stand over other columns; see: latchkey db status`,
  )
}

async function run(database: Database, { sql, what }: Step): Promise<void> {
  try {
    await database.write(sql, [])
  } catch (error) {
    // An instance that runs has made the same index for itself meanwhile; MySQL has no IF NOT EXISTS for it.
    const harmless = what !== "table" && database.kind === "mysql"
    if (!harmless || !means("mysql", error, "made-by-others")) throw error
    if (means("mysql", error, "duplicate")) throw error
  }
}

const named = ({ what, table, name }: Made): string => JSON.stringify([what, table, name ?? null])

/** What was made before and what is made now, each once. */
function unite(before: readonly Made[], steps: readonly Step[]): readonly Made[] {
  const all = new Map(before.map((one) => [named(one), one]))
  for (const { what, table, name } of steps) {
    const one = { what, table, ...(name === undefined ? {} : { name }) }
    all.set(named(one), one)
  }
  return [...all.values()]
}

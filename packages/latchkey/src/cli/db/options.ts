import type { Database } from "../../databases/database.ts"
import type { ProjectTables } from "../../project/index.ts"
import { CommandError, type Invocation, UsageError } from "../command.ts"
import { type FoundLayout, layoutOf } from "./compare/layout-of.ts"
import type { FoundTables } from "./inspect/found.ts"
import { inspect } from "./inspect/inspect.ts"
import { appliedTo, type Entry, LEDGER } from "./run/ledger.ts"
import { type LayoutName, LAYOUTS } from "./tables/layouts.ts"
import type { Form } from "./tables/migrations.ts"

/** Options that every command on a database takes. */
export const DATABASE_OPTIONS = {
  url: { type: "string" },
  layout: { type: "string" },
  prefix: { type: "string" },
  env: { type: "string" },
} as const

export const DATABASE_HELP = `  --url <address>      the database; better in AUTH_DATABASE_URL or DATABASE_URL, where no list of processes shows it
  --layout <name>      whose tables: latchkey, drizzle, prisma or pg (default: those that are there, else latchkey)
  --prefix <text>      put before each table's name, as in the adapter's options
  --env <environment>  whose env files count: production or development (default: NODE_ENV, else development)
  --json               answer in JSON`

/** What a command is to look at. */
export interface Target {
  readonly form: Form
  readonly found: FoundTables
  /** Whose tables are there already. */
  readonly recognised: FoundLayout | undefined
  readonly ledger: string
  readonly entries: readonly Entry[]
}

/** The layout that was asked for. */
export function layoutAsked(
  { flags }: Pick<Invocation, "flags">,
  tables: ProjectTables = {},
): LayoutName | undefined {
  const asked = flags["layout"] ?? tables.layout
  if (asked === undefined) return undefined
  const names = Object.keys(LAYOUTS)
  if (!names.includes(String(asked))) {
    throw new UsageError(`--layout is one of ${names.join(", ")}`)
  }
  return asked as LayoutName
}

export function prefixAsked(
  { flags }: Pick<Invocation, "flags">,
  tables: ProjectTables = {},
): string {
  const prefix = String(flags["prefix"] ?? tables.prefix ?? "")
  if (!/^\w{0,30}$/.test(prefix)) throw new UsageError("--prefix has letters, digits and _ only")
  return prefix
}

/** Finds out which tables are meant, by what was asked for, what was applied before, and what is there. */
export async function targetOf(
  database: Database,
  invocation: Pick<Invocation, "flags">,
  tables: ProjectTables,
): Promise<Target> {
  const { kind } = database
  const prefix = prefixAsked(invocation, tables)
  const ledger = prefix + LEDGER
  const found = await inspect(database)
  const entries = await appliedTo(database, ledger, found)
  const recognised = layoutOf(kind, found, prefix)
  const asked = layoutAsked(invocation, tables)
  const before = entries[0]?.layout
  if (asked && before && asked !== before) {
    throw new CommandError(
      `Here the tables of the layout ${before} were made; those of ${asked} would be others. Use a --prefix of their own, or go back first: latchkey db migrate --down --to 0`,
    )
  }
  const layout = asked ?? before ?? recognised?.layout ?? "latchkey"
  if (!LAYOUTS[layout].kinds.includes(kind)) {
    throw new UsageError(`--layout ${layout} is for ${LAYOUTS[layout].kinds.join(", ")} only`)
  }
  return { form: { kind, layout, prefix }, found, recognised, ledger, entries }
}

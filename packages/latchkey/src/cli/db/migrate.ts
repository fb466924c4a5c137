import { type Command, CommandError, type ExitCode, UsageError } from "../command.ts"
import { withDatabase } from "./open/open-database.ts"
import { DATABASE_HELP, DATABASE_OPTIONS, targetOf } from "./options.ts"
import type { Going } from "./run/going.ts"
import { goDown } from "./run/go-down.ts"
import { goUp } from "./run/go-up.ts"
import { LATEST } from "./tables/migrations.ts"

const help = `Usage: latchkey db migrate [options]

Makes what is missing of our tables, one migration after the other; what is there is kept as it is, with its rows, also
where an adapter of Auth.js has made it. Any number of instances may start it at once: one does it, the others wait.
PostgreSQL and SQLite undo a migration that fails; MySQL can't, and goes on where it was when it is run again.

  --to <n>             up to this migration, with --down back to it (0 is before all of them)
  --down               go back, by one without --to: what our migrations made is dropped, and nothing else
  --dry-run            only show the statements
  --yes                don't ask; with --down also where rows are lost
  --wait <seconds>     how long another process that migrates is waited for (default: 60)
${DATABASE_HELP}:
                       { ok, layout, applied: [{ n, name, steps: [{ what, table, name, sql }] }] }
                       with --down undone: [{ …, losses: [{ what, rows }] }], where losses stop it ok is false

Exit codes: 0 done or nothing to do, 1 it could not be done, or would lose rows, 2 wrong call.`

/** `latchkey db migrate`. */
export const migrateCommand: Command = {
  help,
  options: {
    ...DATABASE_OPTIONS,
    to: { type: "string" },
    down: { type: "boolean" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean", short: "y" },
    wait: { type: "string" },
  },
  positionals: 0,
  async run(invocation) {
    const { flags } = invocation
    const asked = whole(flags["to"], "--to", LATEST)
    const patience = (whole(flags["wait"], "--wait", 86_400) ?? 60) * 1_000
    const dryRun = flags["dry-run"] === true
    const create = !dryRun && flags["down"] !== true
    return withDatabase(invocation, { create }, async (opened) => {
      const target = await targetOf(opened.database, invocation, opened.tables)
      const going = { invocation, opened, target, dryRun, patience }
      return flags["down"] === true ? down(going, asked) : up(going, asked)
    })
  },
}

function up(going: Omit<Going, "to">, asked: number | undefined): Promise<ExitCode> {
  const last = going.target.entries.at(-1)?.n ?? 0
  const to = asked ?? LATEST
  if (to < last) {
    throw new UsageError(`Migration ${last} is applied: --to ${to} goes back, which needs --down`)
  }
  return goUp({ ...going, to })
}

function down(going: Omit<Going, "to">, asked: number | undefined): Promise<ExitCode> {
  const last = going.target.entries.at(-1)?.n ?? 0
  if (last > LATEST) {
    throw new CommandError(
      `Migration ${last} was applied by a later version of Latchkey: go back with that one`,
    )
  }
  return goDown({ ...going, to: asked ?? Math.max(0, last - 1) })
}

function whole(flag: unknown, name: string, most: number): number | undefined {
  if (flag === undefined) return undefined
  const number = /^\d{1,6}$/.test(String(flag)) ? Number(flag) : Number.NaN
  if (!(number <= most)) throw new UsageError(`${name} is a number from 0 to ${most}`)
  return number
}

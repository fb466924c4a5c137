import { readFileSync } from "node:fs"
import { type Command, type ExitCode, type Invocation, UsageError } from "../command.ts"
import { makePlan } from "./make-plan.ts"
import { finish, migrate } from "./migrate.ts"
import { findPackageManager } from "./package-manager.ts"
import type { Plan } from "./plan.ts"
import { readRecord } from "./record.ts"
import { showPlan } from "./show-plan.ts"
import { applyChanges } from "./apply.ts"
import { undo } from "./undo.ts"
import { readWorkspace, type Workspace } from "./workspace.ts"

const help = `Usage: latchkey migrate [options]

Puts Latchkey in the place of next-auth 4, next-auth 5 and @auth/core. Shows what it would do and asks; nobody is
signed out by it, and it can be undone.

  --alias             keep the imports: the packages' names stand for ours (default)
  --rename            depend on latchkey itself, and rewrite the imports to it
  --ready             also write instrumentation.ts, which checks the keys when the server of Next.js starts
  --dry-run           only show what would be done
  --yes               don't ask
  --undo              put everything back as it was
  --no-install        change the files only, and say what to run
  --manager <name>    npm, pnpm, yarn or bun, where that can't be told
  --cookie            read a session cookie from standard input, and stop unless the secret here opens it
  --force             also where something is in the way
  --json              answer in JSON; changes nothing without --yes`

/** Characters; no browser sends so many cookies. */
const MOST_COOKIES = 256 * 1024

/** `latchkey migrate`. */
export const migrateCommand: Command = {
  help,
  options: {
    alias: { type: "boolean" },
    rename: { type: "boolean" },
    ready: { type: "boolean" },
    "dry-run": { type: "boolean" },
    yes: { type: "boolean", short: "y" },
    undo: { type: "boolean" },
    "no-install": { type: "boolean" },
    manager: { type: "string" },
    cookie: { type: "boolean" },
    force: { type: "boolean" },
  },
  positionals: 0,
  async run(invocation) {
    const { flags } = invocation
    const ways = ["alias", "rename", "undo"].filter((name) => flags[name] === true)
    if (ways.length > 1) throw new UsageError(`--${ways.join(" and --")} exclude each other`)
    const workspace = readWorkspace(invocation.folder)
    const { root } = workspace
    const record = readRecord(root)
    if (flags["undo"] || record?.state === "undoing") return undo(root, invocation)
    if (record?.state === "writing") return resume(workspace, invocation)
    const cookie = flags["cookie"] ? readFileSync(0, "utf8").slice(0, MOST_COOKIES) : undefined
    return run(await makePlan(workspace, invocation, cookie), invocation)
  },
}

/** An earlier run was interrupted: it is ended first. */
function resume({ root, manifest }: Workspace, invocation: Invocation): ExitCode {
  const record = readRecord(root)!
  const manager = findPackageManager(root, manifest, invocation)
  if (!invocation.json) invocation.terminal.note("An earlier run was interrupted: this ends it.")
  applyChanges(root, record.changes)
  return finish(root, record, manager, invocation)
}

async function run(plan: Plan, invocation: Invocation): Promise<ExitCode> {
  const { flags, json, terminal } = invocation
  const stops = plan.notes.filter(({ kind }) => kind === "stop")
  if (plan.changes.length === 0 && stops.length === 0) {
    if (json) terminal.out(JSON.stringify({ ok: true, ...summary(plan) }))
    else
      terminal.out(
        `Nothing is left to do: ${plan.mode === "alias" ? "the packages' names stand for ours" : "this project depends on latchkey"} already.`,
      )
    return 0
  }
  const doIt = flags["yes"] === true && !flags["dry-run"]
  if (json && !doIt) {
    terminal.out(JSON.stringify({ ok: stops.length === 0, ...summary(plan) }, null, 2))
  } else if (!json) showPlan(plan, terminal)
  if (flags["dry-run"] || (json && !doIt)) return stops.length > 0 ? 1 : 0
  if (stops.length > 0 && !flags["force"]) {
    terminal.note("\nNothing was changed. With --force it is done all the same.")
    return 1
  }
  if (!doIt && !(await terminal.confirm("\nDo it?"))) {
    terminal.note("\nNothing was changed. Do it with: npx latchkey migrate --yes")
    return terminal.interactive ? 0 : 1
  }
  return migrate(plan, invocation)
}

/** The plan for a program. */
function summary({ workspace, manager, members, changes, notes }: Plan): Record<string, unknown> {
  return {
    root: workspace.root,
    manager: { name: manager.title, version: manager.version ?? null, because: manager.because },
    packages: members.map(({ shown, uses }) => ({
      path: shown,
      uses: uses.map(({ name, version, spec, standIn, aliased }) => {
        return { name, version: version ?? null, spec, aliased, standIn: standIn?.name ?? null }
      }),
    })),
    changes,
    notes,
  }
}

import { join } from "node:path"
import { CommandError, type ExitCode, type Invocation } from "../command.ts"
import { applyChanges } from "./apply.ts"
import { install, installCommand } from "./install.ts"
import type { PackageManager } from "./package-manager.ts"
import type { Change, Plan } from "./plan.ts"
import {
  digestOf,
  keepLock,
  type MigrationRecord,
  readRecord,
  RECORD,
  writeRecord,
} from "./record.ts"
import { readUses } from "./read-project.ts"
import { findNotOurs } from "./verify.ts"
import { readWorkspace } from "./workspace.ts"

const LOCKS: Readonly<Record<PackageManager["name"], string>> = {
  npm: "package-lock.json",
  pnpm: "pnpm-lock.yaml",
  yarn: "yarn.lock",
  bun: "bun.lock",
}

/** Does what the plan says, and keeps a record of it. */
export function migrate(plan: Plan, invocation: Invocation): ExitCode {
  const { root } = plan.workspace
  const former = readRecord(root)
  const changes = joined(former?.changes ?? [], plan.changes)
  const record: MigrationRecord = { version: 1, state: "writing", mode: plan.mode, changes }
  writeRecord(root, { ...record, lock: former?.lock })
  applyChanges(root, changes)
  return finish(root, { ...record, lock: former?.lock }, plan.manager, invocation)
}

/** What remains when the files are written: to install, unless that is left to a person. */
export function finish(
  root: string,
  record: MigrationRecord,
  manager: PackageManager,
  invocation: Invocation,
): ExitCode {
  const { terminal } = invocation
  const written: MigrationRecord = { ...record, state: "written" }
  const command = installCommand(manager)
  // Kept in any case: who installs by hand wants it back as well.
  const kept = record.lock ?? keepLock(root, manager.lock ?? LOCKS[manager.name])
  writeRecord(root, { ...written, lock: kept })
  if (invocation.flags["no-install"]) return tell(invocation, record, [`Now run: ${command}`])
  if (!invocation.json) terminal.note(`${command} …`)
  if (!install(root, manager, invocation)) {
    throw new CommandError(
      `The files are changed, but \`${command}\` failed. Run it yourself, or go back: latchkey migrate --undo`,
    )
  }
  writeRecord(root, { ...written, lock: { ...kept, after: digestOf(join(root, kept.path)) } })
  const strays = findNotOurs(readUses(readWorkspace(root)))
  if (strays.length > 0) {
    throw new CommandError(
      `\`${command}\` did not install all of ours: ${strays.join(", ")}. Remove node_modules and the lock file and install again, or go back: latchkey migrate --undo`,
    )
  }
  return tell(invocation, record, [])
}

/** What an earlier step has changed, and what this one does, as one change for each file. */
function joined(former: readonly Change[], next: readonly Change[]): Change[] {
  const kept = former.filter(({ path }) => !next.some((one) => one.path === path))
  const changed = next.map((change) => {
    const earlier = former.find(({ path }) => path === change.path)
    if (!earlier) return change
    if (earlier.after === change.before) {
      return { ...change, before: earlier.before, between: earlier.after }
    }
    throw new CommandError(
      `${change.path} was changed after the last step. Nothing was changed: commit it, remove ${RECORD}, and run this again`,
    )
  })
  return [...kept, ...changed]
}

function tell(
  { json, terminal }: Invocation,
  { changes }: MigrationRecord,
  next: string[],
): ExitCode {
  const lines = [...next, "To go back: npx latchkey migrate --undo"]
  if (json) {
    const paths = changes.map(({ path }) => path)
    terminal.out(JSON.stringify({ ok: true, changed: paths, next: lines }))
    return 0
  }
  for (const { path } of changes) terminal.out(`${terminal.paint.green("✓")} ${path}`)
  for (const line of lines) terminal.out(line)
  return 0
}

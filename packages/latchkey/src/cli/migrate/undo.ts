import { join } from "node:path"
import { CommandError, type ExitCode, type Invocation } from "../command.ts"
import { isKnown, revertChanges, textOf } from "./apply.ts"
import { diffLines } from "./diff.ts"
import { install, installCommand } from "./install.ts"
import { findPackageManager } from "./package-manager.ts"
import {
  digestOf,
  type MigrationRecord,
  readRecord,
  RECORD,
  removeRecord,
  restoreLock,
  writeRecord,
} from "./record.ts"
import { readManifest } from "./manifest.ts"

/**
 * Puts back exactly what was changed, the lock file too.
 *
 * @throws CommandError where there is no record, or where files changed since
 */
export function undo(root: string, invocation: Invocation): ExitCode {
  const record = readRecord(root)
  if (!record) {
    throw new CommandError(
      `There is no ${RECORD} here, so nothing is known of a migration. Go back with git, or write the packages' own versions into package.json`,
    )
  }
  assertUntouched(root, record, invocation)
  const paths = record.changes.map(({ path }) => path)
  if (invocation.flags["dry-run"]) return tell(invocation, paths, "would be put back")
  writeRecord(root, { ...record, state: "undoing" })
  const { lock } = record
  const lockIsOurs =
    lock && (lock.after === undefined || digestOf(join(root, lock.path)) === lock.after)
  revertChanges(root, record.changes)
  if (lockIsOurs) restoreLock(root, lock)
  if (!invocation.flags["no-install"]) {
    const manager = findPackageManager(root, readManifest(root)!, invocation)
    if (!install(root, manager, invocation)) {
      throw new CommandError(
        `The files are as they were, but \`${installCommand(manager)}\` failed. Run it, or this again`,
      )
    }
    // An installation may write the lock file in words of its own.
    if (lockIsOurs) restoreLock(root, lock)
  }
  removeRecord(root, record)
  return tell(invocation, paths, "is as it was")
}

function tell({ json, terminal }: Invocation, paths: readonly string[], what: string): ExitCode {
  if (json) terminal.out(JSON.stringify({ ok: true, undone: paths }))
  else for (const path of paths) terminal.out(`${terminal.paint.green("✓")} ${path} ${what}`)
  return 0
}

/** Someone's later work would be lost with ours. */
function assertUntouched(root: string, { changes }: MigrationRecord, invocation: Invocation): void {
  const touched = changes.filter((change) => !isKnown(change, textOf(join(root, change.path))))
  if (touched.length === 0 || invocation.flags["force"]) return
  const { terminal } = invocation
  for (const { path, after } of touched) {
    terminal.note(`${path} was changed after the migration:`)
    for (const line of diffLines(after, textOf(join(root, path)) ?? "")) terminal.note(`  ${line}`)
  }
  throw new CommandError(
    "Nothing was put back: those changes would be lost. Take them out first, or lose them with --force",
  )
}

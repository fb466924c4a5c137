import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import process from "node:process"
import { CommandError } from "../command.ts"
import { writeFileAtomically } from "../project/write-file.ts"
import type { Change } from "./plan.ts"

/** A file's text; null where there is none. */
export function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") : null
}

/**
 * Writes the changes, each file at once or not at all. Those that are made already are left, so that what was
 * interrupted can be ended.
 *
 * @throws CommandError where a file is neither as it was nor as it will be
 */
export function applyChanges(root: string, changes: readonly Change[]): void {
  const open = changes.filter(({ path, after }) => textOf(join(root, path)) !== after)
  const other = open.filter((change) => !isKnown(change, textOf(join(root, change.path))))
  if (other.length > 0) {
    throw new CommandError(
      `${other.map(({ path }) => path).join(", ")} changed in the meantime. Nothing more was changed; go back with: latchkey migrate --undo`,
    )
  }
  for (const { path, after } of open) write(join(root, path), after)
  removeDrafts(root, changes)
}

/** What a writer that was killed has left beside the files. */
function removeDrafts(root: string, changes: readonly Change[]): void {
  for (const { path } of changes) {
    const folder = dirname(join(root, path))
    const drafts = (existsSync(folder) ? readdirSync(folder) : []).filter(
      (name) =>
        name.startsWith(`${basename(path)}.`) &&
        /^\.[0-9a-f]{12}\.local$/.test(name.slice(basename(path).length)),
    )
    for (const name of drafts) rmSync(join(folder, name), { force: true })
  }
}

/** Whether a file's text is one that we left or found there. */
export function isKnown({ before, between, after }: Change, text: string | null): boolean {
  return text === before || text === after || (between !== undefined && text === between)
}

/** Puts the files back. Those that are back already are left. */
export function revertChanges(root: string, changes: readonly Change[]): void {
  for (const { path, before } of changes) {
    const file = join(root, path)
    if (textOf(file) === before) continue
    if (before === null) rmSync(file, { force: true })
    else write(file, before)
  }
  removeDrafts(root, changes)
}

function write(file: string, text: string): void {
  const isNew = !existsSync(file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileAtomically(file, text)
  // Source code, which others of the machine may read as they may its neighbours.
  if (isNew) chmodSync(file, 0o666 & ~process.umask())
}

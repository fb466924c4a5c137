import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
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
  const other = open.filter(({ path, before }) => textOf(join(root, path)) !== before)
  if (other.length > 0) {
    throw new CommandError(
      `${other.map(({ path }) => path).join(", ")} changed in the meantime. Nothing more was changed; go back with: latchkey migrate --undo`,
    )
  }
  for (const { path, after } of open) write(join(root, path), after)
}

/** Puts the files back. Those that are back already are left. */
export function revertChanges(root: string, changes: readonly Change[]): void {
  for (const { path, before } of changes) {
    const file = join(root, path)
    if (textOf(file) === before) continue
    if (before === null) rmSync(file, { force: true })
    else write(file, before)
  }
}

function write(file: string, text: string): void {
  const isNew = !existsSync(file)
  mkdirSync(dirname(file), { recursive: true })
  writeFileAtomically(file, text)
  // Source code, which others of the machine may read as they may its neighbours.
  if (isNew) chmodSync(file, 0o666 & ~process.umask())
}

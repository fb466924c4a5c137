import { createHash } from "node:crypto"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { CommandError } from "../command.ts"
import { writeFileAtomically } from "../project/write-file.ts"
import type { Change } from "./plan.ts"

/**
 * What a migration has changed, so that it can be undone. It is written before the first change, so that what was
 * interrupted can be ended or undone.
 */
export interface MigrationRecord {
  readonly version: 1
  /** `writing`: some of the files may be changed. `written`: all are. `undoing`: some may be as they were again. */
  readonly state: "writing" | "written" | "undoing"
  readonly mode: "alias" | "rename"
  readonly changes: readonly Change[]
  /** Undefined where nothing was to be installed. */
  readonly lock?: LockRecord | undefined
}

export interface LockRecord {
  /** Relative to the root. */
  readonly path: string
  /** Whether there was one; a copy of it lies beside the record. */
  readonly existed: boolean
  /** The digest of what the installation made of it; undefined until it has. */
  readonly after?: string | undefined
}

const FOLDER = ".latchkey"
const FILE = "migrate.json"

/** Where it lies, relative to the project's root. */
export const RECORD: string = `${FOLDER}/${FILE}`

/** @throws CommandError where it can't be read */
export function readRecord(root: string): MigrationRecord | undefined {
  const file = join(root, RECORD)
  if (!existsSync(file)) return undefined
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as MigrationRecord
    if (record.version === 1 && Array.isArray(record.changes)) return record
  } catch {
    // Said below.
  }
  throw new CommandError(
    `${RECORD} can't be read, so what was changed is not known here. Go back with git, then remove that file`,
  )
}

/** Git never sees it: the folder ignores itself. */
export function writeRecord(root: string, record: MigrationRecord): void {
  const folder = join(root, FOLDER)
  mkdirSync(folder, { recursive: true })
  const ignore = join(folder, ".gitignore")
  if (!existsSync(ignore)) writeFileAtomically(ignore, "*\n")
  writeFileAtomically(join(root, RECORD), `${JSON.stringify(record, null, 2)}\n`)
}

/** Keeps the lock file as it is now, byte for byte. */
export function keepLock(root: string, path: string): LockRecord {
  const existed = existsSync(join(root, path))
  if (existed) copyFileSync(join(root, path), copyOf(root, path))
  return { path, existed }
}

/** Puts the lock file back that was kept. */
export function restoreLock(root: string, { path, existed }: LockRecord): void {
  if (existed) copyFileSync(copyOf(root, path), join(root, path))
  else rmSync(join(root, path), { force: true })
}

function copyOf(root: string, path: string): string {
  return join(root, FOLDER, `${path}.before`)
}

/** Ends what the record was kept for; what else lies in its folder stays. */
export function removeRecord(root: string, record: MigrationRecord): void {
  const folder = join(root, FOLDER)
  if (record.lock) rmSync(copyOf(root, record.lock.path), { force: true })
  rmSync(join(root, RECORD), { force: true })
  if (readdirSync(folder).every((name) => name === ".gitignore")) {
    rmSync(folder, { recursive: true })
  }
}

/** Undefined where there is no such file. */
export function digestOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  return createHash("sha256").update(readFileSync(file)).digest("hex")
}

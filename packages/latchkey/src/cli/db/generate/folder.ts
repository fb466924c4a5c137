import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Form } from "../tables/migrations.ts"
import { readStamp } from "./stamp.ts"

/** A folder of migrations. */
export interface MigrationFolder {
  /** The number of the next file, as it stands in names. */
  readonly next: string
  /** The version that files of ours in it have reached in this form; 0 without any. */
  readonly version: number
}

/** Reads what a folder of migrations has; one that is not there is empty. */
export function readFolder(path: string, form: Form, ending: RegExp): MigrationFolder {
  const names = existsSync(path) ? readdirSync(path) : []
  const numbers = names.map((name) => /^(\d+)/.exec(name)?.[1] ?? "").filter(Boolean)
  const highest = Math.max(0, ...numbers.map(Number))
  // Others count by the date: 20260131120000_init.sql.
  const width = Math.max(4, ...numbers.map((number) => number.length))
  const versions = names
    .filter((name) => ending.test(name))
    .map((name) => readStamp(readFileSync(join(path, name), "utf8")))
    .filter((stamp) => stamp !== undefined)
    .filter((stamp) => JSON.stringify(stamp.form) === JSON.stringify(formOnly(form)))
    .map((stamp) => stamp.version)
  return { next: String(highest + 1).padStart(width, "0"), version: Math.max(0, ...versions) }
}

const formOnly = ({ kind, layout, prefix }: Form): Form => ({ kind, layout, prefix })

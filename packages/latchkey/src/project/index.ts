/**
 * What the command line knows of an application: `latchkey.config.ts` in the project's folder.
 *
 * @module
 */
import type { SealedData } from "../contracts/data.ts"
import type { SecretOption } from "../contracts/keys.ts"
import type { SqlClient } from "../databases/of-client.ts"
import type { Keyring } from "../keys/managed/keyring.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"

export type { SealedData, SealedRow } from "../contracts/data.ts"
export type { SqlClient } from "../databases/of-client.ts"

export interface Project {
  /** The ring of the application; the same that its configuration has as `secret`. */
  readonly keyring?: Keyring | (() => Awaitable<Keyring>)
  /** The `secret` of its configuration where that is no keyring: a source, a function, a list. */
  readonly secret?: SecretOption
  /** What it keeps sealed. */
  readonly data?: readonly SealedData[] | (() => Awaitable<readonly SealedData[]>)
  /** Addresses of its instances, with the base path, e.g. `https://web-1.internal/api/auth`. */
  readonly instances?: readonly string[]
  /** The client that the adapter has, for `latchkey db`: a pool of pg or mysql2, a database of node:sqlite, … */
  readonly database?: SqlClient | (() => Awaitable<SqlClient>)
  /** What the adapter's tables are called there, where that is not by default; `latchkey db` needs no options then. */
  readonly tables?: ProjectTables
  /** Called when a command is done: closes pools and files. */
  readonly close?: () => Awaitable<void>
}

/** What the tables are called in the project's database. */
export interface ProjectTables {
  /** Whose names and types they have. Default: found out, else `latchkey`. */
  readonly layout?: "latchkey" | "drizzle" | "prisma" | "pg"
  /** Put before each default name, as in the options of `SqlAdapter`. Default none. */
  readonly prefix?: string
}

/**
 * Types what `latchkey.config.ts` exports by default. The functions are called when a command needs them.
 *
 * @example
 * ```ts
 * import { defineProject } from "latchkey/project"
 * import { pool, ring } from "./keys.ts"
 *
 * export default defineProject({ keyring: ring, close: () => pool.end() })
 * ```
 */
export function defineProject(project: Project): Project {
  return project
}

/**
 * What the command line knows of an application: `latchkey.config.ts` in the project's folder.
 *
 * @module
 */
import type { SealedData } from "../contracts/data.ts"
import type { SecretOption } from "../contracts/keys.ts"
import type { Keyring } from "../keys/managed/keyring.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"

export type { SealedData, SealedRow } from "../contracts/data.ts"

export interface Project {
  /** The ring of the application; the same that its configuration has as `secret`. */
  readonly keyring?: Keyring | (() => Awaitable<Keyring>)
  /** The `secret` of its configuration where that is no keyring: a source, a function, a list. */
  readonly secret?: SecretOption
  /** What it keeps sealed. */
  readonly data?: readonly SealedData[] | (() => Awaitable<readonly SealedData[]>)
  /** Addresses of its instances, with the base path, e.g. `https://web-1.internal/api/auth`. */
  readonly instances?: readonly string[]
  /** Called when a command is done: closes pools and files. */
  readonly close?: () => Awaitable<void>
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

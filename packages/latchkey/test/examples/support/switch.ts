/**
 * From the published package to ours and back, by the command that the owner of an application would run.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { appEnv } from "./app.ts"
import { must, type Registry } from "./tools.ts"

export interface SwitchOptions {
  /** Where our packages are. */
  readonly registry: Registry
}

/**
 * Puts ours in the place of `next-auth`; no other file of the application changes.
 *
 * @returns what the command has said
 */
export function switchToOurs(folder: string, options: SwitchOptions): Promise<string> {
  return migrate(folder, ["--yes"], options)
}

/**
 * Puts `next-auth` back.
 *
 * @returns what the command has said
 */
export function switchBack(folder: string, options: SwitchOptions): Promise<string> {
  return migrate(folder, ["--undo", "--yes"], options)
}

async function migrate(folder: string, flags: string[], { registry }: SwitchOptions) {
  // npm knows packages by name and version, and ours have the same today as yesterday.
  const cache = mkdtempSync(join(tmpdir(), "latchkey-npm-"))
  const env = appEnv({ ...registry.env, npm_config_cache: cache })
  try {
    return await must("npx", ["--yes", "latchkey", "migrate", ...flags], { cwd: folder, env })
  } finally {
    rmSync(cache, { recursive: true, force: true, maxRetries: 5 })
  }
}

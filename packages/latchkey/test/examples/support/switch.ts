/**
 * From the published package to ours and back, as the owner of an application would go.
 */
import { appEnv } from "./app.ts"
import { must, type Registry } from "./tools.ts"

export interface SwitchOptions {
  /** Where our packages are. */
  readonly registry: Registry
}

/** Puts ours in the place of `next-auth`; no other file of the application changes. */
export async function switchToOurs(folder: string, { registry }: SwitchOptions): Promise<void> {
  const env = appEnv(registry.env)
  const door = "npm:@latchkey/next-auth-v4@^4.100.0"
  await must("npm", ["install", "--loglevel=error", `next-auth@${door}`], { cwd: folder, env })
}

/** Puts `next-auth` back. */
export async function switchBack(folder: string, { registry }: SwitchOptions): Promise<void> {
  const env = appEnv(registry.env)
  await must("npm", ["install", "--loglevel=error", "--save-exact", "next-auth@4.24.15"], {
    cwd: folder,
    env,
  })
}

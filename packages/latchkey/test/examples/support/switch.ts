/**
 * From the published package to ours and back, as the owner of an application would go.
 */
import { copyFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { appEnv } from "./app.ts"
import { must, type Registry } from "./tools.ts"

export interface SwitchOptions {
  /** Where our packages are. */
  readonly registry: Registry
}

const FILES = ["package.json", "package-lock.json"]
const doors: Record<string, string> = {
  "4": "npm:@latchkey/next-auth-v4@^4.100.0",
  "5": "npm:@latchkey/next-auth-v5@^5.100.0",
}

/** Puts ours in the place of `next-auth`; no other file of the application changes. */
export async function switchToOurs(folder: string, { registry }: SwitchOptions): Promise<void> {
  const env = appEnv(registry.env)
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies: Record<string, string>
  }
  const door = doors[dependencies["next-auth"]!.replace(/^\D/, "")[0]!]
  for (const file of FILES) copyFileSync(join(folder, file), `${folder}.${file}`)
  await must("npm", ["install", "--loglevel=error", `next-auth@${door}`], { cwd: folder, env })
}

/** Puts `next-auth` back. */
export async function switchBack(folder: string, { registry }: SwitchOptions): Promise<void> {
  const env = appEnv(registry.env)
  for (const file of FILES) copyFileSync(`${folder}.${file}`, join(folder, file))
  await must("npm", ["install", "--loglevel=error"], { cwd: folder, env })
}

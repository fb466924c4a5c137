import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import type { Invocation } from "../command.ts"
import { findOnPath } from "../secret/find-on-path.ts"
import type { PackageManager } from "./package-manager.ts"

/** What brings `node_modules` and the lock file in line with the manifests. */
export function installCommand({ title }: Pick<PackageManager, "title">): string {
  // In CI these two refuse to change a lock file.
  if (title === "pnpm") return "pnpm install --no-frozen-lockfile"
  if (title === "yarn berry") return "yarn install --no-immutable"
  return title === "yarn classic" ? "yarn install" : `${title} install`
}

/** Runs it in the root; what it says goes to standard error. Whether it worked. */
export function install(root: string, manager: PackageManager, { env }: Invocation): boolean {
  const [name = "", ...args] = installCommand(manager).split(" ")
  const [program, ...before] = programOf(root, name, env)
  if (program === undefined) return false
  const { status } = spawnSync(program, [...before, ...args], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ["ignore", 2, 2],
    timeout: 15 * 60_000,
    // Windows starts `.cmd` files through a shell only; no argument here holds anything to escape.
    shell: /\.(?:cmd|bat)$/i.test(program),
  })
  return status === 0
}

/** The project's own yarn goes before the one on the PATH, which would only start it. */
function programOf(root: string, name: string, env: Invocation["env"]): string[] {
  const settings = join(root, ".yarnrc.yml")
  if (name === "yarn" && existsSync(settings)) {
    const path = /^yarnPath:\s*["']?([^"'\n]+?)["']?\s*$/m.exec(readFileSync(settings, "utf8"))?.[1]
    if (path !== undefined) return [process.execPath, join(root, path)]
  }
  const found = findOnPath([name], env)
  return found === undefined ? [] : [found]
}

import { existsSync, realpathSync } from "node:fs"
import { join } from "node:path"
import { installedManifest } from "./manifest.ts"
import type { MemberUses } from "./plan.ts"
import { STOOD_FOR } from "./uses.ts"

/**
 * What is installed in the place of ours after all, as sentences; package managers have their own mind about lock files.
 * With Plug'n'Play nothing can be seen.
 */
export function findNotOurs(members: readonly MemberUses[]): string[] {
  const found = members.flatMap(({ folder, uses }) =>
    uses.flatMap(({ name, standIn }) => {
      const at = folderOf(folder, name)
      if (standIn || at === undefined) return strayIn(folder, name, "package.json")
      return strayIn(at, "@auth/core", name)
    }),
  )
  return [...new Set(found)]
}

function strayIn(folder: string, name: string, who: string): string[] {
  if (!STOOD_FOR.includes(name)) return []
  const installed = installedManifest(folder, name)
  if (!installed || String(installed["name"]).startsWith("@latchkey/")) return []
  return [`${who} still gets ${name} ${String(installed["version"])}`]
}

/** Where a package lies, links resolved: what it depends on is found from there. */
function folderOf(from: string, name: string): string | undefined {
  for (let at = from; ; at = join(at, "..")) {
    const found = join(at, "node_modules", name)
    if (existsSync(found)) return realpathSync(found)
    if (at === join(at, "..")) return undefined
  }
}

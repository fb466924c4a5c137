import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DEPENDENCY_FIELDS, installedManifest, recordAt } from "./manifest.ts"
import type { Member } from "./workspace.ts"
import type { StandIn } from "./stand-in.ts"
import { STAND_INS } from "./stand-ins.ts"

/** A package of Auth.js that a package of the project depends on. */
export interface Use {
  readonly name: string
  readonly field: (typeof DEPENDENCY_FIELDS)[number]
  /** As it is written. */
  readonly spec: string
  /** What is installed, or else the first number of what is written; undefined where neither is known. */
  readonly version: string | undefined
  /** It is ours already. */
  readonly aliased: boolean
  /** What would stand in for it; undefined for packages that stay. */
  readonly standIn: StandIn | undefined
}

/** The names of packages that ours stand in for. */
export const STOOD_FOR: readonly string[] = [...new Set(STAND_INS.map((one) => one.standsFor))]

const OURS = /^npm:@latchkey\//

/** What a package of the project uses of Auth.js. */
export function usesOf({ folder, manifest }: Member, root: string): Use[] {
  return DEPENDENCY_FIELDS.flatMap((field) =>
    Object.entries(recordAt(manifest.content, field))
      .filter(([name]) => isOfAuth(name))
      .map(([name, value]): Use => {
        const spec = String(value)
        const version = versionOf(name, spec, folder, root)
        const aliased = OURS.test(spec)
        return { name, field, spec, version, aliased, standIn: standInFor(name, version) }
      }),
  )
}

function isOfAuth(name: string): boolean {
  return name === "next-auth" || /^@(?:auth|next-auth)\//.test(name)
}

/** The package of ours for this one in this version. */
export function standInFor(name: string, version: string | undefined): StandIn | undefined {
  const candidates = STAND_INS.filter((one) => one.standsFor === name)
  if (candidates.length < 2) return candidates[0]
  const major = version?.split(".")[0]
  return candidates.find((one) => one.published.split(".")[0] === major)
}

function versionOf(name: string, spec: string, folder: string, root: string): string | undefined {
  const installed = installedManifest(folder, name)
  // What is installed may be ours already, or what was there before the line was changed.
  if (installed && !OURS.test(spec)) return String(installed["version"])
  const written = spec.startsWith("catalog:") ? fromCatalog(name, root) : spec
  const number = /(?:^|[^\w.-])v?(\d+(?:\.[\w.-]+)?)/.exec(
    ` ${written.replace(/^npm:@?[^@]+@/, "")}`,
  )
  if (number) return number[1]
  // Tags of the published packages.
  if (name === "next-auth" && /^(?:beta|next|canary|experimental)$/.test(written)) return "5"
  return name === "next-auth" && /^(?:latest|\*|)$/.test(written) ? "4" : undefined
}

/** The range of a catalog, which stands in one of two files. */
function fromCatalog(name: string, root: string): string {
  for (const file of ["pnpm-workspace.yaml", ".yarnrc.yml", "package.json"]) {
    if (!existsSync(join(root, file))) continue
    const lines = readFileSync(join(root, file), "utf8").split(/\r?\n/)
    for (const line of lines) {
      const found = /^\s+["']?(@?[\w/.-]+)["']?\s*:\s*["']?([^"',#]+)/.exec(line)
      if (found?.[1] === name && !found[2]!.startsWith("catalog:")) return found[2]!.trim()
    }
  }
  return ""
}

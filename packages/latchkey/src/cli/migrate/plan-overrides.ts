import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { removeJson, setJson } from "./edit-json.ts"
import { setYamlOverride, UneditableYaml, yamlOverrides } from "./edit-yaml.ts"
import type { Edits } from "./edits.ts"
import { jsonValue, parseJsonTree } from "./json-tree.ts"
import { DEPENDENCY_FIELDS, installedManifest, type Manifest, recordAt } from "./manifest.ts"
import { isAtLeast, type PackageManager } from "./package-manager.ts"
import { aliasOf } from "./plan-alias.ts"
import type { MemberUses, Note, Plan } from "./plan.ts"
import { STAND_INS } from "./stand-ins.ts"
import type { Workspace } from "./workspace.ts"

const CORE = "@auth/core"

interface Project {
  readonly workspace: Workspace
  readonly manager: PackageManager
  readonly members: readonly MemberUses[]
  readonly mode: Plan["mode"]
}

/**
 * Adapters and frameworks of others depend on an `@auth/core` of their own: an override gives them ours. Each package
 * manager has its own place for it.
 */
export function planOverrides(edits: Edits, project: Project): Note[] {
  const { workspace, members } = project
  const core = STAND_INS.find((one) => one.standsFor === CORE)!
  const held = pinned(project)
  const notes = held
    .filter((name) => name !== CORE)
    .flatMap((name) => release(edits, project, name))
  if (dependentsOnCore(workspace, members).length > 0 || held.includes(CORE)) {
    notes.push(...override(edits, project, CORE, aliasOf(core)))
  }
  return notes
}

/** An override that holds a package at a version: it names ours from now on, or goes with its package. */
function release(edits: Edits, project: Project, name: string): Note[] {
  const { members, mode, workspace, manager } = project
  const standIns = new Set(
    members
      .flatMap(({ uses }) => uses.filter((use) => use.name === name))
      .map((use) => use.standIn),
  )
  const [only] = standIns
  if (mode === "alias" && only && standIns.size === 1) {
    return override(edits, project, name, aliasOf(only))
  }
  for (const path of fieldsOf(manager)) {
    edits.edit(workspace.manifest.file, (text) => removeJson(text, [...path, name]))
  }
  return []
}

/** Installed packages that bring `@auth/core` along; what we stand in for is left out. */
export function dependentsOnCore(workspace: Workspace, members: readonly MemberUses[]): string[] {
  const direct = members.flatMap(({ uses }) =>
    uses.filter(({ standIn }) => !standIn).map(({ name }) => name),
  )
  const others = workspace.members.flatMap(({ folder, manifest }) =>
    DEPENDENCY_FIELDS.flatMap((field) => Object.keys(recordAt(manifest.content, field))).filter(
      (name) =>
        !STAND_INS.some((one) => one.standsFor === name) &&
        CORE in recordAt(installedManifest(folder, name) ?? {}, "dependencies"),
    ),
  )
  // Those of version 4 have no such dependency.
  return [...new Set([...direct.filter((name) => name.startsWith("@auth/")), ...others])].sort()
}

/** Of the packages that we stand in for, those that an override holds at a version. */
function pinned({ workspace, manager }: Project): string[] {
  const names = [...new Set(STAND_INS.map((one) => one.standsFor))]
  const there = overridesOf(workspace, manager)
  return names.filter((name) => {
    const value = there.get(name)
    return value !== undefined && value !== `$${name}` && !value.includes("@latchkey/")
  })
}

/** The overrides in force, by the names they are about. */
export function overridesOf(
  { root, manifest }: Workspace,
  manager: PackageManager,
): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of fieldsOf(manager)) {
    for (const [name, value] of Object.entries(recordAt(manifest.content, ...path))) {
      found.set(name.replace(/^\*\*\//, ""), typeof value === "string" ? value : "")
    }
  }
  const yaml = join(root, "pnpm-workspace.yaml")
  if (manager.name === "pnpm" && existsSync(yaml)) {
    for (const [name, value] of yamlOverrides(readFileSync(yaml, "utf8"))) found.set(name, value)
  }
  return found
}

function fieldsOf({ name }: PackageManager): readonly (readonly string[])[] {
  if (name === "npm") return [["overrides"]]
  if (name === "pnpm") return [["pnpm", "overrides"]]
  return name === "yarn" ? [["resolutions"]] : [["resolutions"], ["overrides"]]
}

function override(
  edits: Edits,
  { workspace, manager }: Project,
  name: string,
  alias: string,
): Note[] {
  const { root, manifest } = workspace
  const yaml = join(root, "pnpm-workspace.yaml")
  if (manager.name === "pnpm" && inYaml(workspace, manager, yaml)) {
    try {
      edits.edit(yaml, (text) => setYamlOverride(text, name, alias))
      return []
    } catch (error) {
      if (!(error instanceof UneditableYaml)) throw error
      return [
        {
          kind: "stop",
          code: "OverridesByHand",
          text: `pnpm-workspace.yaml writes its overrides in a way that is not edited here: add "${name}": "${alias}" to them, and run this again`,
        },
      ]
    }
  }
  const fields = fieldsOf(manager)
  const there = fields.find((path) => Object.keys(recordAt(manifest.content, ...path)).length > 0)
  const field = there ?? fields.at(-1)!
  // In a workspace npm gives an override to what is locked already only if the root itself has that line.
  if (manager.name === "npm" && name === CORE && workspace.members.length > 1) {
    edits.edit(manifest.file, (text) =>
      hasOwn(text, name) ? text : setJson(text, ["dependencies", name], alias),
    )
  }
  // npm refuses an override that says otherwise than the package's own line; this is how it names that line.
  const own = hasOwn(edits.text(manifest.file), name)
  const value = manager.name === "npm" && own ? `$${name}` : alias
  edits.edit(manifest.file, (text) => setJson(text, [...field, name], value))
  return manager.name === "pnpm" && manager.version === undefined ? [unknownPnpm] : []
}

const unknownPnpm: Note = {
  kind: "warning",
  code: "PnpmUnknown",
  text: "Which pnpm this is can't be told: from 11 on it reads overrides in pnpm-workspace.yaml only. Name it in the field packageManager, and run this again",
}

function hasOwn(text: string, name: string): boolean {
  const content = jsonValue(parseJsonTree(text)) as Manifest["content"]
  return DEPENDENCY_FIELDS.some((field) => name in recordAt(content, field))
}

/** pnpm 11 reads its settings from `pnpm-workspace.yaml` only; from 10.6 on they belong there. */
function inYaml({ manifest }: Workspace, { version }: PackageManager, yaml: string): boolean {
  if (existsSync(yaml) && yamlOverrides(readFileSync(yaml, "utf8")).size > 0) return true
  const older = Object.keys(recordAt(manifest.content, "pnpm")).length > 0
  if (older && isAtLeast(version, 11) !== true) return false
  return isAtLeast(version, 10, 6) ?? existsSync(yaml)
}

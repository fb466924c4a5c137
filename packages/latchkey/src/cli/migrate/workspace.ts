import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { CommandError } from "../command.ts"
import { isRecord, type Manifest, readManifest } from "./manifest.ts"
import { yamlPackages } from "./edit-yaml.ts"

/** The packages that are installed together: a workspace, or a package alone. */
export interface Workspace {
  /** Absolute; holds the lock file. */
  readonly root: string
  readonly manifest: Manifest
  /** The root's own package first. */
  readonly members: readonly Member[]
}

export interface Member {
  /** Absolute. */
  readonly folder: string
  /** Relative to the root; `.` for the root itself. */
  readonly shown: string
  readonly manifest: Manifest
}

/**
 * Finds the workspace that this folder is part of, and all its packages.
 *
 * @throws CommandError where there is no `package.json`, or one that can't be read
 */
export function readWorkspace(folder: string): Workspace {
  const own = nearest(folder)
  if (own === undefined) {
    throw new CommandError(
      "There is no package.json here. Go to the project's folder, or name it: --dir <folder>",
    )
  }
  const root = rootAbove(own) ?? own
  const manifest = readManifest(root)!
  const folders = memberFolders(root, globsOf(root, manifest))
  const members = folders.map((at) => ({
    folder: at,
    shown: relative(root, at).split(sep).join("/"),
    manifest: readManifest(at)!,
  }))
  return { root, manifest, members: [{ folder: root, shown: ".", manifest }, ...members] }
}

function nearest(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at
    const other = ["package.json5", "package.yaml"].find((name) => existsSync(join(at, name)))
    if (other) {
      throw new CommandError(
        `${join(at, other)} isn't edited by this command: only package.json is`,
      )
    }
    if (at === dirname(at)) return undefined
  }
}

/** The folder above whose workspace has this one as a member. */
function rootAbove(folder: string): string | undefined {
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) {
    if (!existsSync(join(at, "package.json")) && !existsSync(join(at, "pnpm-workspace.yaml")))
      continue
    const manifest = readable(at)
    const globs = manifest ? globsOf(at, manifest) : []
    if (globs.length > 0 && memberFolders(at, globs).includes(realpathSync(folder))) return at
  }
  return undefined
}

/** What is above a project need not be in order. */
function readable(folder: string): Manifest | undefined {
  try {
    return readManifest(folder)
  } catch {
    return undefined
  }
}

function globsOf(root: string, { content }: Manifest): string[] {
  const yaml = join(root, "pnpm-workspace.yaml")
  if (existsSync(yaml)) return yamlPackages(readFileSync(yaml, "utf8"))
  const { workspaces } = content
  const list = isRecord(workspaces) ? workspaces["packages"] : workspaces
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : []
}

/** A workspace is not deeper than this. */
const MOST_DEEP = 5

/** Every folder below with a `package.json` that the globs name, links resolved, each once. */
function memberFolders(root: string, globs: readonly string[]): string[] {
  if (globs.length === 0) return []
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(patternOf)
  const unwanted = globs
    .filter((glob) => glob.startsWith("!"))
    .map((glob) => patternOf(glob.slice(1)))
  const found = new Set<string>()
  const walk = (folder: string, path: string, depth: number): void => {
    const matches = wanted.some((one) => one.test(path)) && !unwanted.some((one) => one.test(path))
    if (path !== "" && matches && existsSync(join(folder, "package.json")))
      found.add(realpathSync(folder))
    if (depth >= MOST_DEEP) return
    for (const entry of readdirSync(folder)) {
      if (entry === "node_modules" || entry.startsWith(".")) continue
      const below = join(folder, entry)
      if (statSync(below, { throwIfNoEntry: false })?.isDirectory()) {
        walk(below, path === "" ? entry : `${path}/${entry}`, depth + 1)
      }
    }
  }
  walk(root, "", 0)
  return [...found].sort()
}

/** The usual globs: `*` within a name, `**` over several, braces. */
function patternOf(glob: string): RegExp {
  const clean = glob.replace(/^\.\//, "").replace(/\/+$/, "")
  const source = clean
    .replaceAll(/[.+^$()|[\]\\]/g, "\\$&")
    .replaceAll(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(",").join("|")})`)
    .replaceAll(/\*\*\/?|\*|\?/g, (found) => {
      if (found === "?") return "[^/]"
      return found === "*" ? "[^/]*" : found === "**" ? ".*" : "(?:.*/)?"
    })
  return new RegExp(`^${source}$`)
}

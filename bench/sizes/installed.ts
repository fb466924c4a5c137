/** A package as it is installed, with all it depends on: read from `node_modules`, without a registry. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { dirname, join } from "node:path"

export interface Footprint {
  readonly packages: number
  readonly files: number
  readonly megabytes: number
}

const root = new URL("../..", import.meta.url).pathname

/** Unpacks a tarball where a resolver finds its dependencies. */
export function unpack(tarball: string, name: string): string {
  const folder = join(root, ".cache/bench/packed", name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"])
  return folder
}

/** `own`: folders of packages of this repository, as they would be published. */
export function footprint(folder: string, own: Readonly<Record<string, string>> = {}): Footprint {
  const found = new Set<string>()
  const visit = (place: string): void => {
    if (found.has(place)) return
    found.add(place)
    const text = readFileSync(join(place, "package.json"), "utf8")
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> }
    for (const name of Object.keys(dependencies)) visit(own[name] ?? installed(place, name))
  }
  visit(folder)
  const files = [...found].flatMap(filesOf)
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  return { packages: found.size, files: files.length, megabytes: bytes / 1_000_000 }
}

function installed(from: string, name: string): string {
  for (let place = from; place !== dirname(place); place = dirname(place)) {
    const folder = join(place, "node_modules", name)
    if (existsSync(folder)) return folder
  }
  throw new Error(`${name}, which ${from} needs, is not installed`)
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules") return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesOf(path) : [path]
  })
}

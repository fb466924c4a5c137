import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { pinnedNode, run } from "../../doors/tools.ts"
import type { Applications } from "./applications.ts"

/** What a package takes from `@auth/core`, in its code and in its types: each is a file of ours. */
export function findsItsPaths({ ours }: Applications, name: string): void {
  const paths = pathsOf(join(ours, "node_modules", name))
  expect(paths).toContain("@auth/core")
  const door = join(ours, "node_modules/@auth/core")
  const { exports } = JSON.parse(readFileSync(join(door, "package.json"), "utf8")) as {
    exports: Record<string, { types: string; default: string } | string>
  }
  const missing = paths.filter((path) => {
    const target = exports[`.${path.slice("@auth/core".length)}`]
    if (typeof target === "object") return false
    const [, provider] = /^@auth\/core\/providers\/([\w-]+)$/.exec(path) ?? []
    if (!provider) return true
    const files = readdirSync(join(door, "providers"))
    return !files.includes(`${provider}.js`) || !files.includes(`${provider}.d.ts`)
  })
  expect(missing).toEqual([])
}

/** The provider modules of a package that Node can load, are those that it can load on ours. */
export async function loadsItsProviders(folders: Applications, name: string): Promise<void> {
  const theirs = await loadable(folders.original, name)
  const ours = await loadable(folders.ours, name)
  expect(Object.keys(theirs).length).toBeGreaterThan(90)
  expect(Object.keys(theirs).filter((provider) => !(provider in ours))).toEqual([])
  for (const [provider, names] of Object.entries(theirs)) {
    expect(ours[provider], provider).toEqual(expect.arrayContaining(names))
  }
}

function pathsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.(d\.ts|[cm]?js|svelte)$/.test(file) && !file.startsWith("src/"),
  )
  const found = files.flatMap((file) =>
    [...codeOf(join(folder, file)).matchAll(/["'](@auth\/core(?:\/[^"']*)?)["']/g)].map(
      ([, path]) => path!,
    ),
  )
  return [...new Set(found)].toSorted()
}

/** Without comments: those show samples. */
function codeOf(file: string): string {
  return readFileSync(file, "utf8").replace(/\/\*[^]*?\*\//g, "")
}

/** The names that each provider module has, of those that load. */
async function loadable(folder: string, name: string): Promise<Record<string, string[]>> {
  const at = readdirSync(join(folder, "node_modules", name)).includes("dist") ? "dist/" : ""
  const modules = readdirSync(join(folder, "node_modules", name, `${at}providers`))
  const providers = modules
    .filter((file) => /^[\w-]+\.js$/.test(file))
    .map((file) => file.slice(0, -3))
  const script = `
    const found = {}
    for (const provider of ${JSON.stringify(providers)}) {
      const module = await import("${name}/providers/" + provider).catch(() => undefined)
      if (module) found[provider] = Object.keys(module)
    }
    console.log(JSON.stringify(found))`
  const args = ["--no-warnings", "--input-type=module", "-e", script]
  const { output } = await run(pinnedNode(), args, { cwd: folder })
  return JSON.parse(output) as Record<string, string[]>
}

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { walk } from "../doctor/walk.ts"

/** A source file that names a package of Auth.js. */
export interface Source {
  /** Relative to the folder that was looked through, with `/`. */
  readonly path: string
  readonly text: string
  /** What is named, e.g. `next-auth/jwt`; each once. */
  readonly specifiers: readonly string[]
}

const SOURCE = /\.(?:[cm]?[jt]sx?|svelte|vue|astro)$/
const SKIP = new Set(["node_modules", "dist", "build", "out", "coverage", "vendor", "target"])
const NAMED = /["'`]((?:next-auth|@auth\/[\w-]+|@next-auth\/[\w-]+)(?:\/[\w./-]+)?)["'`]/g

/**
 * The source files of a package that name one of Auth.js, wherever they do: an import, a mock, a module that is
 * augmented. Folders in `apart` are other packages of the workspace.
 */
export function sourcesOf(folder: string, apart: readonly string[]): Source[] {
  const files = walk(folder, {
    skip: (name, path) =>
      SKIP.has(name) || name.startsWith(".") || apart.includes(join(folder, path)),
    maxFiles: 20_000,
    maxBytes: 1024 * 1024,
  })
  const found: Source[] = []
  for (const path of files) {
    if (!SOURCE.test(path)) continue
    const text = readFileSync(join(folder, path), "utf8")
    const specifiers = [...new Set([...text.matchAll(NAMED)].map((match) => match[1]!))]
    if (specifiers.length > 0) found.push({ path, text, specifiers })
  }
  return found
}

/** The package that a specifier names. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
}

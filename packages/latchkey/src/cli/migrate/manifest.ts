import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { CommandError } from "../command.ts"
import { jsonValue, parseJsonTree } from "./json-tree.ts"

/** The fields in which a package names what it needs installed. */
export const DEPENDENCY_FIELDS = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
] as const

/** A `package.json`, as far as it is looked at. */
export interface Manifest {
  readonly file: string
  readonly text: string
  readonly content: Readonly<Record<string, unknown>>
}

/**
 * Reads a folder's `package.json`; undefined where there is none.
 *
 * @throws CommandError where it can't be read as JSON
 */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, "package.json")
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, "utf8")
  let content: unknown
  try {
    content = jsonValue(parseJsonTree(text))
  } catch (error) {
    throw new CommandError(
      `${file} can't be read: ${(error as Error).message}. Nothing was changed`,
    )
  }
  if (!isRecord(content)) throw new CommandError(`${file} holds no object. Nothing was changed`)
  return { file, text, content }
}

/** An object within a manifest; empty where there is none. */
export function recordAt(
  content: Readonly<Record<string, unknown>>,
  ...path: readonly string[]
): Readonly<Record<string, unknown>> {
  let at: unknown = content
  for (const key of path) at = isRecord(at) ? at[key] : undefined
  return isRecord(at) ? at : {}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** What is installed under this name, as code in this folder would find it; undefined with Plug'n'Play too. */
export function installedManifest(
  folder: string,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  for (let at = folder; ; at = join(at, "..")) {
    const file = join(at, "node_modules", name, "package.json")
    if (existsSync(file)) {
      try {
        const content: unknown = JSON.parse(readFileSync(file, "utf8"))
        return isRecord(content) ? content : undefined
      } catch {
        return undefined
      }
    }
    if (at === join(at, "..")) return undefined
  }
}

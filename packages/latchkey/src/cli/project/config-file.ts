import { existsSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"
import type { Project } from "../../project/index.ts"
import { CommandError } from "../command.ts"
import type { Redact } from "./redact.ts"

const NAMES = ["ts", "mts", "js", "mjs"].map((ending) => `latchkey.config.${ending}`)
const MEMBERS: readonly string[] = [
  "keyring",
  "secret",
  "data",
  "instances",
  "database",
  "tables",
  "close",
]

/** The project's file; undefined where it has none. */
export function findConfigFile(folder: string): string | undefined {
  const found = NAMES.filter((name) => existsSync(join(folder, name)))
  if (found.length > 1) {
    throw new CommandError(`There are ${found.join(" and ")}: keep one of them`)
  }
  return found[0]
}

/**
 * Imports it.
 *
 * @throws CommandError that says what is wrong with it, without any secret
 */
export async function importConfigFile(
  folder: string,
  name: string,
  redact: Redact,
): Promise<Project> {
  if (/\.m?ts$/.test(name) && !readsTypeScript()) {
    throw new CommandError(
      `Node.js ${process.versions.node} can't read ${name}. Either use Node.js 22.18 or later, ` +
        "or write it in JavaScript as latchkey.config.mjs",
    )
  }
  const restore = hushWarnings()
  let module: { readonly default?: unknown }
  try {
    module = (await import(pathToFileURL(join(folder, name)).href)) as typeof module
  } catch (error) {
    throw new CommandError(`${name} can't be loaded: ${redact(reasonOf(error))}${hintFor(error)}`)
  } finally {
    restore()
  }
  return checked(module.default, name)
}

/** What Node.js says of experiments, and of a package without a type, is no news to who runs a command. */
function hushWarnings(): () => void {
  const { emitWarning } = process
  const quiet = /^ExperimentalWarning$|^MODULE_TYPELESS_PACKAGE_JSON$/
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    const words = rest.flatMap((one) =>
      typeof one === "object" ? Object.values(one ?? {}) : [one],
    )
    if (words.some((word) => quiet.test(String(word)))) return
    emitWarning.call(process, warning as string, ...(rest as []))
  }
  return () => {
    process.emitWarning = emitWarning
  }
}

function readsTypeScript(): boolean {
  const { bun, deno } = process.versions as Record<string, string | undefined>
  return !!bun || !!deno || !!process.features.typescript
}

function checked(given: unknown, name: string): Project {
  if (given === undefined) {
    throw new CommandError(
      `${name} exports nothing by default. Write: export default defineProject({ keyring: … })`,
    )
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new CommandError(`The default export of ${name} must be what defineProject(…) answers`)
  }
  const strange = Object.keys(given).find((member) => !MEMBERS.includes(member))
  if (strange !== undefined) {
    const all = MEMBERS.join(", ")
    throw new CommandError(`${name} says \`${strange.slice(0, 40)}\`, which is none of: ${all}`)
  }
  return given
}

/** The first line of what was thrown: more may hold the line of code, and with it a literal. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : "something was thrown"
  return text.split("\n", 1)[0]!
}

function hintFor(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  if (code === "ERR_MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT") {
    return ". Node.js imports it as it is: files with their ending (./keys.ts), and no path aliases"
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return ". Node.js only strips types: no enums, namespaces or parameter properties"
  }
  return ""
}

import { accessSync, constants, statSync } from "node:fs"
import { delimiter, join } from "node:path"
import process from "node:process"
import type { Invocation } from "../command.ts"

/** The first of these programs that the PATH has. */
export function findOnPath(names: readonly string[], env: Invocation["env"]): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat", ""] : [""]
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter(Boolean)
  return names
    .flatMap((name) => folders.flatMap((at) => endings.map((end) => join(at, name + end))))
    .find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

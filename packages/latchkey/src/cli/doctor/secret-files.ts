import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Setting } from "./setting.ts"

/** A `<name>_FILE` in force: where it says that the value lies. */
export interface SecretFile {
  /** The name without `_FILE`. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  /** As the runtime takes it; undefined where it can't be read or holds nothing. */
  readonly value: string | undefined
  /** What the system said. */
  readonly failure: string | undefined
  /** What points there. */
  readonly setting: Setting
}

/** Reads them. A name's own value wins over its file, as at run time. */
export function readSecretFiles(
  folder: string,
  names: readonly string[],
  settings: Map<string, Setting>,
): SecretFile[] {
  return names.flatMap((name) => {
    const setting = settings.get(`${name}_FILE`)
    if (!setting?.value || settings.get(name)?.value.trim()) return []
    const path = resolve(folder, setting.value)
    // The trace, which reads it as the runtime does, is not in the project's folder.
    settings.set(setting.name, { ...setting, value: path })
    return [{ name, path, setting, ...read(path) }]
  })
}

function read(path: string): Pick<SecretFile, "value" | "failure"> {
  try {
    const value = readFileSync(path, "utf8").replace(/\r?\n$/, "")
    return { value: value.trim() === "" ? undefined : value, failure: undefined }
  } catch (error) {
    return {
      value: undefined,
      failure: (error as NodeJS.ErrnoException).code ?? "it can't be read",
    }
  }
}

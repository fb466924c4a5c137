import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { datedSecrets, SECRET_NAMES } from "../../keys/environment.ts"
import { type Invocation, UsageError } from "../command.ts"
import { type EnvEntry, expandValue, parseEnv } from "../project/env-file.ts"
import { findFrameworks, type Framework, rulesOf } from "../project/framework.ts"
import { readSecretFiles, type SecretFile } from "./secret-files.ts"
import type { Setting } from "./setting.ts"

export type { SecretFile } from "./secret-files.ts"
export type { Setting } from "./setting.ts"

/** An env file of the project. */
export interface EnvFile {
  readonly name: string
  readonly entries: readonly EnvEntry[]
}

/** What the checks look at. Holds secrets: nothing of it is printed as it is. */
export interface Project {
  readonly folder: string
  readonly mode: "production" | "development"
  readonly frameworks: readonly Framework[]
  readonly rules: Framework
  readonly env: Readonly<Record<string, string | undefined>>
  /** All env files of the folder, examples apart. */
  readonly files: readonly EnvFile[]
  /** The value that wins for each name, expanded. */
  readonly settings: ReadonlyMap<string, Setting>
  /** The files that hold values in force. */
  readonly secretFiles: readonly SecretFile[]
  /** Each distinct secret, with the places it stands in. */
  readonly secrets: ReadonlyMap<string, readonly Setting[]>
}

/** Every name that holds a secret which signs sessions. */
export const KEY_NAMES: readonly string[] = [...SECRET_NAMES, "AUTH_SECRET_NEXT"]

const EXAMPLE = /(?:example|sample|template|defaults?|dist|schema|vault|keys)$/i

/** Reads the folder's env files and what they come to in this mode. */
export function readProject(folder: string, mode: Project["mode"], env: Project["env"]): Project {
  const frameworks = findFrameworks(folder)
  const rules = rulesOf(frameworks)
  const files = readdirSync(folder)
    .filter((name) => /^\.env(?:\.|$)/.test(name) && !EXAMPLE.test(name))
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map((name) => ({ name, entries: parseEnv(readFileSync(join(folder, name), "utf8")) }))
  const settings = settle(files, rules, mode, env)
  const secretFiles = readSecretFiles(folder, KEY_NAMES, settings)
  return {
    folder,
    mode,
    frameworks,
    rules,
    env,
    files,
    settings,
    secretFiles,
    secrets: collect({ folder, files, env, rules, secretFiles }),
  }
}

/** Which env files count: `--env`, else `NODE_ENV`, else those of development. */
export function modeOf({ flags, env }: Pick<Invocation, "flags" | "env">): Project["mode"] {
  const asked = flags["env"]
  if (asked === undefined) return env["NODE_ENV"] === "production" ? "production" : "development"
  if (asked !== "production" && asked !== "development") {
    throw new UsageError("--env is production or development")
  }
  return asked
}

/** The platform's value wins, also an empty one; then the strongest file. */
function settle(
  files: readonly EnvFile[],
  rules: Framework,
  mode: string,
  env: Project["env"],
): Map<string, Setting> {
  const settings = new Map<string, Setting>()
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) settings.set(name, { name, value, file: undefined, line: undefined })
  }
  for (const wanted of rules.files(mode)) {
    const file = files.find((one) => one.name === wanted)
    for (const entry of file?.entries ?? []) {
      const from = settings.get(entry.name)
      if (from && from.file !== wanted) continue
      const value = valueIn(file!, entry, rules, env)
      settings.set(entry.name, { name: entry.name, value, file: wanted, line: entry.line })
    }
  }
  return settings
}

/** The value as the framework's loader gives it. */
export function valueIn(
  file: EnvFile,
  entry: EnvEntry,
  rules: Framework,
  env: Project["env"],
): string {
  if (!rules.expands) return entry.value
  return expandValue(entry.value, {
    environment: (name) => env[name],
    files: (name) => file.entries.findLast((other) => other.name === name)?.value,
  })
}

function collect({
  folder,
  files,
  env,
  rules,
  secretFiles,
}: Pick<Project, "folder" | "files" | "env" | "rules" | "secretFiles">): Map<string, Setting[]> {
  const secrets = new Map<string, Setting[]>()
  const add = (setting: Setting): void => {
    for (const value of secretsIn(setting)) {
      const places = secrets.get(value)
      if (places) places.push({ ...setting, value })
      else secrets.set(value, [{ ...setting, value }])
    }
  }
  for (const name of KEY_NAMES) {
    const value = env[name]
    if (value !== undefined) add({ name, value, file: undefined, line: undefined })
    for (const file of files) {
      const entry = file.entries.findLast((one) => one.name === name)
      if (!entry) continue
      add({ name, value: valueIn(file, entry, rules, env), file: file.name, line: entry.line })
    }
  }
  for (const { name, path, value = "" } of secretFiles) {
    add({ name, value, file: relative(folder, path), line: 1 })
  }
  return secrets
}

/** The secrets that a setting holds: `AUTH_SECRETS` is a list with dates. */
export function secretsIn({ name, value }: Pick<Setting, "name" | "value">): string[] {
  if (value.trim() === "") return []
  return name === "AUTH_SECRETS" ? datedSecrets(value).map(({ secret }) => secret) : [value]
}

/** Whether the folder has this file. */
export function has(project: Project, name: string): boolean {
  return existsSync(join(project.folder, name))
}

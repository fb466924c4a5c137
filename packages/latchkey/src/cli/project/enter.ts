import process from "node:process"
import type { Project } from "../../project/index.ts"
import type { Invocation } from "../command.ts"
import { modeOf, type Project as Environment, readProject } from "../doctor/project.ts"
import { findConfigFile, importConfigFile } from "./config-file.ts"
import { type Redact, redactor } from "./redact.ts"

/** A project whose environment is this process's, and what its file says. */
export interface Entered {
  /** The project's env files and what they come to. Holds secrets. */
  readonly environment: Environment
  readonly redact: Redact
  /** The project's file, where it has one. */
  readonly file: string | undefined
  readonly project: Project
}

/**
 * Loads the project's env files into this process's environment, as its framework would, then the project's file, which
 * reads them.
 *
 * @throws CommandError where the project's file is wrong
 */
export async function enterProject(invocation: Invocation): Promise<Entered> {
  const { folder } = invocation
  const environment = readProject(folder, modeOf(invocation), invocation.env)
  applyEnvironment(environment, invocation.flags["env"])
  // Paths in the project's file and in its variables are meant from there.
  process.chdir(folder)
  keepOutputClean()
  const values = [...environment.settings.values()].map(({ name, value }) => [name, value] as const)
  const redact = redactor(values)
  const file = findConfigFile(folder)
  const project = file === undefined ? {} : await importConfigFile(folder, file, redact)
  return { environment, redact, file, project }
}

/** What the platform has set stays, also where it is empty. */
function applyEnvironment({ settings, mode }: Environment, asked: unknown): void {
  for (const { name, value, file } of settings.values()) {
    if (file !== undefined) process.env[name] ??= value
  }
  if (asked !== undefined) Object.assign(process.env, { NODE_ENV: mode })
}

/** Standard output is for results: what the project's code prints goes beside it. */
function keepOutputClean(): void {
  // oxlint-disable-next-line no-console -- it is the project's console that is turned aside
  for (const name of ["log", "info", "debug"] as const) console[name] = console.error
}

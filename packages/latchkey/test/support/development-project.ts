import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, vi } from "vitest"
import { type DevelopmentSecret, developmentSecret } from "../../src/keys/development.ts"

/**
 * A project of its own for each test, which starts in it without a secret.
 *
 * @module
 */

export const FILE = ".env.development.local"
/** As they are for who gets them from the runtime, without an import. */
export const fs: typeof import("node:fs") = process.getBuiltinModule("node:fs")
export const os: typeof import("node:os") = process.getBuiltinModule("node:os")

/** Where the project is, and nothing else. */
export let root = ""
/** The folder that the process runs in. */
export let project = ""

export function moveTo(folder: string): void {
  project = folder
  mkdirSync(folder, { recursive: true })
}

/** A process that has not asked yet. */
export function restart(): void {
  const registry = Symbol.for("latchkey/registry/1")
  ;(globalThis as { [registry]?: Map<string, unknown> })[registry]?.delete("development-secret")
}

export function start(env: Record<string, string> = {}): DevelopmentSecret | undefined {
  restart()
  return developmentSecret((name) => env[name])
}

export const inProject = (text: string): void => writeFileSync(join(project, FILE), text)
export const projectFile = (): string => readFileSync(join(project, FILE), "utf8")
export const modeOf = (file: string): number => fs.statSync(file).mode & 0o777

/** For all tests of a file. */
export function inOwnProject(): void {
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "latchkey-development-")))
    moveTo(join(root, "project"))
    vi.stubEnv("TMPDIR", join(root, "tmp"))
    vi.spyOn(process, "cwd").mockImplementation(() => project)
  })
  afterEach(() => {
    restart()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })
}

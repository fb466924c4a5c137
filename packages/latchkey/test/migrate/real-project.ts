/**
 * Projects that are installed by the package managers themselves, from a registry on this machine.
 */
import { spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { ensureInstalled } from "../../../../tools/install.mjs"
import { alone } from "../../../../tools/pack-doors.mjs"
import { startRegistry } from "../../../../tools/registry.mjs"

const folder = new URL("managers", import.meta.url).pathname
const cliFile = new URL("../../dist/joined/cli/index.js", import.meta.url).pathname

/** The package managers as they are called here, and the program of each. */
const PROGRAMS = {
  npm: undefined,
  pnpm: ["pnpm", "pnpm/bin/pnpm.mjs"],
  "pnpm-10": ["pnpm", "pnpm-10/bin/pnpm.cjs"],
  "yarn classic": ["yarn", "yarn/bin/yarn.js"],
  "yarn berry": ["yarn", "@yarnpkg/cli-dist/bin/yarn.js"],
  bun: ["bun", "bun/bin/bun.exe"],
} as const

export type ManagerTitle = keyof typeof PROGRAMS

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Machine {
  /** A new project with these files, for this package manager. */
  project(title: ManagerTitle, files: Record<string, string>): RealProject
  stop(): Promise<void>
}

export interface RealProject {
  readonly folder: string
  /** Runs a program in the project, with this package manager on the PATH. */
  run(program: string, args: readonly string[], at?: string): Ran
  /** Runs a program, which has to go well. */
  must(program: string, args: readonly string[], at?: string): string
  /** `latchkey migrate …`. */
  migrate(args: readonly string[], at?: string): Ran
  read(name: string): string
  has(name: string): boolean
}

/** A registry with this checkout's packages, and the package managers. */
export async function startMachine(): Promise<Machine> {
  const registry = await startRegistry()
  await alone("managers", () => ensureInstalled(folder))
  const home = mkdtempSync(join(tmpdir(), "latchkey-migrate-"))
  let count = 0
  return {
    project(title, files) {
      count += 1
      const at = join(home, `project-${count}`)
      for (const [name, text] of Object.entries(files)) put(join(at, name), text)
      return realProject(at, environment(home, title, registry.env))
    },
    async stop() {
      await registry.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Nothing of this process's environment, but what finds Node and the registry; caches are the test file's own. */
function environment(
  home: string,
  title: ManagerTitle,
  registry: Record<string, string>,
): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "development",
    HOME: home,
    PATH: [programFolder(home, title), dirname(process.execPath), "/usr/bin", "/bin"].join(
      delimiter,
    ),
    npm_config_cache: join(home, "npm"),
    npm_config_update_notifier: "false",
    YARN_CACHE_FOLDER: join(home, title.replace(" ", "-")),
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_GLOBAL_CACHE: "false",
    BUN_INSTALL_CACHE_DIR: join(home, "bun"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_STATE_HOME: join(home, "state"),
    ...registry,
  }
}

function programFolder(home: string, title: ManagerTitle): string {
  const at = join(home, "programs", title.replace(" ", "-"))
  const program = PROGRAMS[title]
  if (!program || existsSync(at)) return at
  mkdirSync(at, { recursive: true })
  const [name, file] = program
  const target = join(folder, "node_modules", file)
  if (!/\.[cm]?js$/.test(file)) symlinkSync(target, join(at, name))
  else {
    const text = `#!/bin/sh\nexec "${process.execPath}" "${target}" "$@"\n`
    writeFileSync(join(at, name), text, { mode: 0o755 })
  }
  return at
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function realProject(at: string, env: NodeJS.ProcessEnv): RealProject {
  const run = (program: string, args: readonly string[], below = "."): Ran => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: join(at, below),
      env,
      encoding: "utf8",
      input: "",
      timeout: 300_000,
    })
    return { code: status, stdout, stderr }
  }
  return {
    folder: at,
    run,
    must(program, args, below) {
      const { code, stdout, stderr } = run(program, args, below)
      if (code !== 0) {
        throw new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`)
      }
      return stdout
    },
    migrate: (args, below) => run(process.execPath, [cliFile, "migrate", ...args], below),
    read: (name) => readFileSync(join(at, name), "utf8"),
    has: (name) => existsSync(join(at, name)),
  }
}

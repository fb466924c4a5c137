import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { CommandError, type Invocation, UsageError } from "../command.ts"
import { findOnPath } from "../secret/find-on-path.ts"
import { isRecord, type Manifest } from "./manifest.ts"

/** What installs the project's packages. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun"
  /** As people call it: yarn 1 and its successors are two programs. */
  readonly title: "npm" | "pnpm" | "yarn classic" | "yarn berry" | "bun"
  /** Undefined where neither the project nor the program says it. */
  readonly version: string | undefined
  /** The lock file, relative to the root; undefined where there is none yet. */
  readonly lock: string | undefined
  /** Packages are not unpacked into `node_modules`. */
  readonly plugAndPlay: boolean
  /** What showed it. */
  readonly because: string
}

type Name = PackageManager["name"]

const LOCKS: Readonly<Record<string, Name>> = {
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
}

const NAMES: readonly string[] = ["npm", "pnpm", "yarn", "bun"]

/**
 * Finds it by `--manager`, the `packageManager` field, or the lock file; npm where nothing says another.
 *
 * @throws CommandError where the lock files of several are there, and nothing says which counts
 */
export function findPackageManager(
  root: string,
  manifest: Manifest,
  invocation: Invocation,
): PackageManager {
  const locks = Object.keys(LOCKS).filter((file) => existsSync(join(root, file)))
  const { name, version, because } = decide(manifest, locks, invocation)
  const lock = locks.find((file) => LOCKS[file] === name)
  const known = version ?? askVersion(name, root, invocation.env)
  const berry = name === "yarn" && isBerry(root, known)
  return {
    name,
    title: name === "yarn" ? (berry ? "yarn berry" : "yarn classic") : name,
    version: known,
    lock,
    plugAndPlay: berry && isPlugAndPlay(root),
    because,
  }
}

interface Decision {
  readonly name: Name
  readonly version?: string | undefined
  readonly because: string
}

function decide(
  { content }: Manifest,
  locks: readonly string[],
  { flags, env }: Invocation,
): Decision {
  const asked = flags["manager"]
  if (typeof asked === "string") {
    if (!NAMES.includes(asked)) throw new UsageError(`--manager is one of ${NAMES.join(", ")}`)
    return { name: asked as Name, because: "--manager" }
  }
  const field = /^(npm|pnpm|yarn|bun)@(\d[^+]*)/.exec(String(content["packageManager"] ?? ""))
  if (field) {
    return { name: field[1] as Name, version: field[2], because: "the field packageManager" }
  }
  const engines = isRecord(content["devEngines"])
    ? content["devEngines"]["packageManager"]
    : undefined
  if (isRecord(engines) && NAMES.includes(String(engines["name"]))) {
    return { name: engines["name"] as Name, because: "the field devEngines" }
  }
  const names = new Set(locks.map((file) => LOCKS[file]!))
  if (names.size > 1) {
    throw new CommandError(
      `There are ${locks.join(" and ")}. Nothing was changed: remove the one that doesn't count, or say which does: --manager ${[...names].join(" or --manager ")}`,
    )
  }
  const [name] = names
  if (name) return { name, because: locks.join(" and ") }
  const agent = /^(npm|pnpm|yarn|bun)\/(\d\S*)/.exec(env["npm_config_user_agent"] ?? "")
  if (agent)
    return { name: agent[1] as Name, version: agent[2], because: "the program that runs this" }
  return { name: "npm", because: "there is no lock file" }
}

function askVersion(name: Name, root: string, env: Invocation["env"]): string | undefined {
  const program = findOnPath([name], env)
  if (!program) return undefined
  const { stdout } = spawnSync(program, ["--version"], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "ignore"],
    shell: /\.(?:cmd|bat)$/i.test(program),
  })
  return /^\d+\.\d+\.\S*/m.exec(stdout ?? "")?.[0]
}

function isBerry(root: string, version: string | undefined): boolean {
  const lock = join(root, "yarn.lock")
  if (existsSync(lock)) return readFileSync(lock, "utf8").includes("\n__metadata:")
  if (version !== undefined) return !version.startsWith("1.")
  return existsSync(join(root, ".yarnrc.yml"))
}

function isPlugAndPlay(root: string): boolean {
  const file = join(root, ".yarnrc.yml")
  const linker = existsSync(file)
    ? /^nodeLinker:\s*["']?([\w-]+)/m.exec(readFileSync(file, "utf8"))?.[1]
    : undefined
  return linker === undefined || linker === "pnp"
}

/** Whether a version is at least this one; undefined where it isn't known. */
export function isAtLeast(
  version: string | undefined,
  major: number,
  minor = 0,
): boolean | undefined {
  const found = /^(\d+)\.(\d+)/.exec(version ?? "")
  if (!found) return undefined
  const [own, ownMinor] = [Number(found[1]), Number(found[2])]
  return own > major || (own === major && ownMinor >= minor)
}

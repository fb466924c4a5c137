/**
 * The applications of `examples/`: copied to where nothing of this repository is near, installed, built and served.
 */
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, relative } from "node:path"
import { freePort, startNext } from "../../../../../tools/demo.mjs"
import { alone, must, root, run, type Ran, toolEnv } from "./tools.ts"

export type Env = Record<string, string>

/** An application that serves. */
export interface RunningApp {
  /** Without a slash at the end. */
  readonly url: string
  /** What it has printed since it started. */
  output(): string
  /** Kills it as a crash would. */
  stop(): Promise<void>
}

/** Outside of the repository, so that an import which an example forgot to install is not found in ours. */
const home = join(tmpdir(), `latchkey-examples-${sha256(root).slice(0, 8)}`)
const INSTALLED = "node_modules/.package-lock.json"

/** What is otherwise in a copy. */
export interface Variation {
  /** A folder whose files go over those of the example. */
  readonly over: string
  /** Files of the example that are not taken along. */
  readonly without: readonly string[]
}

/**
 * A fresh copy of an example, installed as its lock file says.
 *
 * @param name its folder in `examples/`
 * @returns the folder; whatever an earlier run left there is gone
 */
export async function copyExample(name: string, variation?: Variation): Promise<string> {
  const from = join(root, "examples", name)
  const folder = join(home, "apps", variation ? basename(variation.over) : name)
  rmSync(folder, { recursive: true, force: true })
  cpSync(from, folder, { recursive: true, filter: (path) => !isLeftover(path) })
  for (const file of variation?.without ?? []) rmSync(join(folder, file))
  if (variation) cpSync(variation.over, folder, { recursive: true })
  await link(await installed(folder), folder)
  return folder
}

/** What a run leaves in the folder of an application. */
function isLeftover(path: string): boolean {
  return /^(node_modules|\.next|\.latchkey|next-env\.d\.ts|.*\.tsbuildinfo|\.env.*\.local)$/.test(
    basename(path),
  )
}

/** A folder with what the lock file says, installed once for all that have the same. */
async function installed(from: string): Promise<string> {
  const lock = readFileSync(join(from, "package-lock.json"), "utf8")
  const { name, ...manifest } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as {
    name: string
    dependencies: object
  }
  const what = lock.replaceAll(`"name": "${name}"`, "") + JSON.stringify(manifest.dependencies)
  const place = join(home, "installed", sha256(`${process.version}${what}`).slice(0, 16))
  return alone("examples", async () => {
    if (existsSync(join(place, INSTALLED))) return place
    const making = `${place}.making`
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { recursive: true })
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
      cpSync(join(from, file), join(making, file))
    }
    await must("npm", ["ci", "--loglevel=error"], { cwd: making, env: appEnv() })
    renameSync(making, place)
    return place
  })
}

/** Links cost neither time nor space. */
async function link(place: string, folder: string): Promise<void> {
  const linked = await run("cp", ["-al", join(place, "node_modules"), folder])
  if (linked.code !== 0) {
    rmSync(join(folder, "node_modules"), { recursive: true, force: true })
    await must("cp", ["-R", join(place, "node_modules"), folder])
  }
  // The one file that npm writes in place: through a link it would change that of all.
  rmSync(join(folder, INSTALLED))
  cpSync(join(place, INSTALLED), join(folder, INSTALLED))
}

/**
 * Builds it for production with its own script.
 *
 * @returns what was printed
 * @throws with what was printed, where it does not build
 */
export function build(folder: string, env: Env = {}): Promise<string> {
  return must("npm", ["run", "build"], {
    cwd: folder,
    env: appEnv({ NODE_ENV: "production", ...env }),
  })
}

/** Checks its types with its own compiler and settings. */
export function checkTypes(folder: string): Promise<Ran> {
  return run("npm", ["run", "--silent", "types"], { cwd: folder, env: appEnv() })
}

/** An address on this machine that is free now, for an application that must be found there again. */
export async function freeAddress(): Promise<string> {
  const from = 20_000 + Math.floor(Math.random() * 10_000)
  return `http://localhost:${await freePort(from)}`
}

/**
 * Starts what was built, and waits until its home page answers.
 *
 * @param options.url where; else at a free address
 * @param options.mode `dev` needs no build
 */
export async function start(
  folder: string,
  env: Env = {},
  { url, mode = "start" }: { url?: string; mode?: "start" | "dev" } = {},
): Promise<RunningApp> {
  const port = Number(new URL(url ?? (await freeAddress())).port)
  const app = await startNext({ mode, port, folder, env: { ...cleared(), ...env } })
  return { url: app.url, output: app.output, stop: () => app.stop("SIGKILL") }
}

/** The files of an application by name, each as a hash; without what is installed or made. */
export function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split("/").some(isLeftover))
  return Object.fromEntries(
    files.sort().map((file) => [file, sha256(readFileSync(join(folder, file), "utf8"))]),
  )
}

/** The environment for programs in an application's folder: nothing of ours is set. */
export function appEnv(env: Env = {}): Record<string, string | undefined> {
  return toolEnv({ ...cleared(), NODE_ENV: "development", ...env })
}

/** Settings that this process may have, and no application should see. */
function cleared(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) =>
    /^(NEXT)?AUTH_|^OIDC_|^(LATCHKEY|VITEST)|^npm_(package|lifecycle)/.test(name),
  )
  return Object.fromEntries(names.map((name) => [name, undefined]))
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

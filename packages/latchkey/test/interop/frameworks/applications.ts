/**
 * An application of `interop/frameworks` as its author has it, on `@auth/core`, and beside it the same one after its
 * author came over to us: an alias and an override in `package.json`, and `npm install`.
 */
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { basename, join } from "node:path"
import { must, packDoors, root } from "../../doors/tools.ts"
import type { Framework } from "./frameworks.ts"
import { ensureInstalled, type Registry, startRegistry, toolEnv } from "./tools.ts"

/** What a build or an install leaves; what is written by hand is everything else. */
const made = new Set(
  "node_modules build dist server .svelte-kit .output .solid-start .nitro .prepared".split(" "),
)

/** The folders of one application, installed and built. */
export interface Applications {
  readonly original: string
  readonly ours: string
}

/** Installs and builds both; what did not change since the last time is kept. */
export async function prepare(framework: Framework): Promise<Applications> {
  const source = join(root, "interop/frameworks", framework.name)
  const home = join(root, ".cache/frameworks", framework.name)
  const original = join(home, "original")
  const ours = join(home, "ours")
  const written = fingerprint(source)
  await unlessDone(original, written, async () => {
    copyWritten(source, original)
    await ensureInstalled(original)
    await build(original)
  })
  const { stamp } = await packDoors()
  await unlessDone(ours, `${written} ${stamp}`, async () => {
    copyWritten(source, ours)
    const modules = "node_modules"
    cpSync(join(original, modules), join(ours, modules), {
      recursive: true,
      verbatimSymlinks: true,
    })
    await change(ours)
    await build(ours)
  })
  return { original, ours }
}

/** The two lines that an application changes; no file of its code does. */
async function change(folder: string): Promise<void> {
  const { env } = await registry()
  const { version } = read(join(root, "packages/auth-core/package.json")) as { version: string }
  const options = { cwd: folder, env: toolEnv({ ...env, NODE_ENV: "development" }) }
  const alias = `dependencies.@auth/core=npm:@latchkey/auth-core@${version}`
  await must("npm", ["pkg", "set", alias, "overrides.@auth/core=$@auth/core"], options)
  await must("npm", ["install", "--no-audit", "--no-fund"], options)
}

async function build(folder: string): Promise<void> {
  const { scripts } = read(join(folder, "package.json")) as { scripts: Record<string, string> }
  if (!scripts["build"]) return
  const env = toolEnv({ NODE_ENV: "production" })
  await must("npm", ["run", "build"], { cwd: folder, env })
}

let started: Promise<Registry> | undefined

/** Started when the first application needs it. */
function registry(): Promise<Registry> {
  started ??= startRegistry()
  return started
}

/** Ends what {@link prepare} started. */
export async function finish(): Promise<void> {
  await (await started)?.stop()
  started = undefined
}

async function unlessDone(
  folder: string,
  wanted: string,
  work: () => Promise<void>,
): Promise<void> {
  const mark = join(folder, "node_modules/.prepared")
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await work()
  writeFileSync(mark, wanted)
}

function copyWritten(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (file) => !made.has(basename(file)) })
}

function fingerprint(folder: string): string {
  const hash = createHash("sha256").update(process.version)
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (name.split("/").some((part) => made.has(part))) continue
    const file = join(folder, name)
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file))
  }
  return hash.digest("hex")
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"))
}

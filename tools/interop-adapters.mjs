/**
 * Installs the published adapters of others in `interop/adapters`, with our doors in the place of `@auth/core` and
 * `next-auth` as a user would have them: by an alias and an override, from a registry.
 *
 * `node tools/interop-adapters.mjs` installs them; with `--lock` it also writes the lockfile anew, after a change of
 * versions, ours or theirs.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { alone, packDoors } from "./pack-doors.mjs"
import { startRegistry } from "./registry.mjs"
import { must, root, toolEnv } from "./run.mjs"

const home = join(root, "interop/adapters")
const lockfile = join(home, "package-lock.json")
const stampFile = join(home, "node_modules/.latchkey-stamp")

/**
 * Installs what is not there yet: everything at first, ours alone once only that has changed.
 *
 * @returns {Promise<string>} the folder
 */
export function installAdapters() {
  return alone("interop-adapters", async () => {
    const packed = await packDoors()
    const theirs = fingerprint()
    const [before, ours] = existsSync(stampFile) ? readFileSync(stampFile, "utf8").split(" ") : []
    if (before !== theirs) {
      await fromRegistry(["ci"])
      for (const schema of readdirSync(join(home, "prisma"))) await generate(schema)
    } else if (ours !== packed.stamp) {
      unpack(packed.latchkey, "node_modules/latchkey")
      unpack(packed.doors["auth-core"], "node_modules/@auth/core")
      unpack(packed.doors["next-auth-v4"], "node_modules/next-auth")
    }
    // The application of the guides is on the other major, in a folder below.
    unpack(packed.doors["next-auth-v5"], "guide/node_modules/next-auth")
    writeFileSync(stampFile, `${theirs} ${packed.stamp}`)
    return home
  })
}

function fingerprint() {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0])
  const schemas = readdirSync(join(home, "prisma")).map((name) => join(home, "prisma", name))
  for (const file of [join(home, "package.json"), lockfile, ...schemas.sort()]) {
    hash.update(`\0${readFileSync(file, "utf8")}`)
  }
  return hash.digest("hex")
}

async function fromRegistry(args) {
  const registry = await startRegistry()
  try {
    await must("npm", [...args, "--loglevel=error"], { cwd: home, env: toolEnv(registry.env) })
  } finally {
    await registry.stop()
  }
}

/** The schema engine, which Prisma would download first, is not needed to generate; any program stands in for it. */
async function generate(schema) {
  const program = join(home, "node_modules/prisma/build/index.js")
  const env = toolEnv({
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  })
  await must("node", [program, "generate", "--schema", join("prisma", schema)], { cwd: home, env })
}

function unpack(file, place) {
  const folder = join(home, place)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync("tar", ["-xzf", file, "-C", folder, "--strip-components=1"])
}

/** What is ours has another hash with each change, so the lockfile has none for it. */
async function lock() {
  await fromRegistry(["install"])
  const locked = JSON.parse(readFileSync(lockfile, "utf8"))
  for (const [path, entry] of Object.entries(locked.packages)) {
    if (path === "node_modules/latchkey" || entry.name?.startsWith("@latchkey/"))
      delete entry.integrity
  }
  writeFileSync(lockfile, `${JSON.stringify(locked, null, 2)}\n`)
  rmSync(stampFile, { force: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--lock")) await lock()
  await installAdapters()
}

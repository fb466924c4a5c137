/**
 * The doors as they would be published, unpacked into applications that have them under the names they stand for.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { build, tarball } from "./build.mjs"
import { doors } from "./doors.mjs"
import { cache, must, root } from "./run.mjs"

const home = join(cache, "doors")
/** The published packages that ours are held against, in folders of their own: two majors have one name. */
const publishedPackages = {
  v4: { "next-auth": "4.24.15" },
  v5: {
    "next-auth": "5.0.0-beta.32",
    "@auth/core": "0.41.3",
    "@auth/drizzle-adapter": "1.11.3",
    "drizzle-orm": "0.45.4",
  },
  better: { "better-auth": "1.7.7" },
}

/** One at a time, also across processes: test files run beside each other. */
export async function alone(name, work) {
  mkdirSync(cache, { recursive: true })
  const lock = join(cache, `${name}.lock`)
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      if (holderDied(lock)) rmSync(lock, { recursive: true, force: true })
      await sleep(100)
    }
  }
  writeFileSync(join(lock, "pid"), String(process.pid))
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** How long a lock may be without the name of its holder, in milliseconds. */
const NAMELESS = 60_000

/** Whether nobody will open that lock again. One who only takes long is waited for. */
function holderDied(lock) {
  try {
    const file = join(lock, "pid")
    if (!existsSync(file)) return Date.now() - statSync(lock).mtimeMs > NAMELESS
    process.kill(Number(readFileSync(file, "utf8")), 0)
    return false
  } catch (error) {
    return error.code === "ESRCH"
  }
}

/**
 * Packs `latchkey` and its doors.
 *
 * @returns {Promise<{ latchkey: string, doors: Record<string, string>, stamp: string }>} the tarballs, by folder
 */
export function packDoors() {
  return alone("doors", async () => {
    const { fingerprint } = await build({ pack: true })
    const hash = createHash("sha256").update(fingerprint)
    for (const { folder } of doors) {
      const source = join(root, "packages", folder)
      const names = readdirSync(source, { recursive: true, encoding: "utf8" }).sort()
      for (const name of names.filter((each) => /\.(c?js|c?ts|json)$/.test(each))) {
        hash.update(`${name}\0`).update(readFileSync(join(source, name)))
      }
    }
    const stamp = hash.digest("hex")
    const packed = Object.fromEntries(doors.map((door) => [door.folder, tarballOf(door)]))
    const mark = join(home, "stamp")
    if (!existsSync(mark) || readFileSync(mark, "utf8") !== stamp) {
      rmSync(home, { recursive: true, force: true })
      mkdirSync(home, { recursive: true })
      for (const { folder } of doors) {
        const cwd = join(root, "packages", folder)
        await must("npm", ["pack", "--silent", "--pack-destination", home], { cwd })
      }
      for (const major of [4, 5]) fill(major, packed)
      writeFileSync(mark, stamp)
    }
    return { latchkey: tarball, doors: packed, stamp }
  })
}

function tarballOf({ name, version }) {
  return join(home, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`)
}

/** An application with the doors of one generation; what they depend on is found in the repository's own folder. */
function fill(major, packed) {
  const modules = join(appOf(major), "node_modules")
  unpack(tarball, join(modules, "latchkey"))
  unpack(packed[`next-auth-v${major}`], join(modules, "next-auth"))
  unpack(packed["auth-core"], join(modules, "@auth/core"))
  writeFileSync(join(appOf(major), "package.json"), '{ "type": "module", "private": true }\n')
}

function unpack(file, folder) {
  mkdirSync(folder, { recursive: true })
  execFileSync("tar", ["-xzf", file, "-C", folder, "--strip-components=1"])
}

/** The folder of the application with the doors of that generation; there after {@link packDoors}. */
export function appOf(major) {
  return join(home, `app${major}`)
}

/**
 * Installs the published packages.
 *
 * @param {readonly ("v4" | "v5" | "better")[]} [names] which
 * @returns {Promise<Record<string, string> | undefined>} their folders by name; undefined where they can't be had
 */
export function installPublished(names = ["v4", "v5"]) {
  const folders = Object.fromEntries(names.map((name) => [name, join(cache, "published", name)]))
  return alone("published", async () => {
    for (const [name, folder] of Object.entries(folders)) {
      const manifest = `${JSON.stringify({ private: true, dependencies: publishedPackages[name] })}\n`
      const mark = join(folder, "stamp")
      if (existsSync(mark) && readFileSync(mark, "utf8") === manifest) continue
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, "package.json"), manifest)
      try {
        const options = ["--ignore-scripts", "--no-package-lock", "--legacy-peer-deps"]
        await must("npm", ["install", "--prefix", folder, ...options], { cwd: folder })
      } catch {
        return undefined
      }
      writeFileSync(mark, manifest)
    }
    return folders
  })
}

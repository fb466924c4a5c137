/**
 * Installs what a folder's lockfile says, when that isn't there yet.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { root, run } from "./run.mjs"

const STAMP = "node_modules/.latchkey-stamp"

/**
 * Runs `npm ci` in a folder when its `node_modules` is missing or belongs to another lockfile or Node major.
 *
 * @param {string} dir holds package.json and package-lock.json
 * @returns {Promise<boolean>} whether something was installed
 */
export async function ensureInstalled(dir) {
  const wanted = fingerprint(dir)
  const stamp = join(dir, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false
  if (!existsSync(stamp) && holdsLock(dir)) {
    writeFileSync(stamp, wanted)
    return false
  }
  const name = relative(root, dir) || "the tools"
  console.log(`Installing ${name} (once; about half a minute) …`)
  const env = { ...process.env, NODE_ENV: "development", npm_config_loglevel: "error" }
  const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: dir, env })
  if (code !== 0) throw new Error(`npm ci failed in ${name}:\n${output}`)
  writeFileSync(stamp, wanted)
  return true
}

function fingerprint(dir) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0])
  for (const file of ["package.json", "package-lock.json"]) {
    hash.update(`\0${readFileSync(join(dir, file), "utf8")}`)
  }
  return hash.digest("hex")
}

/** Whether an `npm ci` by hand has put there what the lockfile says. npm keeps its own list of that. */
function holdsLock(dir) {
  const list = join(dir, "node_modules/.package-lock.json")
  if (!existsSync(list)) return false
  const present = JSON.parse(readFileSync(list, "utf8")).packages
  const wanted = JSON.parse(readFileSync(join(dir, "package-lock.json"), "utf8")).packages
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes("node_modules/") ||
      entry.optional ||
      entry.link ||
      present[path]?.version === entry.version,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureInstalled(root)

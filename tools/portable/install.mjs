/**
 * Packages at exact versions, each set in a folder of its own below `.cache/portable`.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { cache, root } from "../run.mjs"

export const home = join(cache, "portable")
/** The temporary application that has the packed library installed. */
export const application = join(home, "application")

/**
 * @param {string} name of the folder
 * @param {Record<string, string>} dependencies exact versions
 * @param {object} [more] of package.json
 * @returns {Promise<string>} the folder
 */
export async function install(name, dependencies, more = {}) {
  const folder = join(home, name)
  const manifest = JSON.stringify({ private: true, type: "module", dependencies, ...more })
  const stamp = join(folder, ".installed")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === manifest) return folder
  console.log(`Installing ${Object.keys(dependencies).join(", ")} (once) …`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), manifest)
  const args = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
  const { code, output } = await run("npm", args, { cwd: folder })
  if (code !== 0) throw new Error(`npm install failed in ${folder}:\n${output}`)
  writeFileSync(stamp, manifest)
  return folder
}

/**
 * Runs a program to its end, for ten minutes at most; never rejects.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  const options = { cwd, env, maxBuffer: 64_000_000, timeout: 600_000 }
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0
      const started = error && typeof error.code === "string" ? `${error.message}\n` : ""
      resolve({ code, output: `${stdout}${stderr}${started}` })
    })
  })
}

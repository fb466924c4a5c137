/**
 * Runtimes that are a program: the suite is run by `run.mjs`, in the application.
 *
 * @module
 */
import { join } from "node:path"
import { application, install, run } from "./install.mjs"

/**
 * @param {string} version
 * @param {readonly string[]} [conditions] of package imports, ahead of Node's own
 */
export async function node(version, conditions = []) {
  // Newer npm runs the install script, which fetches the program as a package, only where it is allowed.
  const folder = await install(
    `node-${version}`,
    { node: version },
    { allowScripts: { node: true } },
  )
  const flags = conditions.map((condition) => `--conditions=${condition}`)
  return suiteBy(join(folder, "node_modules/.bin/node"), flags, `v${version}`)
}

export async function bun(version) {
  const folder = await install("bun", { bun: version }, { allowScripts: { bun: true } })
  return suiteBy(join(folder, "node_modules/.bin/bun"), ["run"], version)
}

export async function deno(version) {
  const folder = await install("deno", { deno: version }, { allowScripts: { deno: true } })
  const flags = ["run", "--node-modules-dir=manual", "--allow-read", "--allow-env", "--no-prompt"]
  return suiteBy(join(folder, "node_modules/.bin/deno"), [...flags, "--cached-only"], version)
}

async function suiteBy(program, flags, version) {
  const said = await run(program, ["--version"])
  if (!said.output.includes(version)) {
    throw new Error(`${program} is not ${version} but says:\n${said.output}`)
  }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1" }
  const args = [...flags, "suite/run.mjs", "latchkey"]
  const { code, output } = await run(program, args, { cwd: application, env })
  const counted = /^(\d+) passed, (\d+) failed$/m.exec(output)
  if (!counted) return { passed: 0, failed: 1, output: `exit code ${code}\n${output}` }
  const failed = Number(counted[2])
  // An error after the last case is an error too.
  return { passed: Number(counted[1]), failed: failed || (code === 0 ? 0 : 1), output }
}

/**
 * Paths of the repository, and one way to run a program in it.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
export const cache = join(root, ".cache")
export const bin = join(root, "node_modules", ".bin")

/** The Node that the repository pins; the one that runs us until it is installed. */
export function pinnedNode() {
  const pinned = join(bin, "node")
  return existsSync(pinned) ? pinned : process.execPath
}

/** The environment for programs of this repository: its own tools first on the PATH, and no telemetry. */
export function toolEnv(extra = {}) {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    NEXT_TELEMETRY_DISABLED: "1",
    ...extra,
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, stream?: boolean }} [options] `stream` shows the output as it comes
 * @returns {Promise<{ code: number, output: string }>} never rejects: a program that can't be started has code 127
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = toolEnv(), stream = false } = options
  return new Promise((resolve) => {
    let output = ""
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding("utf8")
      from.on("data", (text) => {
        output += text
        if (stream) to.write(text)
      })
    }
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }))
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Runs a program, and throws its output when it fails. */
export async function must(command, args, options) {
  const { code, output } = await run(command, args, options)
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed with ${code}\n${output}`)
  return output
}

import { spawnSync } from "node:child_process"
import process from "node:process"
import { CommandError, type Invocation } from "../command.ts"
import { findOnPath } from "./find-on-path.ts"

/** The programs that take what comes on standard input to the clipboard. */
const programs: readonly (readonly [string, ...string[]])[] = [
  ["pbcopy"],
  ["wl-copy"],
  ["xclip", "-selection", "clipboard"],
  ["xsel", "--clipboard", "--input"],
  ["clip.exe"],
]

/** Puts a text on the clipboard, through standard input only. */
export function copyToClipboard(text: string, env: Invocation["env"]): string {
  let tried = false
  for (const [program, ...args] of programs) {
    const path = findOnPath([program], env)
    if (!path || !hasDisplay(program, env)) continue
    tried = true
    const { status } = spawnSync(path, args, {
      input: text,
      // Some stay behind to serve the clipboard; they must not hold our output open.
      stdio: ["pipe", "ignore", "ignore"],
      timeout: 5_000,
    })
    if (status === 0) return program
  }
  throw new CommandError(
    tried
      ? "The clipboard didn't take it. Nothing was copied; `latchkey secret --raw` prints a secret instead"
      : "There is no clipboard here: none of pbcopy, wl-copy, xclip, xsel, clip.exe can be used. " +
          "Nothing was copied; `latchkey secret --raw` prints a secret instead",
  )
}

/** `wl-copy` without Wayland, and the X programs without X, would only wait or fail. */
function hasDisplay(program: string, env: Invocation["env"]): boolean {
  if (process.platform !== "linux") return true
  if (program === "wl-copy") return !!env["WAYLAND_DISPLAY"]
  if (program === "xclip" || program === "xsel") return !!env["DISPLAY"]
  return true
}

import { existsSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { CommandError, type Invocation } from "../command.ts"
import { isIgnored, isRepository, isTracked } from "./git.ts"
import { addIgnoreLines } from "./ignore-lines.ts"

/** @throws CommandError where git keeps this file: a secret in it would be published with the code */
export function assertUntracked(folder: string, file: string): void {
  if (!isTracked(dirname(file), file)) return
  const shown = relative(folder, file) || file
  throw new CommandError(
    `git keeps ${shown}, so a secret in it would be published with the code. Nothing was written. ` +
      `Either: git rm --cached ${shown}; or another file: latchkey secret --file .env.local`,
  )
}

/** Whether git would show this file; with `--yes`, or a yes, the line that hides it is added. */
export async function ensureIgnored(
  { folder, flags, terminal }: Invocation,
  file: string,
): Promise<"ignored" | "added" | "shown" | "none"> {
  const at = dirname(file)
  if (!isRepository(at)) return "none"
  if (isIgnored(at, file)) return "ignored"
  const line = basename(file)
  const yes =
    flags["yes"] === true ||
    (await terminal.confirm(`git would commit ${line}. Add it to .gitignore?`))
  if (!yes) return "shown"
  const own = existsSync(join(at, ".gitignore")) || !at.startsWith(folder)
  addIgnoreLines(join(own ? at : folder, ".gitignore"), [line])
  return "added"
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, relative } from "node:path"
import type { Invocation } from "../../command.ts"
import { diffLines } from "../../migrate/diff.ts"
import { writeFileAtomically } from "../../project/write-file.ts"

/** A file that is to be, and what became of it. */
export interface Written {
  readonly file: string
  readonly state: "written" | "same" | "differs"
}

/** What is in a file that is there stays, unless `--write` says otherwise; the difference is shown. */
export function writeGenerated(invocation: Invocation, path: string, text: string): Written {
  const { folder, flags, json, terminal } = invocation
  const file = relative(folder, path) || path
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    // Fails where somebody was faster.
    writeFileSync(path, text, { flag: "wx" })
    return { file, state: "written" }
  }
  const before = readFileSync(path, "utf8")
  if (before === text) return { file, state: "same" }
  if (!json) for (const line of diffLines(before, text)) terminal.out(line)
  if (flags["write"] !== true) return { file, state: "differs" }
  writeFileAtomically(path, text)
  return { file, state: "written" }
}

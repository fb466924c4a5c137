import { existsSync, readFileSync } from "node:fs"
import { basename, relative } from "node:path"
import { CommandError, type Invocation } from "../../command.ts"
import { assertUntracked, ensureIgnored } from "../../project/keep-from-git.ts"
import { writeFileAtomically } from "../../project/write-file.ts"
import type { FileChange } from "../outcome.ts"

/** A change of one env file, as a function of its text. */
export interface FileEdit {
  /** Absolute. */
  readonly file: string
  /** What it changes, for people. */
  readonly says: readonly Omit<FileChange, "file">[]
  readonly edit: (text: string) => string
}

export interface Written {
  readonly changed: readonly FileChange[]
  /** What to say about git. */
  readonly notes: readonly string[]
}

/** Writes each file at once or not at all, none that git keeps, and none that it would show without saying so. */
export async function changeFiles(
  invocation: Invocation,
  edits: readonly FileEdit[],
): Promise<Written> {
  const { folder } = invocation
  for (const { file } of edits) assertUntracked(folder, file)
  const texts = edits.map(({ file, edit }) =>
    edit(existsSync(file) ? readFileSync(file, "utf8") : ""),
  )
  const notes: string[] = []
  for (const [at, { file }] of edits.entries()) {
    writeFileAtomically(file, texts[at]!)
    const shown = relative(folder, file) || file
    const git = await ensureIgnored(invocation, file)
    if (git === "added") notes.push(`.gitignore now has ${basename(file)}.`)
    if (git === "shown") {
      notes.push(`git would commit ${shown}: add it to .gitignore, or run this with --yes.`)
    }
  }
  const changed = edits.flatMap(({ file, says }) =>
    says.map((one) => ({ file: relative(folder, file) || file, ...one })),
  )
  return { changed, notes }
}

/** @throws CommandError where an env file could damage it without quotes */
export function assertPlain(value: string): string {
  if (/^[\w+/=.@:,~-]+$/.test(value)) return value
  throw new CommandError(
    "A secret that is there has characters that need quotes in an env file. Nothing was changed; move it by hand",
  )
}

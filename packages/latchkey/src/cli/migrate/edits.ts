import { existsSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import type { Change } from "./plan.ts"

/** Changes of files that are thought of, not yet made. */
export class Edits {
  readonly #root: string
  readonly #files = new Map<string, { readonly before: string | null; after: string }>()

  constructor(root: string) {
    this.#root = root
  }

  /** Changes a file's text, as it is after the changes before; a file that isn't there is empty. */
  edit(file: string, change: (text: string) => string): void {
    const known = this.#files.get(file) ?? load(file)
    known.after = change(known.after)
    this.#files.set(file, known)
  }

  /** A file's text as it will be. */
  text(file: string): string {
    return (this.#files.get(file) ?? load(file)).after
  }

  /** Those files that come out otherwise than they were. */
  changes(): Change[] {
    return [...this.#files]
      .filter(([, { before, after }]) => before !== after)
      .map(([file, { before, after }]) => ({
        path: relative(this.#root, file).split(sep).join("/"),
        before,
        after,
      }))
  }
}

function load(file: string): { before: string | null; after: string } {
  const before = existsSync(join(file)) ? readFileSync(file, "utf8") : null
  return { before, after: before ?? "" }
}

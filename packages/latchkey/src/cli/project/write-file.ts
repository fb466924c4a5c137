import { randomBytes } from "node:crypto"
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"

/** Replaces a file at once or not at all. A new one is readable by its owner only; an old one keeps its mode. */
export function writeFileAtomically(path: string, text: string): void {
  // Through a link to what it names, so that the link stays.
  const file = existsSync(path) ? realpathSync(path) : path
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600
  const draft = `${file}.${randomBytes(6).toString("hex")}.local`
  try {
    writeFileSync(draft, text, { mode, flag: "wx" })
    renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

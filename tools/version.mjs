/**
 * Writes the version of `package.json` into the source, where code reads it that runs where no file can be read. A
 * build does it too, and a test holds the two together.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { root } from "./run.mjs"

const home = join(root, "packages/latchkey")

export function writeVersion() {
  const file = join(home, "src/web/version.ts")
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
  const before = readFileSync(file, "utf8")
  const after = before.replace(/(?<=VERSION = )"[^"]*"/, JSON.stringify(version))
  if (after !== before) writeFileSync(file, after)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeVersion()

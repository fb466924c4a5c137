import { readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

/** Files of one target that are kept, and bytes of each: the tests replay them. */
const MOST = 40
const LARGEST = 1024

/** Drops what is too large, and of the rest all but the latest. @returns how many stay */
export function trim(folder) {
  const files = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), ...pick(join(folder, name)) }))
    .toSorted((a, b) => b.changed - a.changed)
  const small = files.filter(({ size }) => size <= LARGEST)
  const kept = new Set(small.slice(0, MOST))
  for (const file of files) if (!kept.has(file)) rmSync(file.path)
  return kept.size
}

function pick(path) {
  const { mtimeMs } = statSync(path)
  return { changed: mtimeMs, size: readFileSync(path).length }
}

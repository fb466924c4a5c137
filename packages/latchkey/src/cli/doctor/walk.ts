import { type Dirent, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

export interface WalkOptions {
  /** Folders, by name or by path from the start, that aren't entered. */
  readonly skip: (name: string, path: string) => boolean
  readonly maxFiles: number
  readonly maxBytes: number
}

/** The files below a folder, as paths from it with `/`; large ones left out. Links are not followed. */
export function* walk(root: string, options: WalkOptions, at = ""): Generator<string> {
  let left = options.maxFiles
  const queue = [at]
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    for (const entry of entries(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!options.skip(entry.name, path)) queue.push(path)
        continue
      }
      if (!entry.isFile() || sizeOf(join(root, path)) > options.maxBytes) continue
      left -= 1
      if (left < 0) return
      yield path
    }
  }
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

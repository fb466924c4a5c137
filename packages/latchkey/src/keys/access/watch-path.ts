import { builtin } from "./builtin.ts"

/** Milliseconds between two looks, for file systems that tell nobody of a change. */
const POLL = 15_000
/** Milliseconds for one change to settle: a mount is swapped by several events. */
const SETTLE = 50

/** What to look at. */
export interface WatchedFiles {
  readonly source: string
  /** Directories whose entries are watched: never the file, since a swap replaces it. */
  readonly directories: () => readonly string[]
  /** What changes when the content does, e.g. real path and modification time. */
  readonly state: () => string
}

/**
 * Calls `changed` when the state differs from what it was. Kubernetes mounts a secret as links through `..data`, which
 * one rename swaps, so the directory is watched and the links are followed anew; a poll catches what it misses.
 * Nothing of this keeps the process alive.
 */
export function watchFiles(files: WatchedFiles, changed: () => void): () => void {
  const fs = builtin(files.source, "node:fs")
  let last = files.state()
  let settling: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    const state = files.state()
    if (state === last) return
    last = state
    changed()
  }
  const soon = (): void => {
    clearTimeout(settling)
    settling = quiet(setTimeout(look, SETTLE))
  }
  const poll = quiet(setInterval(look, POLL))
  const watchers = files.directories().flatMap((directory) => {
    try {
      const watcher = fs.watch(directory, { persistent: false }, soon)
      // A directory that goes away, or a limit of the system: the poll remains.
      watcher.on("error", () => watcher.close())
      return [watcher]
    } catch {
      return []
    }
  })
  return () => {
    clearTimeout(settling)
    clearInterval(poll)
    for (const watcher of watchers) watcher.close()
  }
}

function quiet<T extends ReturnType<typeof setTimeout>>(timer: T): T {
  ;(timer as { unref?: () => void }).unref?.()
  return timer
}

/** Real path, identity, size and time of a file; `-` where there is none. */
export function fileState(source: string, path: string): string {
  const fs = builtin(source, "node:fs")
  try {
    const real = fs.realpathSync(path)
    const { ino, size, mtimeMs } = fs.statSync(real)
    return `${real}|${ino}|${size}|${mtimeMs}`
  } catch {
    return "-"
  }
}

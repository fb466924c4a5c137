import { sharedOnce, WeakMemo } from "../crypto/memo.ts"

/** Looks a name up in an environment. */
export interface ReadEnvironment {
  (name: string): string | undefined
  /** What is read, so that what was seen of one environment is not believed of another. Default: the process's. */
  readonly scope?: object | undefined
}

/** Milliseconds between two looks at the environment's file names, and at a file's modification time. */
const LOOK_AGAIN = 1_000

interface Looked {
  path: string | undefined
  value: string | undefined
  /** Which content it was: modification time and length. */
  stamp: string
  lookedAt: number
}

/**
 * The content of the file that `<name>_FILE` names (Docker and Kubernetes mount secrets so), without one line break
 * at its end; undefined where there is none. Looked at once a second at the most, so it costs a check nothing.
 */
export function fileOf(read: ReadEnvironment, name: string): string | undefined {
  return filesOf(read).find(read, name, Date.now())
}

/** What was seen of the files that one environment names. */
class SecretFiles {
  readonly #looked = new Map<string, Looked>()

  /** The content of the file that `<name>_FILE` names. `now`: milliseconds since the epoch. */
  find(read: ReadEnvironment, name: string, now: number): string | undefined {
    const known = this.#looked.get(name)
    if (known && now - known.lookedAt < LOOK_AGAIN && known.path === undefined) return undefined
    const path = read(`${name}_FILE`) || undefined
    if (known && known.path === path && now - known.lookedAt < LOOK_AGAIN) return known.value
    const looked = path === undefined ? { value: undefined, stamp: "" } : readFile(path, known)
    this.#looked.set(name, { path, lookedAt: now, ...looked })
    return looked.value
  }
}

const memos = sharedOnce("secret-files", () => new WeakMemo<object, SecretFiles>())

/** For whoever looks up several names. */
export function filesOf({ scope = globalThis }: ReadEnvironment): SecretFiles {
  const known = memos().get(scope)
  if (known) return known
  const made = new SecretFiles()
  memos().set(scope, made)
  return made
}

function readFile(path: string, known: Looked | undefined): Pick<Looked, "value" | "stamp"> {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs")
  if (!fs) return { value: undefined, stamp: "" }
  try {
    const { mtimeMs, size, ino } = fs.statSync(path)
    const stamp = `${mtimeMs} ${size} ${ino}`
    if (known?.path === path && known.stamp === stamp) return known
    // More than a secret can be is not one.
    if (size > 65_536) return { value: undefined, stamp }
    const value = fs.readFileSync(path, "utf8").replace(/\r?\n$/, "")
    return { value: value.trim() === "" ? undefined : value, stamp }
  } catch {
    // A file that can't be read for a moment (a mount that is being swapped) does not take the key away.
    return known?.path === path ? known : { value: undefined, stamp: "" }
  }
}

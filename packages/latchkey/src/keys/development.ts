import { randomToken } from "../crypto/index.ts"
import { sharedMemo } from "../crypto/memo.ts"
import type { ReadEnvironment } from "./environment.ts"
import { SecretText } from "./secret-text.ts"

/** A secret for this project on this machine. Never used in production. */
export interface DevelopmentSecret {
  readonly secret: string
  /** Safe to log. */
  readonly origin: string
}

interface Memo {
  found?: { readonly secret: SecretText; readonly origin: string } | undefined
}

/** The file that the loaders of Next.js, Vite and others read in development only. */
const FILE = ".env.development.local"
const LINE = /^\s*(?:export\s+)?AUTH_SECRET\s*=\s*(["']?)([^"'\r\n#]+)\1/m

/**
 * The project's development secret: found in its file, else made and written there, so that sessions outlive a
 * restart. Undefined on runtimes without files. `AUTH_DEV_SECRET=ephemeral` gives one for this process only.
 */
export function developmentSecret(read: ReadEnvironment): DevelopmentSecret | undefined {
  const memo = sharedMemo<Memo>("development-secret", () => ({}))
  if (memo.found) return { secret: memo.found.secret.reveal(), origin: memo.found.origin }
  const found =
    read("AUTH_DEV_SECRET") === "ephemeral"
      ? { secret: randomToken(), origin: "development (this process only)" }
      : kept()
  if (found) memo.found = { secret: new SecretText(found.secret), origin: found.origin }
  return found
}

interface Disk {
  readonly fs: typeof import("node:fs")
  readonly os: typeof import("node:os")
  readonly path: typeof import("node:path")
  readonly child: typeof import("node:child_process")
  readonly folder: string
}

/** The runtime's own modules, without an import that a bundler would follow. */
function disk(): Disk | undefined {
  const runtime = globalThis.process as typeof process | undefined
  const builtin = runtime?.getBuiltinModule as ((name: string) => never) | undefined
  if (!runtime?.cwd || !builtin) return undefined
  return {
    fs: builtin("node:fs"),
    os: builtin("node:os"),
    path: builtin("node:path"),
    child: builtin("node:child_process"),
    folder: runtime.cwd(),
  }
}

/** Whether this secret was made for development: a framework's loader may have put it into the environment. */
export function isKeptForDevelopment(secret: string): boolean {
  const on = disk()
  return on !== undefined && placesOf(on).some(({ file }) => readSecret(on, file) === secret)
}

function placesOf(on: Disk): { file: string; visible: string }[] {
  const { join } = on.path
  return [
    { file: join(on.folder, FILE), visible: FILE },
    {
      file: join(on.folder, "node_modules/.cache/latchkey", FILE),
      visible: `node_modules/.cache/latchkey/${FILE}`,
    },
    { file: privateFile(on), visible: "a file of this user's below the temporary folder" },
  ]
}

/** The project's development secret where one was made before; none is made here. */
export function findDevelopmentSecret(): DevelopmentSecret | undefined {
  const on = disk()
  return on && foundIn(on, placesOf(on))
}

function foundIn(
  on: Disk,
  places: readonly { file: string; visible: string }[],
): DevelopmentSecret | undefined {
  for (const { file } of places) {
    const secret = readSecret(on, file)
    if (secret) return { secret, origin: `development, ${placeName(places, file)}` }
  }
  return undefined
}

function kept(): DevelopmentSecret | undefined {
  const on = disk()
  if (!on) return undefined
  const places = placesOf(on)
  const found = foundIn(on, places)
  if (found) return found
  for (const { file } of places) {
    if (!mayWrite(on, file)) continue
    const secret = writeSecret(on, file)
    if (secret) return { secret, origin: `development, ${placeName(places, file)}` }
  }
  return { secret: randomToken(), origin: "development (this process only)" }
}

function placeName(places: readonly { file: string; visible: string }[], file: string): string {
  return places.find((place) => place.file === file)!.visible
}

function privateFile(on: Disk): string {
  const user = on.os.userInfo().uid
  const name = on.folder.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(-120)
  return on.path.join(on.os.tmpdir(), `latchkey-${user}`, name, FILE)
}

function readSecret(on: Disk, file: string): string | undefined {
  try {
    const stat = on.fs.statSync(file)
    // A file in a folder that others can write to counts only if it is ours.
    if (file.startsWith(on.os.tmpdir()) && stat.uid !== on.os.userInfo().uid) return undefined
    return LINE.exec(on.fs.readFileSync(file, "utf8"))?.[2]?.trim()
  } catch {
    return undefined
  }
}

/** A file in the project is written only where git would not show it. */
function mayWrite(on: Disk, file: string): boolean {
  if (file.includes(`node_modules${on.path.sep}`)) {
    return on.fs.existsSync(on.path.join(on.folder, "node_modules"))
  }
  if (!file.startsWith(on.folder)) return true
  try {
    on.child.execFileSync("git", ["check-ignore", "-q", file], { cwd: on.folder, stdio: "ignore" })
    return true
  } catch {
    // Git would show it; or it can't say, since it is not there, or does not trust a repository of another user.
    return !insideRepository(on)
  }
}

function insideRepository(on: Disk): boolean {
  for (let folder = on.folder; ; folder = on.path.dirname(folder)) {
    if (on.fs.existsSync(on.path.join(folder, ".git"))) return true
    if (folder === on.path.dirname(folder)) return false
  }
}

/** Adds the line under a lock, so that of many first starts one writes and the others read. */
function writeSecret(on: Disk, file: string): string | undefined {
  const { fs, path } = on
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    return withLock(on, file, () => {
      const found = readSecret(on, file)
      if (found) return found
      const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : ""
      const gap = before === "" || before.endsWith("\n") ? "" : "\n"
      const secret = randomToken()
      const note = "# Made by Latchkey for development on this machine. Not for production."
      const text = `${before}${gap}${note}\nAUTH_SECRET=${secret}\n`
      const draft = `${file}.${randomToken(6)}`
      fs.writeFileSync(draft, text, { mode: 0o600, flag: "wx" })
      fs.renameSync(draft, file)
      return secret
    })
  } catch {
    return undefined
  }
}

function withLock<T>(on: Disk, file: string, work: () => T): T {
  const { fs } = on
  // Beside the file, under a name that the ignore rules for env files cover too.
  const lock = file.replace(/\.local$/, ".lock.local")
  const deadline = Date.now() + 5_000
  for (;;) {
    try {
      fs.closeSync(fs.openSync(lock, "wx", 0o600))
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || Date.now() > deadline) throw error
      removeStale(on, lock)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
  try {
    return work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

function removeStale(on: Disk, lock: string): void {
  try {
    if (Date.now() - on.fs.statSync(lock).mtimeMs > 3_000) on.fs.rmSync(lock, { force: true })
  } catch {
    // Gone by itself.
  }
}

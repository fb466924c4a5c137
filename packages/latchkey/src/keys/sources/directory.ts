import type { KeySource } from "../../contracts/keys.ts"
import { builtin } from "../access/builtin.ts"
import { readSecretFile } from "../access/read-secret-file.ts"
import { fileState, watchFiles } from "../access/watch-path.ts"
import { SourceError } from "../source-error.ts"

export interface DirectoryOptions {
  path: string
  /**
   * The files, newest first; only the first must exist.
   *
   * @default all of them, by name in descending order, numbers by value: `auth_10` before `auth_9`
   */
  names?: readonly string[]
  /** Seconds that an answer is fresh; a change is noticed sooner by watching. @default 60 */
  ttl?: number
}

/**
 * The secrets in a mounted directory, one a file; watched. All files are read from one and the same version of a
 * Kubernetes mount, even while it is swapped.
 *
 * @example
 * ```ts
 * secret: directory({ path: "/var/run/secrets/auth", names: ["current", "previous"] })
 * ```
 */
export function directory(options: string | DirectoryOptions): KeySource {
  const { path, names, ttl } = typeof options === "string" ? { path: options } : options
  if (names?.length === 0 || names?.some((one) => !/^[^/\\]+$/.test(one) || one.startsWith(".."))) {
    throw new TypeError("directory() needs names of files in the directory")
  }
  const name = `directory:${path}${names ? `/{${names.join(",")}}` : ""}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get() {
      // The swap can fall between two reads: then the version has changed, and they are read again.
      for (let attempt = 0; attempt < 3; attempt++) {
        const version = versionOf(name, path)
        const values = await readVersion(name, version, names)
        if (versionOf(name, path) === version) return values
      }
      throw new SourceError(name, "the mount changes faster than it can be read")
    },
    watch: (changed) =>
      watchFiles(
        {
          source: name,
          directories: () => [path],
          state: () => stateOf(name, path, names),
        },
        changed,
      ),
  }
}

/** The directory that holds the files now: what `..data` points to in a Kubernetes mount. */
function versionOf(source: string, path: string): string {
  const fs = builtin(source, "node:fs")
  const { join } = builtin(source, "node:path")
  for (const candidate of [join(path, "..data"), path]) {
    try {
      return fs.realpathSync(candidate)
    } catch {
      // Not such a mount.
    }
  }
  throw new SourceError(source, `${path} does not exist: check the mount and the path`)
}

function filesIn(source: string, path: string): string[] {
  const fs = builtin(source, "node:fs")
  return fs
    .readdirSync(path)
    .filter((one) => !one.startsWith("."))
    .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }))
}

async function readVersion(
  source: string,
  path: string,
  names: readonly string[] | undefined,
): Promise<string[]> {
  const { join } = builtin(source, "node:path")
  const wanted = names ?? filesIn(source, path)
  const values = await Promise.all(wanted.map((one) => readSecretFile(source, join(path, one))))
  if (values[0] === null || values[0] === undefined) {
    throw new SourceError(source, `there is no file ${wanted[0] ?? ""} in it`)
  }
  return values.filter((value) => value !== null)
}

function stateOf(source: string, path: string, names: readonly string[] | undefined): string {
  const { join } = builtin(source, "node:path")
  try {
    const version = versionOf(source, path)
    const wanted = names ?? filesIn(source, version)
    return [version, ...wanted.map((one) => fileState(source, join(version, one)))].join("\n")
  } catch {
    return "-"
  }
}

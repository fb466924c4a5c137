import type { KeySource } from "../../contracts/keys.ts"
import { builtin } from "../access/builtin.ts"
import { readSecretFile } from "../access/read-secret-file.ts"
import { fileState, watchFiles } from "../access/watch-path.ts"
import { SourceError } from "../source-error.ts"

export interface FileOptions {
  /** One path, or several with the newest first. Only the first must exist. */
  path: string | readonly string[]
  /** Seconds that an answer is fresh; a change is noticed sooner by watching. @default 60 */
  ttl?: number
}

/**
 * The secret in a file, e.g. one that Docker or Kubernetes mounts; watched. One trailing newline is not part
 * of it. Needs a runtime with a file system.
 *
 * @example
 * ```ts
 * secret: file("/run/secrets/auth")
 * secret: file(["/run/secrets/auth-new", "/run/secrets/auth"]) // newest first
 * ```
 */
export function file(options: string | readonly string[] | FileOptions): KeySource {
  const { path, ttl } = isPaths(options) ? { path: options, ttl: undefined } : options
  const paths = typeof path === "string" ? [path] : [...path]
  if (paths.length === 0 || paths.some((one) => one === "")) {
    throw new TypeError("file() needs a path")
  }
  const name = `file:${paths.join(",")}`
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    get: () => readNewestFirst(name, paths),
    watch: (changed) =>
      watchFiles(
        {
          source: name,
          directories: () => {
            const { dirname } = builtin(name, "node:path")
            return [...new Set(paths.map((one) => dirname(one)))]
          },
          state: () => paths.map((one) => fileState(name, one)).join("\n"),
        },
        changed,
      ),
  }
}

function isPaths(
  options: string | readonly string[] | FileOptions,
): options is string | readonly string[] {
  return typeof options === "string" || Array.isArray(options)
}

async function readNewestFirst(name: string, paths: readonly string[]): Promise<string | string[]> {
  const values = await Promise.all(paths.map((path) => readSecretFile(name, path)))
  if (values[0] === null || values[0] === undefined) {
    throw new SourceError(name, `${paths[0]} does not exist: check the mount and the path`)
  }
  const found = values.filter((value) => value !== null)
  return paths.length === 1 ? values[0] : found
}

import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { SourceError } from "../source-error.ts"

/**
 * Variables of the environment under names of your own, newest first, read as they are at the time. Only the first must
 * be set. `AUTH_SECRET` and its kin need no source.
 *
 * @example
 * ```ts
 * secret: env("SESSION_KEY", "SESSION_KEY_PREVIOUS")
 * ```
 */
export function env(...names: [string, ...string[]]): KeySource {
  const name = `env:${names.join(",")}`
  return {
    name,
    // Reading a variable costs nothing.
    ttl: 1,
    get() {
      const values = names.map((one) => readEnv(one))
      if (!values[0]?.trim()) {
        const state = values[0] === undefined ? "not set" : "empty"
        throw new SourceError(name, `${names[0]} is ${state}`, { transient: false })
      }
      return values.filter((value) => value !== undefined && value.trim() !== "") as string[]
    },
  }
}

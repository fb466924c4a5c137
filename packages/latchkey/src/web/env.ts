/** Variables by name, as `process.env` or a platform's bindings hold them. */
export type Environment = Readonly<Record<string, string | undefined>>

interface Runtime {
  process?: { env?: Record<string, unknown> }
  Deno?: { env?: { get(name: string): unknown } }
}

/**
 * Reads one variable of the environment, as it is now: nothing is kept. The name is always computed, so that no bundler
 * can write the value of the build into its output.
 *
 * @param env Read this and nothing else. Default: the process's environment.
 * @returns undefined when it isn't set or may not be read. An empty value is `""`.
 */
export function readEnv(name: string, env?: Environment): string | undefined {
  if (env) return text(env[name])
  const runtime = globalThis as Runtime
  try {
    const value = runtime.process?.env?.[name]
    if (typeof value === "string") return value
  } catch {
    // A runtime may ask for a permission that it wasn't given.
  }
  try {
    return runtime.Deno && text(runtime.Deno.env?.get(name))
  } catch {
    return undefined
  }
}

/** Whether this is production: everything but `NODE_ENV` `development` or `test`. No other variable weakens anything. */
export function isProduction(env?: Environment): boolean {
  const mode = readEnv("NODE_ENV", env)
  return mode !== "development" && mode !== "test"
}

/** Whether `next build` is running, when secrets may be absent. */
export function isBuildPhase(env?: Environment): boolean {
  return readEnv("NEXT_PHASE", env) === "phase-production-build"
}

/** What isn't a string (a binding, or something inherited) is no variable. */
function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

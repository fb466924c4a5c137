import { type Environment, readEnv } from "./env.ts"

interface Runtime {
  process?: { getBuiltinModule?: (name: string) => { hostname?: () => string } | undefined }
}

/** The name of the machine or container: `HOSTNAME`, else what the system says; undefined where no one does. */
export function hostName(env?: Environment): string | undefined {
  const said = readEnv("HOSTNAME", env)
  if (said) return said
  try {
    // Without an import, which a bundler for another runtime would follow.
    return (globalThis as Runtime).process?.getBuiltinModule?.("node:os")?.hostname?.()
  } catch {
    return undefined
  }
}

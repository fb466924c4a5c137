import { SourceError } from "../source-error.ts"

interface Builtins {
  "node:fs": typeof import("node:fs")
  "node:path": typeof import("node:path")
  "node:crypto": typeof import("node:crypto")
}

/** A module of the runtime's own, without an import that a bundler for another runtime would follow. */
export function builtin<K extends keyof Builtins>(source: string, name: K): Builtins[K] {
  const load = (globalThis.process as typeof process | undefined)?.getBuiltinModule as
    | ((name: K) => Builtins[K] | undefined)
    | undefined
  const found = load?.(name)
  if (found) return found
  throw new SourceError(source, `this runtime has no ${name}; use another source here`, {
    transient: false,
  })
}

import type { RedactedSecret } from "../contracts/keys.ts"

/** Effect 4 names its types by strings, Effect 3 by symbols. */
const effect3 = Symbol.for("effect/Redacted")
const effect4 = "~effect/Redacted"
/** Where Effect 3 keeps what must be one per process: newer versions under the first part alone. */
const STORE = "effect/GlobalValue"
const REGISTRY = "effect/Redacted/redactedRegistry"

/** Whether this is an Effect `Redacted`, of whichever copy of the library. */
export function isRedacted(value: unknown): value is RedactedSecret {
  return typeof value === "object" && value !== null && (effect3 in value || effect4 in value)
}

/**
 * The text inside an Effect 3 `Redacted<string>`, read where Effect itself keeps it; Effect is not imported.
 * Undefined for anything else, for one that was wiped, and for Effect 4, whose registry nobody else can reach:
 * there `secret: () => Redacted.value(redacted)` is the way.
 *
 * @example
 * ```ts
 * revealRedacted(Redacted.make("text")) // "text"
 * ```
 */
export function revealRedacted(value: unknown): string | undefined {
  if (!isRedacted(value)) return undefined
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!name.startsWith(STORE)) continue
    const store = (globalThis as Record<string, unknown>)[name]
    const registry: unknown = store instanceof Map ? store.get(REGISTRY) : undefined
    const text: unknown = registry instanceof WeakMap ? registry.get(value) : undefined
    if (typeof text === "string") return text
  }
  return undefined
}

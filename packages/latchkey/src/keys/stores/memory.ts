import type { InstanceRow, KeyStore, StoredRing } from "../../contracts/keys.ts"

/**
 * Keeps a ring in this process, for tests and for trying things out: it is gone with the process.
 *
 * @example
 * ```ts
 * secret: keyring({ store: memoryStore() })
 * ```
 */
export function memoryStore(options: { readonly ring?: string } = {}): KeyStore {
  let stored: StoredRing | null = null
  let writes = 0
  const rows = new Map<string, InstanceRow>()
  const listeners = new Set<() => void>()
  return {
    name: "memory",
    ring: options.ring ?? "auth",
    read: async () => stored && { ...stored, bytes: new Uint8Array(stored.bytes) },
    async write(bytes, expected) {
      if ((stored?.version ?? null) !== expected) return "conflict"
      stored = { bytes: new Uint8Array(bytes), version: String(++writes) }
      for (const changed of listeners) changed()
      return "ok"
    },
    watch(changed) {
      const listener = (): void => changed()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    now: async () => Date.now(),
    async beat(row) {
      rows.set(row.instance, { ...row, seen: Date.now() })
    },
    instances: async () => [...rows.values()],
  }
}

import type { RevocationStore, SessionRevocation } from "../contracts/revocations.ts"

/**
 * Keeps what has ended in this process, for tests and for applications of one process that may forget it at a restart.
 *
 * @example
 * ```ts
 * session: { strategy: "jwt", revocable: { store: memoryRevocations() } }
 * ```
 */
export function memoryRevocations(): RevocationStore {
  let entries: { readonly n: number; readonly revocation: SessionRevocation }[] = []
  const listeners = new Set<() => void>()
  let last = 0
  return {
    name: "memory",
    async add(revocation) {
      const now = Date.now()
      entries = entries.filter((entry) => entry.revocation.until > now)
      entries.push({ n: ++last, revocation })
      for (const changed of listeners) changed()
    },
    async since(cursor) {
      const after = cursor === null ? 0 : Number(cursor)
      const found = entries.filter(({ n }) => n > after)
      return { revocations: found.map(({ revocation }) => revocation), cursor: String(last) }
    },
    watch(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

import type { Awaitable } from "../vocabulary/awaitable.ts"

/** Keeps everyone else out while a transaction runs on a connection that all share. */
export interface Gate {
  /** Runs `work` once no transaction is open. */
  pass<T>(work: () => Awaitable<T>): Promise<T>
  /** Runs `work` alone: what passes waits until it is done. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

/**
 * One connection has one transaction: without a gate, a write of another request that comes between BEGIN and
 * ROLLBACK would be undone as well, though its caller was told that it is kept.
 */
export function createGate(): Gate {
  let held: Promise<void> | null = null
  return {
    async pass(work) {
      while (held) await held
      return work()
    },
    async hold(work) {
      while (held) await held
      let open = (): void => {}
      held = new Promise((resolve) => (open = resolve))
      try {
        return await work()
      } finally {
        held = null
        open()
      }
    },
  }
}

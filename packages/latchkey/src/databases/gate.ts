import { onePerClient } from "../crypto/memo.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"

/** Keeps everyone else out while a transaction runs on a connection that all share. */
export interface Gate {
  /** Whether a transaction is open: what passes would wait. */
  readonly held: boolean
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
  let passing = 0
  let allPassed = (): void => {}
  return {
    get held() {
      return held !== null
    },
    async pass(work) {
      while (held) await held
      passing++
      try {
        return await work()
      } finally {
        if (--passing === 0) allPassed()
      }
    },
    async hold(work) {
      while (held) await held
      let open = (): void => {}
      held = new Promise((resolve) => (open = resolve))
      try {
        // A client with several connections may not have run yet what has passed, and would find the database locked.
        if (passing > 0) await new Promise<void>((resolve) => (allPassed = resolve))
        return await work()
      } finally {
        held = null
        open()
      }
    },
  }
}

/**
 * The gate of a file, for all connections of this process to it. A driver that blocks the thread while it waits for
 * a lock would wait for a transaction that can't go on, because the thread is blocked.
 */
export function gateOfFile(path: string): Gate {
  const registry = globalThis as unknown as Record<symbol, Map<string, Gate> | undefined>
  const gates = (registry[GATES] ??= new Map())
  const gate = gates.get(path) ?? createGate()
  gates.set(path, gate)
  return gate
}

/** The gate of a connection that all share, however many databases stand for it. */
export function gateOfClient(client: object): Gate {
  return onePerClient("database-gates", client, "", createGate)
}

/** Under `globalThis`, since bundlers load a module once per layer. */
const GATES = Symbol.for("latchkey/sql-gates")

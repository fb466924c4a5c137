import { randomToken } from "../../crypto/index.ts"

/** Milliseconds that one question to a store may take. */
export const STORE_TIMEOUT = 3_000

/** What an instance takes from its surroundings. A simulation gives its own. */
export interface RingWorld {
  /** Milliseconds since the epoch. */
  now(): number
  /** In [0, 1); for spreading load, never for keys. */
  random(): number
  /**
   * Calls `work` later; the answer cancels it.
   *
   * @param options.holds Whether the process waits for it. A background task never holds one.
   */
  later(work: () => void, options: { ms: number; holds: boolean }): () => void
  /** Material of a new key: 32 random bytes, base64url. */
  material(): string
}

export const realWorld: RingWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  later(work, { ms, holds }) {
    const timer: unknown = setTimeout(work, ms)
    // A number in browsers and on workers, an object under node.
    if (!holds) (timer as { unref?: () => void }).unref?.()
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
  material: () => randomToken(),
}

export function sleep(world: RingWorld, ms: number): Promise<void> {
  return new Promise((resolve) => void world.later(resolve, { ms, holds: true }))
}

/** Rejects where `work` takes too long. */
export async function within<T>(world: RingWorld, ms: number, work: PromiseLike<T>): Promise<T> {
  let cancel = (): void => {}
  const late = new Promise<never>((_, reject) => {
    const give = (): void => reject(new Error(`The key store did not answer within ${ms} ms.`))
    cancel = world.later(give, { ms, holds: false })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
}

/** Lets something happen `burst` times at once, and then once per `interval` milliseconds. */
export class Budget {
  readonly #interval: number
  readonly #burst: number
  #spent = 0
  #at = 0

  constructor(interval: number, burst: number) {
    this.#interval = interval
    this.#burst = burst
  }

  take(now: number): boolean {
    this.#spent = Math.max(0, this.#spent - Math.max(0, now - this.#at) / this.#interval)
    this.#at = now
    if (this.#spent > this.#burst - 1) return false
    this.#spent++
    return true
  }
}

import type { KeyStore } from "../../contracts/keys.ts"
import { randomToken } from "../../crypto/index.ts"

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

/** Rejects where `work` takes too long; `who` is waited for. */
export async function within<T>(
  world: RingWorld,
  limit: { readonly ms: number; readonly who: string },
  work: PromiseLike<T>,
): Promise<T> {
  const { ms, who } = limit
  let cancel = (): void => {}
  const late = new Promise<never>((_, reject) => {
    const give = (): void => reject(new Error(`${who} did not answer within ${ms} ms.`))
    cancel = world.later(give, { ms, holds: false })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
}

/** Milliseconds that one question to a store may take. */
const STORE_TIMEOUT = 3_000

/** The store, whose every question ends: one that is never answered must not hold up the requests behind it. */
export function impatient(store: KeyStore, world: RingWorld): KeyStore {
  const limit = { ms: STORE_TIMEOUT, who: store.name }
  const timed = <T>(work: Promise<T>): Promise<T> =>
    within(world, limit, work).catch((error: unknown) => {
      throw plainError(error)
    })
  const { now, beat, instances, watch, inspect } = store
  return {
    name: store.name,
    read: () => timed(store.read()),
    write: (bytes, expected) => timed(store.write(bytes, expected)),
    ...(watch && { watch: (changed: () => void) => watch.call(store, changed) }),
    ...(now && { now: () => timed(now.call(store)) }),
    ...(beat && { beat: (row: Parameters<typeof beat>[0]) => timed(beat.call(store, row)) }),
    ...(inspect && { inspect: () => timed(inspect.call(store)) }),
    ...(instances && { instances: () => timed(instances.call(store)) }),
  }
}

/**
 * A driver's error without what drivers hang on it: the command that failed with its arguments, which may be a password,
 * or the bytes that came back. Whoever logs errors whole would log those.
 */
function plainError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error("The store failed.")
  const copy = new Error(error.message)
  copy.name = error.name
  if (error.stack) copy.stack = error.stack
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  if (typeof code === "string" || typeof code === "number") Object.assign(copy, { code })
  if (cause instanceof Error) copy.cause = plainError(cause)
  return copy
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

import { sharedMemo } from "../crypto/memo.ts"
import type { SecretValue } from "../contracts/keys.ts"

/** Seconds that an answer is fresh where the source doesn't say. */
const DEFAULT_TTL = 60
/** Milliseconds after which a first answer is given up. */
const TIMEOUT = 10_000
/** Milliseconds between two refreshes that an unknown key id may cause. */
const REFRESH_BUDGET = 5_000

type Ask = () => PromiseLike<SecretValue | undefined> | SecretValue | undefined

/**
 * The last answer of a source and when to ask again. While there is an answer, nobody waits: a stale one is served
 * while one question is under way, and when the source fails the last good one stays.
 */
export class SourceMemory {
  #value: readonly string[] | undefined
  #freshUntil = 0
  #pending: Promise<readonly string[]> | undefined
  #lastForced = 0
  /** Why the last question failed; undefined after a good answer. */
  failure: Error | undefined

  get(ask: Ask, ttl: number = DEFAULT_TTL): readonly string[] | Promise<readonly string[]> {
    if (this.#value) {
      if (Date.now() >= this.#freshUntil) this.#load(ask, ttl).catch(() => {})
      return this.#value
    }
    return this.#load(ask, ttl)
  }

  /** Asks anew because a key was not known; undefined where the budget does not allow it. */
  force(ask: Ask, ttl: number = DEFAULT_TTL): Promise<readonly string[]> | undefined {
    if (Date.now() - this.#lastForced < REFRESH_BUDGET) return undefined
    this.#lastForced = Date.now()
    return this.#load(ask, ttl)
  }

  #load(ask: Ask, ttl: number): Promise<readonly string[]> {
    this.#pending ??= answer(ask)
      .then(
        (value) => {
          this.#value = value
          this.failure = undefined
          this.#freshUntil = Date.now() + ttl * 1000
          return value
        },
        (error: unknown) => {
          this.failure = error instanceof Error ? error : new Error("The source failed.")
          // Not at once again: the failure is remembered for a fraction of the time an answer would be.
          this.#freshUntil = Date.now() + Math.min(ttl * 1000, 5_000)
          throw this.failure
        },
      )
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }
}

async function answer(ask: Ask): Promise<readonly string[]> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The source did not answer in time.")), TIMEOUT)
  })
  try {
    const value = await Promise.race([ask(), late])
    const list = typeof value === "string" ? [value] : (value ?? [])
    if (list.length === 0 || list.some((one) => typeof one !== "string" || one.trim() === "")) {
      throw new Error("The source answered without a secret.")
    }
    return [...list]
  } finally {
    clearTimeout(timer)
  }
}

/** The memory of a source, by its identity (an object or function) or by its name. */
export function memoryOf(source: object | string): SourceMemory {
  const memos = sharedMemo("sources", () => ({
    byObject: new WeakMap<object, SourceMemory>(),
    byName: new Map<string, SourceMemory>(),
  }))
  const known = typeof source === "string" ? memos.byName.get(source) : memos.byObject.get(source)
  if (known) return known
  const made = new SourceMemory()
  if (typeof source === "string") memos.byName.set(source, made)
  else memos.byObject.set(source, made)
  return made
}

/** Whether this function was asked before and answered by a promise: it is a source, and is not asked each time. */
export function isAsyncSource(source: object): boolean {
  return sharedMemo("async-sources", () => new WeakSet<object>()).has(source)
}

export function markAsyncSource(source: object): void {
  sharedMemo("async-sources", () => new WeakSet<object>()).add(source)
}

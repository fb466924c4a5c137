import type { KeySource, SecretValue } from "../contracts/keys.ts"
import { BoundedMap, sharedMemo, WeakMemo } from "../crypto/memo.ts"
import { Question } from "../crypto/question.ts"
import { refreshed } from "./refreshed.ts"
import { FormerValues } from "./former-values.ts"
import { SourceError } from "./source-error.ts"

/** Seconds that an answer is fresh where the source doesn't say. */
const DEFAULT_TTL = 60
/** Milliseconds after which an answer is given up. */
const TIMEOUT = 10_000
/** Milliseconds between two refreshes that an unknown key id may cause. */
const REFRESH_BUDGET = 5_000
/** Milliseconds between two questions while the source fails: while we have a value, and while we have none. */
const LONGEST_WAIT = { warm: 60_000, cold: 5_000 }
/** Milliseconds that a `Retry-After` may ask for at most. */
const LONGEST_RETRY_AFTER = 300_000

/** Asks a source. The signal is aborted when its answer is no longer waited for. */
export type Ask = (context: {
  signal: AbortSignal
}) => PromiseLike<SecretValue | undefined> | SecretValue | undefined

/**
 * The last answer of a source and when to ask again. While there is an answer, nobody waits: a stale one is served
 * while one question is under way, and when the source fails the last good one stays. A single value that changes
 * is a rotation: the former one still opens what it sealed, see {@link FormerValues}.
 */
export class SourceMemory {
  #value: readonly string[] | undefined
  readonly #former = new FormerValues()
  /** What is asked; safe to log. */
  readonly #label: string
  #askAt = 0
  #failures = 0
  readonly #question = new Question<readonly string[]>()
  #changed = false
  #lastForced = 0
  #stop: (() => void) | undefined
  /** When the last good answer came; null before. Milliseconds since the epoch. */
  answeredAt: number | null = null
  /** Why the last question failed; undefined after a good answer. */
  failure: Error | undefined

  constructor(label: string = "a source") {
    this.#label = label
  }

  /** Newest first. At once where there is an answer, however old; else a promise, which rejects if the source does. */
  get(ask: Ask, ttl: number = DEFAULT_TTL): readonly string[] | Promise<readonly string[]> {
    const due = Date.now() >= this.#askAt
    if (!this.#value)
      return due || !this.failure ? this.#load(ask, ttl) : this.#refuse(this.failure)
    if (due) {
      // A question that outlives its own deadline was lost with the request that asked it, as the next one would be
      // if nobody waited for it.
      if (this.#question.waiting > 2 * TIMEOUT) {
        return this.#load(ask, ttl).catch(() => this.#former.after(this.#value!))
      }
      if (this.#question.waiting === 0) this.#load(ask, ttl).catch(() => {})
    }
    return this.#former.after(this.#value)
  }

  /**
   * Asks anew because a key was not known; undefined where the budget, or the source itself, does not allow it. Those
   * who come while it is asked wait for the same answer, and none of them for long.
   */
  force(ask: Ask, ttl: number = DEFAULT_TTL): Promise<readonly string[]> | undefined {
    const underway = this.#question.join()
    if (underway) return underway
    const now = Date.now()
    if (now - this.#lastForced < REFRESH_BUDGET) return undefined
    if (this.failure && now < this.#askAt) return undefined
    this.#lastForced = now
    this.#load(ask, ttl).catch(() => {})
    return this.#question.join()
  }

  /** Lets the source say when it changed; the value is asked for at once then. Once per memory. */
  follow(source: KeySource): void {
    if (!source.watch || this.#stop) return
    this.#stop = source.watch(() => {
      // An answer that is under way may be from before the change.
      this.#changed = this.#question.waiting > 0
      this.#askAt = 0
      if (this.#value && !this.#changed)
        this.#load((context) => source.get(context), source.ttl).catch(() => {})
    })
  }

  /** Stops listening to the source. */
  close(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  #refuse(failure: Error): Promise<never> {
    return Promise.reject(failure)
  }

  #load(ask: Ask, ttl: number = DEFAULT_TTL): Promise<readonly string[]> {
    return this.#question.ask(async () => {
      try {
        return this.#keep(await refreshed(this.#label, () => answer(ask)), ttl)
      } catch (error) {
        return this.#fail(error)
      } finally {
        if (this.#changed) this.#askAt = 0
        this.#changed = false
      }
    })
  }

  #keep(value: SecretValue, ttl: number): readonly string[] {
    this.#former.note(value)
    this.#value = typeof value === "string" ? [value] : [...value]
    this.failure = undefined
    this.#failures = 0
    this.answeredAt = Date.now()
    this.#askAt = this.answeredAt + jittered(ttl * 1000)
    return this.#former.after(this.#value)
  }

  #fail(error: unknown): never {
    this.failure = error instanceof Error ? error : new Error("The source failed.")
    this.#failures++
    const asked = this.failure instanceof SourceError ? this.failure.retryAfter : undefined
    this.#askAt =
      Date.now() +
      (asked === undefined
        ? jittered(this.#backoff())
        : Math.min(asked * 1000, LONGEST_RETRY_AFTER))
    throw this.failure
  }

  /** Doubles with each failure. Without a value the first one is followed by a question at once: people wait. */
  #backoff(): number {
    const doubled = 2 ** Math.min(this.#failures - 1, 10)
    if (this.#value) return Math.min(2_500 * doubled, LONGEST_WAIT.warm)
    return this.#failures === 1 ? 0 : Math.min(250 * doubled, LONGEST_WAIT.cold)
  }
}

/** ±20 %, so that instances which started together don't ask together. */
function jittered(milliseconds: number): number {
  return milliseconds * (0.8 + Math.random() * 0.4)
}

async function answer(ask: Ask): Promise<SecretValue> {
  const deadline = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("The source did not answer in time."))
      deadline.abort()
    }, TIMEOUT)
  })
  try {
    const value = await Promise.race([ask({ signal: deadline.signal }), late])
    const list: unknown = typeof value === "string" ? [value] : value
    if (
      !Array.isArray(list) ||
      list.length === 0 ||
      list.some((one: unknown) => typeof one !== "string" || one.trim() === "")
    ) {
      throw new Error("The source answered without a secret.")
    }
    return value!
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The memory of a source, by its identity (an object or function) or by its name.
 *
 * @param label What it is called in metrics; safe to log.
 */
export function memoryOf(
  source: object | string,
  label: string = typeof source === "string" ? source : "a source",
): SourceMemory {
  const memos = sharedMemo("sources", () => ({
    byObject: new WeakMemo<object, SourceMemory>(),
    byName: new BoundedMap<string, SourceMemory>(256),
  }))
  const known = typeof source === "string" ? memos.byName.get(source) : memos.byObject.get(source)
  if (known) return known
  const made = new SourceMemory(label)
  if (typeof source === "string") memos.byName.set(source, made)
  else memos.byObject.set(source, made)
  return made
}

/** Whether this function was asked before and answered by a promise: it is a source, and is not asked each time. */
export function isAsyncSource(source: object): boolean {
  return asyncSources().has(source)
}

export function markAsyncSource(source: object): void {
  asyncSources().set(source, true)
}

function asyncSources(): WeakMemo<object, true> {
  return sharedMemo("async-sources", () => new WeakMemo<object, true>())
}

import type {
  RevocableOptions,
  RevocationStore,
  SessionRevocation,
} from "../contracts/revocations.ts"
import { withDeadline } from "../web/deadline.ts"
import { type EndableSession, EndedSessions } from "./ended.ts"

/** Milliseconds that the store has to answer. */
const PATIENCE = 5_000
/** Milliseconds until a failed read is tried again, at the first and at the most. */
const RETRY = 500
const RETRY_MAX = 10_000
/** Milliseconds between two looks for entries that may be forgotten. */
const FORGET_INTERVAL = 60_000
/** How many revocations wait for a store that is down; the oldest give way. */
const MAX_UNKEPT = 10_000

/** How long what was read stands. Seconds; see `RevocableOptions`. */
export type FeedTimes = Pick<RevocableOptions, "refresh" | "staleness">

const REFRESH = 5
/** Seconds, where nothing else is said. */
export const STALENESS = 60

/**
 * One instance's memory of what has ended, kept up by its store: read beside requests, at the call of the store where
 * it calls, and before a request where the last answer is older than it may be.
 */
export class RevocationFeed {
  readonly store: RevocationStore
  readonly #ended = new EndedSessions()
  readonly #unkept: SessionRevocation[] = []
  #cursor: string | null = null
  #readAt = -Infinity
  #triedAt = -Infinity
  #failures = 0
  #failure: Error | undefined
  #pending: Promise<void> | undefined
  #again = false
  #forgotAt = Date.now()
  #listens = false

  constructor(store: RevocationStore) {
    this.store = store
  }

  /**
   * Whether a session has ended: at once, unless nothing is known that is young enough.
   *
   * @throws Error (by promise) where the store can't be read, and the last answer is older than `staleness`
   */
  has(session: EndableSession, times: FeedTimes): boolean | Promise<boolean> {
    const now = Date.now()
    const age = now - this.#readAt
    // A clock that was set back makes the last answer lie in the future.
    const isFresh = age >= 0 && age < (times.refresh ?? REFRESH) * 1000
    return isFresh ? this.#ended.has(session) : this.#hasLate(session, times, now)
  }

  #hasLate(session: EndableSession, times: FeedTimes, now: number): boolean | Promise<boolean> {
    const usable = Math.abs(now - this.#readAt) < boundOf(times)
    const waits = now < this.#triedAt + this.#pause && now >= this.#triedAt
    if (this.#pending || !waits) this.#look()
    if (usable || this.#ended.has(session)) return this.#ended.has(session)
    if (!this.#pending) return Promise.reject(this.#failure!)
    return this.#pending.then(() => this.#verdict(session, times))
  }

  /** When this user's sessions were ended last, as far as is known here; 0 if never. Milliseconds since the epoch. */
  lastEndOf(sub: string): number {
    return this.#ended.lastEndOf(sub)
  }

  /**
   * Ends sessions: here at once, and everywhere once it is kept.
   *
   * @throws Error where the store does not keep it; then it is offered again with each look, while this process lives
   */
  async add(revocation: SessionRevocation): Promise<void> {
    this.#ended.add(revocation)
    try {
      await patiently(this.store, this.store.add(revocation))
    } catch (error) {
      if (this.#unkept.length >= MAX_UNKEPT) this.#unkept.shift()
      this.#unkept.push(revocation)
      throw error
    }
  }

  get #pause(): number {
    return this.#failures === 0 ? 0 : Math.min(RETRY * 2 ** (this.#failures - 1), RETRY_MAX)
  }

  #verdict(session: EndableSession, times: FeedTimes): boolean {
    if (this.#ended.has(session)) return true
    if (this.#failure && Date.now() - this.#readAt >= boundOf(times)) throw this.#failure
    return false
  }

  /** Never rejects: who waits looks at what became of it. */
  #look(): void {
    if (this.#pending) return
    this.#triedAt = Date.now()
    // A store may call back while it is being asked: by then this has to be pending.
    this.#pending = Promise.resolve()
      .then(() => this.#read())
      .finally(() => {
        this.#pending = undefined
        if (!this.#again) return
        this.#again = false
        this.#look()
      })
  }

  async #read(): Promise<void> {
    const asked = Date.now()
    try {
      this.#listen()
      // A store that can only be read says what others have ended all the same.
      await this.#offer().catch(() => {})
      const { revocations, cursor } = await patiently(this.store, this.store.since(this.#cursor))
      for (const each of revocations) this.#ended.add(each)
      this.#cursor = cursor
      this.#readAt = asked
      this.#failures = 0
      this.#failure = undefined
    } catch (error) {
      this.#failures++
      this.#failure = error instanceof Error ? error : new Error("The store failed.")
    }
    if (asked - this.#forgotAt < FORGET_INTERVAL) return
    this.#forgotAt = asked
    this.#ended.forget(asked)
  }

  /** What the store has not kept yet comes first: until then others let it in. */
  async #offer(): Promise<void> {
    while (this.#unkept.length > 0) {
      const next = this.#unkept[0]!
      await patiently(this.store, this.store.add(next))
      if (this.#unkept[0] === next) this.#unkept.shift()
    }
  }

  #listen(): void {
    if (this.#listens) return
    this.#listens = true
    this.store.watch?.(() => {
      // It may have been noted after the store was asked.
      if (this.#pending) this.#again = true
      else this.#look()
    })
  }
}

/** Milliseconds. */
function boundOf({ staleness = STALENESS }: FeedTimes): number {
  return staleness * 1000
}

function patiently<T>(store: RevocationStore, work: Promise<T>): Promise<T> {
  return withDeadline(
    work,
    PATIENCE,
    () => new Error(`${store.name} did not answer within ${PATIENCE} ms.`),
  )
}

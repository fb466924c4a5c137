import type { Awaitable } from "../vocabulary/awaitable.ts"

/** What a source answers: one secret, or several with the newest first. */
export type SecretValue = string | readonly string[]

/** Something that can be asked for the secret, e.g. a secrets manager. */
export interface KeySource {
  /** Short and safe to log, e.g. `file:/run/secrets/auth`. The same source has the same name. */
  readonly name: string
  /** Reads the current value. MUST reject, never answer empty, when it can't know. */
  get(context?: { signal?: AbortSignal }): Awaitable<SecretValue>
  /** How long an answer is fresh, in seconds. Default 60. */
  readonly ttl?: number
  /** Calls `changed` when the value may have changed; the answer stops watching. */
  watch?(changed: () => void): () => void
}

/**
 * Where the secret comes from: a string; a list, newest first; a promise or a function of either, sync or async,
 * given the request; a source, or anything with `get()`; or an Effect `Redacted`. Read when it is needed, never at import.
 */
export type SecretOption =
  | SecretValue
  | PromiseLike<SecretValue>
  | ((request?: Request) => Awaitable<SecretValue | undefined>)
  | KeySource
  | { get(): Awaitable<SecretValue> }
  | ManagedKeys

/** The keys that count at one moment. */
export interface KeyView {
  /** The one that seals first, then all others that open, newest first. */
  readonly secrets: readonly string[]
  /** Ids of keys that are refused for good. */
  readonly refused: ReadonlyMap<string, "revoked" | "destroyed">
  /** What was loaded from where; safe to log. */
  readonly origin: string
}

/** A ring whose keys have dates and states, and that looks after itself. */
export interface ManagedKeys {
  /** Short and safe to log. */
  readonly name: string
  /**
   * The keys that count now. Answers at once from memory after the first time, and renews itself in the background.
   * MUST reject where it has never known, never answer an empty ring.
   */
  view(context: {
    /** Reads the environment of this request. */
    read: (name: string) => string | undefined
    /** Milliseconds since the epoch. */
    now: number
  }): Awaitable<KeyView>
  /** Looks for newer keys, since a token names one that is not known; undefined where the budget is spent. */
  refresh(): Promise<unknown> | undefined
}

/** A document and the version that a compare-and-swap names. */
export interface StoredRing {
  readonly bytes: Uint8Array
  readonly version: string
}

/**
 * Where a managed ring's document lives. Changed only by compare-and-swap, so any number of instances may try.
 */
export interface KeyStore {
  readonly name: string
  /** The document, or null where there is none. MUST reject, never answer null, when it can't know. */
  read(): Promise<StoredRing | null>
  /** Writes if the stored version is still `expected` (null: only if there is none). */
  write(bytes: Uint8Array, expected: string | null): Promise<"ok" | "conflict">
  watch?(changed: () => void): () => void
  /** The store's own clock, where it has one. Milliseconds since the epoch. */
  now?(): Promise<number>
}

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

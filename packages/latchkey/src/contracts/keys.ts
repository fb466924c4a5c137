import type { Awaitable } from "../vocabulary/awaitable.ts"
import type { LoggerInstance } from "./logger.ts"
import type { NotedEvent } from "./security-events.ts"

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
  | RedactedSecret

/** An Effect `Redacted<string>` of version 3, by its shape. With version 4 pass `() => Redacted.value(secret)`. */
export interface RedactedSecret {
  pipe(...steps: never[]): unknown
  toString(): string
}

/** The keys that count at one moment. */
export interface KeyView {
  /** The one that seals first, then all others that open, newest first. */
  readonly secrets: readonly string[]
  /** Ids of keys that are refused for good. */
  readonly refused: ReadonlyMap<string, "revoked" | "destroyed">
  /** What was loaded from where; safe to log. */
  readonly origin: string
  /**
   * Revoked keys whose tokens may still be let in where a register of sessions has them, one by one; never where there
   * is no such register. They are in `refused` too.
   */
  readonly registered?: readonly RegisteredOnlyKey[]
  /**
   * Keys that open stored data and nothing else: what was revoked, and what no token needs any more, while something
   * stored does. A revoked one is in `refused` too.
   */
  readonly data?: readonly string[]
  /** What it was loaded as, for the line at the start. */
  readonly about?: RingAbout
}

/** When a key was revoked. Milliseconds since the epoch. */
export interface Revocation {
  readonly revoked: number
  /** When every instance that reaches the store knows of it; until then some still seal with that key. */
  readonly settled: number
}

/** A revoked key that still opens the sessions of a register. */
export interface RegisteredOnlyKey extends Revocation {
  readonly secret: string
}

/** What a managed ring is at the moment; safe to log. Times in milliseconds since the epoch. */
export interface RingAbout {
  readonly ring: string
  readonly rev: number
  /** The store's name. */
  readonly store: string
  /** The id of the root that opened it. */
  readonly root: string
  /** The root is a secret that was made for development. */
  readonly development?: true
  /** How long its keys open after they have stopped sealing: a token that lives longer ends with a rotation. Milliseconds. */
  readonly maxTokenAge?: number
  /** When the key that seals began to. */
  readonly activeSince: number
  /** When the next one begins, or should. */
  readonly nextAt: number
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
    /** Told what happens to the ring; undefined where the application has no logger. */
    logger?: Required<LoggerInstance> | undefined
    /** Takes what of that belongs into the stream of security events; undefined where nobody listens. */
    note?: ((event: NotedEvent) => void) | undefined
  }): Awaitable<KeyView>
  /** Looks for newer keys, since a token names one that is not known; undefined where the budget is spent. */
  refresh(): Promise<unknown> | undefined
  /** What this instance holds now, for people. Reads nothing anew but the list of instances. */
  inspect?(): Awaitable<RingInspection>
  /**
   * Whether keys are kept for as long as stored data needs them. Without it nothing is sealed for storage: it could not
   * be opened any more once its key is destroyed.
   */
  readonly holdsData?: boolean
}

/** What one instance holds of a managed ring, and what it knows of the others. */
export interface RingInspection {
  readonly name: string
  readonly store: string
  /** The revision; null where none could be read yet. */
  readonly rev: number | null
  /** The id of the root that it was opened with. */
  readonly root: string | null
  /** When the store was read last; null where it never was. */
  readonly read: number | null
  /** The class of the error that the last reading ended with; null where it ended well. */
  readonly failure: string | null
  /** This instance's name among the instances. */
  readonly instance: string
  /** Those that live, as the store has them; null where it keeps none, or does not answer. */
  readonly instances: readonly InstanceRow[] | null
  /** The names of those that have an older revision. */
  readonly behind: readonly string[]
  /** The names of those that opened it with another root. */
  readonly differing: readonly string[]
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
  /** Short and safe to log, e.g. `postgres:auth_keyring`. */
  readonly name: string
  /** The ring that is kept here; it is bound to its name. Default `auth`. */
  readonly ring?: string
  /** The document, or null where there is none. MUST reject, never answer null, when it can't know. */
  read(): Promise<StoredRing | null>
  /** Writes if the stored version is still `expected` (null: only if there is none). */
  write(bytes: Uint8Array, expected: string | null): Promise<"ok" | "conflict">
  /** Calls `changed` when the document may have changed; the answer stops watching. */
  watch?(changed: () => void): () => void
  /** The store's own clock, where it has one. Milliseconds since the epoch. */
  now?(): Promise<number>
  /** Notes that this instance lives and which revision it has, at the store's time. */
  beat?(row: Omit<InstanceRow, "seen">): Promise<void>
  /** The instances noted lately; at least those of the last day. */
  instances?(): Promise<readonly InstanceRow[]>
  /** What speaks against keeping a ring here as it is set up; asked by a person, never by a request. */
  inspect?(): Promise<readonly StoreRemark[]>
}

/** Something that is wrong with a store, or might be. */
export interface StoreRemark {
  /** - `VolatileStore`: it may forget. - `ReadOnlyStore`: what is here can't be changed from here. - `OpenFile`: others can read it. */
  readonly code: "VolatileStore" | "ReadOnlyStore" | "OpenFile"
  readonly severity: "error" | "warning"
  readonly message: string
  /** What to do. */
  readonly fix: string
}

/** What an instance says of itself, so that a key is not used before all know it. */
export interface InstanceRow {
  /** Its name, e.g. the host's and a random part. */
  readonly instance: string
  /** The revision of the ring that it has. */
  readonly rev: number
  /** The id of the root that it opened the ring with; two instances of one ring that differ are worth a look. */
  readonly root: string
  /** The ids of the keys that it can open with: what counts as its word that it knows a key. */
  readonly keys?: readonly string[]
  /** Tokens it opened since it last said so, by key id. */
  readonly opened?: Readonly<Record<string, number>>
  /** Tokens it sealed since it started, by key id. */
  readonly sealed?: Readonly<Record<string, number>>
  /** When it said so. Milliseconds since the epoch. */
  readonly seen: number
}

/** What a managed ring is wrapped with: whoever has it has the ring. Held outside of the store. */
export interface RootKey {
  /** Short and safe to log, e.g. `env:5c21QwXy`. The same root has the same id everywhere. */
  readonly id: string
  /** Encrypts `text` so that it opens only in the same `context`. */
  wrap(text: string, context: string): Awaitable<string>
  /**
   * What was wrapped, or null where it was not wrapped by this root in this context. MUST reject where it can't know.
   * Absent for an escrow, which the application can write to but not read.
   */
  unwrap?(wrapped: string, context: string): Awaitable<string | null>
}

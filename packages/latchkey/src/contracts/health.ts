import type { RingInspection } from "./keys.ts"

/** What anyone may be told: whether requests can be served, and with which key. Never a value. */
export interface HealthAnswer {
  readonly status: "ok" | "unavailable"
  /** The id of the key that seals; null where there are no keys. Cookies carry it too. */
  readonly key: string | null
  /** Eight random characters that name the process, the same as in its log. */
  readonly instance: string
  /** The secret is one that was made for development. */
  readonly development?: true
  /** Only for whoever shows that they have the keys. */
  readonly details?: HealthDetails
}

/** The same, as the application itself is told. */
export interface Health extends HealthAnswer {
  readonly details: HealthDetails
}

/** What an operator wants to know. Holds ids, names, dates and classes of errors; never a value or a message. */
export interface HealthDetails {
  /** When this was said. Milliseconds since the epoch, as all times here. */
  readonly now: number
  /** The version of Latchkey. */
  readonly version: string
  /** The name of the machine or container; null where the runtime does not say. */
  readonly host: string | null
  /** The class of the error that keeps requests from being served, e.g. `MissingSecret`; null where nothing does. */
  readonly error: string | null
  /** The ids of all keys that open, the one that seals first. */
  readonly accepts: readonly string[]
  /** The ids of keys that are refused for good. */
  readonly refused: readonly string[]
  /** Where the keys were loaded from, as in the log; null where there are none. */
  readonly source: string | null
  /** Since when this process has exactly these keys; null where there are none. */
  readonly since: number | null
  /** When their source, or store, answered last; null where they are read at each request. */
  readonly refreshed: number | null
  /** The class of the error that the last question to it ended with; null where it ended well. */
  readonly failure: string | null
  /** The key that seals sessions, where `jwt.secret` gives them one of their own. */
  readonly sessions: { readonly key: string; readonly accepts: readonly string[] } | null
  /** What is known of a ring that looks after itself; null for any other. */
  readonly ring: RingInspection | null
  /** The class of the error in a provider's configuration, by the provider's id; those without one are left out. */
  readonly providers: Readonly<Record<string, string>>
}

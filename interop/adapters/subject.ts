import type { Adapter } from "@auth/core/adapters"
import type { Reason } from "./reasons.ts"

/** Where the servers are that a subject may use, and a folder of its own. */
export interface Places {
  /** Addresses of databases that may be used to make others. */
  readonly postgres: string
  readonly mysql: string
  readonly redis: string
  readonly folder: string
}

export interface Opened {
  readonly adapter: Adapter
  /** What it was made of, where ours takes the same. */
  readonly db?: object
  /** Where the tables are, of a store that has tables. */
  readonly url?: string
  readonly close: () => Promise<void>
}

/** A published adapter on a real store. */
export interface Subject {
  readonly id: string
  /** The package, as it is published. */
  readonly package: string
  /** The store, as the documentation names it. */
  readonly store: string
  /** The servers that it needs beside this process. */
  readonly needs: readonly ("postgres" | "mysql" | "redis")[]
  /** Groups of the conformance suite whose methods it doesn't have. */
  readonly lacks: readonly ("accounts" | "webauthn" | "increment" | "transaction")[]
  /** Cases that are left out because they take too long on that store. */
  readonly unasked?: readonly `C${number}`[]
  /** How many calls a race has, where fifty take long. */
  readonly races?: number
  /** How exactly it keeps a time. */
  readonly precision?: "second"
  /** Whether its columns are too short for an ID token. An application leaves it out by the provider's `account`. */
  readonly shortForIdTokens?: true
  /** Cases of the conformance suite that it does not meet, by the reason, which is its own. */
  readonly unmet: Readonly<Partial<Record<Reason, string>>>
  /** An empty store of its own, and the adapter on it. */
  open(places: Places): Promise<Opened>
}

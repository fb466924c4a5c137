import type { KeyStore, RootKey } from "../../contracts/keys.ts"
import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { RingEvent } from "./events.ts"
import { judge, merge } from "./merge.ts"
import { plan } from "./plan.ts"
import { jittered, type RingPolicy } from "./policy.ts"
import { WORN_AT } from "../seal.ts"
import type { RingWorld } from "./world.ts"

/** The decisions, apart so that a simulation can show what each is for. */
export interface RingRules {
  readonly judge: typeof judge
  readonly merge: typeof merge
  readonly plan: typeof plan
  readonly jittered: typeof jittered
  /** Milliseconds between two refreshes that unknown key ids may cause. */
  readonly forcedInterval: number
  /**
   * How many tokens one key may seal before its successor comes early. AES-GCM with random nonces allows 2³²
   * (NIST SP 800-38D §8.3); half of that leaves time, and room for what instances that are gone did not say.
   */
  readonly wornAt: number
}

export const RULES: RingRules = {
  judge,
  merge,
  plan,
  jittered,
  forcedInterval: 5_000,
  wornAt: WORN_AT,
}

/** What one instance of a ring is made from. */
export interface RingInstanceOptions {
  readonly ring: string
  readonly store: KeyStore
  readonly policy: RingPolicy
  /**
   * A reader never writes the document. An operator writes what a person asks for and nothing else, and is no instance:
   * nobody waits for it.
   */
  readonly role: "full" | "reader" | "operator"
  /** The name of this instance. */
  readonly instance: string
  /** Newest first. Asked at each refresh. */
  readonly roots: () => Awaitable<readonly RootKey[]>
  /** Whether a root is a secret that was made for development. */
  readonly isForDevelopment?: (root: string) => boolean
  /** What joins the first document as keys that open, newest first. */
  readonly imported: () => Awaitable<readonly string[]>
  /** See `bootstrap`. */
  readonly gently: boolean
  /** Which of these keys something stored still needs. */
  readonly held?: ((ids: readonly string[]) => Awaitable<readonly string[]>) | undefined
  readonly world: RingWorld
  readonly rules?: RingRules
  readonly on: (event: RingEvent) => void
}

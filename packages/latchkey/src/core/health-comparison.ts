import type { HealthAnswer } from "../contracts/health.ts"

/** What came of asking one address once. */
export interface HealthSample {
  /** Where was asked. */
  readonly url: string
  /** What it answered, whatever the status; absent where there was no health answer. */
  readonly answer?: HealthAnswer | undefined
  /** The token for the details was refused (401). */
  readonly refused?: boolean | undefined
  /** Why there is no answer, for people. */
  readonly failure?: string | undefined
}

/** In which way an instance differs from the others. */
export interface HealthDifference {
  /**
   * - `unavailable`: it has no keys that it may use
   * - `active-key`: it seals with another key
   * - `missing-key`, `extra-key`: it does not open what the others open, or opens more
   * - `session-key`: its `jwt.secret` is another
   * - `development`: it has a development secret
   * - `token-refused`: it does not have the key of whoever asked
   * - `source`, `revision`, `root`: its keys come from elsewhere, are of another revision, or were opened with another root
   */
  readonly kind:
    | "unavailable"
    | "active-key"
    | "missing-key"
    | "extra-key"
    | "session-key"
    | "development"
    | "token-refused"
    | "source"
    | "revision"
    | "root"
  /** `error`: people are signed out by it. `warning`: a deploy or rotation under way may be the reason. */
  readonly level: "error" | "warning"
  /** What the others have; null where that is nothing. */
  readonly expected: string | null
  readonly actual: string | null
  /** One line for people. */
  readonly message: string
}

/** One process, however often and by whichever address it answered. */
export interface ComparedInstance {
  /** The name that its log has too. */
  readonly instance: string
  readonly urls: readonly string[]
  readonly samples: number
  /** Its last answer. */
  readonly answer: HealthAnswer
  /** Whether it refused the token that it was shown last. */
  readonly refused: boolean
  /** Empty where it is as the others are. */
  readonly differences: readonly HealthDifference[]
}

/** What several health answers say together. */
export interface HealthComparison {
  /** Whether no instance differs in a way that signs people out. */
  readonly agree: boolean
  /** The id of the key that most seal with; null where there is no majority. */
  readonly key: string | null
  /** In the order in which they answered first. */
  readonly instances: readonly ComparedInstance[]
  /** Addresses that gave no health answer, with the reason. */
  readonly failures: readonly { readonly url: string; readonly failure: string }[]
}

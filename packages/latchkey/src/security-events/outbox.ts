import type { SecurityEvent } from "../contracts/security-events.ts"

/** An event that somebody has taken to send it. */
export interface Delivery {
  readonly event: SecurityEvent
  /** For how long it has been kept, by the outbox's own clock. Milliseconds. */
  readonly age: number
  /** How often it was taken, this time included. */
  readonly attempts: number
}

/** What a claim asks for. */
export interface Claim {
  /** Who takes them: random, other for each claim. */
  readonly by: string
  readonly limit: number
  /** Milliseconds after which somebody else may take them. */
  readonly lease: number
}

/** Keeps events until they are delivered, each for every place by its `hook`. */
export interface Outbox {
  /** False where there is no room. An event that is there already is not kept twice. */
  keep(hook: string, event: SecurityEvent): Promise<boolean>
  /** Takes what is due, oldest first, so that nobody else does until the lease has passed. */
  claim(hook: string, claim: Claim): Promise<readonly Delivery[]>
  /** Forgets one that was taken: it arrived, or never will. */
  done(hook: string, id: string, by: string): Promise<void>
  /** Gives one back, for a time in so many milliseconds. */
  later(hook: string, id: string, by: string, delay: number): Promise<void>
  /** How many wait, and in how many milliseconds the next is due. */
  waiting(hook: string): Promise<{ readonly count: number; readonly dueIn: number }>
  /** Whether others may put something in. */
  readonly shared: boolean
}

/** Sessions that end before their time: one, or all of a user that began until then. Holds nothing secret. */
export interface SessionRevocation {
  readonly kind: "session" | "user"
  /** Of the session (the claim `sid`) or of the user (the claim `sub`). */
  readonly id: string
  /** Sessions that began at this moment or before end. Milliseconds since the epoch. */
  readonly at: number
  /** The id of the one session of the user that goes on. */
  readonly except?: string | undefined
  /** From here on no such session can be alive, and the entry may be forgotten. Milliseconds since the epoch. */
  readonly until: number
}

/** What a store has noted, and where to read on. */
export interface RevocationPage {
  readonly revocations: readonly SessionRevocation[]
  /** Opaque; what `since` is given next. */
  readonly cursor: string
}

/**
 * Keeps which sessions in cookies have ended before their time. Every instance reads what is new and answers from
 * memory; nothing is asked at a session check.
 *
 * Each method MUST reject where it can't know or can't keep: that is never the same as "nothing was revoked".
 */
export interface RevocationStore {
  /** Short and safe to log, e.g. `postgres:auth_session_revocation`. */
  readonly name: string
  /** Keeps it; answers once it is kept. */
  add(revocation: SessionRevocation): Promise<void>
  /**
   * All that was noted after `cursor`, and perhaps some of before; without a cursor all that still counts. What was
   * kept before this was asked is never left out, whatever order the store gave it.
   */
  since(cursor: string | null): Promise<RevocationPage>
  /** Calls back when something was noted, at once; answers how to stop. Nothing depends on it but speed. */
  watch?(changed: () => void): () => void
}

/** How sessions in cookies are ended before their time. */
export interface RevocableOptions {
  readonly store: RevocationStore
  /** Seconds after which an instance that serves requests looks for what is new. @default 5 */
  readonly refresh?: number
  /**
   * Seconds that an instance whose store does not answer goes on with what it knows; then it answers 503 until it has
   * looked. The bound within which an ended session is refused everywhere. `Infinity`: it goes on for ever.
   *
   * @default 60
   */
  readonly staleness?: number
}

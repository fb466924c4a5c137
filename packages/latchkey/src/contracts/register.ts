/** A session as a register knows it. Hashes only: who reads the register can't make a session of it. */
export interface RegisteredSession {
  /** SHA-256 of the session's id, base64url. */
  readonly id: string
  /** SHA-256 over the session's id and all that it says of its user, base64url: other claims have another. */
  readonly claims: string
  /** Until when it is known. Milliseconds since the epoch. */
  readonly expires: number
}

/** What a registered session becomes. */
export type RegisteredChange = Pick<RegisteredSession, "claims" | "expires">

/** A session whose key was revoked asks to be let in. */
export interface Redemption extends Pick<RegisteredSession, "id" | "claims"> {
  /** When its key was revoked. Milliseconds since the epoch. */
  readonly revoked: number
  /** Milliseconds since the epoch. */
  readonly now: number
  /**
   * For how long after its move what it was moved from is let in too, in milliseconds: the parallel requests of one
   * browser carry the same old cookie.
   */
  readonly grace: number
}

/**
 * Knows which sessions were begun by a sign-in, so that those can stay when their key is revoked: who has the key can
 * make a token, but not one that is known here. Written at each sign-in and sign-out, and asked only about sessions of
 * a revoked key.
 *
 * Each method is atomic, and MUST reject where it can't know: that is never the same as "not registered".
 */
export interface SessionRegister {
  /** Short and safe to log, e.g. `postgres:auth_sessions`. */
  readonly name: string
  /** Notes a session that begins. An id that is known already keeps what is known of it. */
  add(session: RegisteredSession): Promise<void>
  /**
   * Notes that a session was sealed anew with other claims or a later end. Changes nothing, and answers false, where
   * it is not registered with the claims that it had.
   */
  renew(
    session: Pick<RegisteredSession, "id" | "claims">,
    change: RegisteredChange,
  ): Promise<boolean>
  /**
   * Whether a session of a revoked key may be let in: it is registered with these claims and has not ended, and either
   * was not moved to another key since `revoked`, or that was less than `grace` ago. In that time the claims that it
   * was moved with count as well as those that it was moved to. Changes nothing.
   */
  redeem(asked: Redemption): Promise<boolean>
  /**
   * The same answer; and where it is yes, notes that the session was moved to a key that is not revoked. The first
   * move counts: later ones don't make `grace` longer, and one with the claims it had doesn't undo the other claims of
   * an earlier one.
   */
  move(asked: Redemption, change: RegisteredChange): Promise<boolean>
  /** Forgets a session that has ended. */
  remove(id: string): Promise<void>
}

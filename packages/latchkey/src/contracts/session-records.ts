/** A session as its owner sees it in a list of devices. Nothing in it lets anyone in. */
export interface SessionRecord {
  /**
   * Public id: of a session in a cookie its `sid`, of one in a database SHA-256 of its token, base64url. Who knows it
   * can name the session, and nothing else.
   */
  readonly id: string
  /** The user's id, as it is in `session.user.id` (the claim `sub`). */
  readonly user: string
  /** When the sign-in was. Milliseconds since the epoch, as all times here. */
  readonly created: number
  /** When a use of it was written down last; at most `session.updateAge` behind. */
  readonly seen: number
  /** When it ends if nobody uses it. */
  readonly expires: number
  /** The address that it was used from last, where the option `clientIp` says how to know it. */
  readonly ip?: string
  /** What the browser called itself last, at most 512 characters. */
  readonly userAgent?: string
  /** Which provider it began with: its id, e.g. `github`, `email`, `passkey`. */
  readonly provider: string
  /** The person's id there. */
  readonly providerAccountId?: string
  /** The id of the session at the provider (the claim `sid`, OpenID Connect Front- and Back-Channel Logout). */
  readonly providerSession?: string
  /**
   * How the person proved who they are (RFC 8176): `pwd`, `hwk`, `swk`, `user`, `mfa`, …; `fed` for another service,
   * `email` for a mailed link, which the registry has no value for.
   */
  readonly amr: readonly string[]
}

/** What changes while a session is used. */
export type SessionUse = Pick<SessionRecord, "id" | "seen" | "expires" | "ip" | "userAgent">

/** Sessions at a provider, as its logout names them: one by its id there, or all of an account. */
export type ProviderSessions =
  | { readonly provider: string; readonly providerSession: string }
  | { readonly provider: string; readonly providerAccountId: string }

/** Sessions that are looked for without knowing their user. */
export type WantedSessions = ProviderSessions | { readonly id: string }

/**
 * Lists sessions. Written at sign-in, at `updateAge`, and when a session ends; never asked by a check of a session.
 * A record whose `expires` has passed is not answered, and may be dropped. Each method MUST reject where it fails.
 */
export interface SessionRecords {
  /** Short and safe to log, e.g. `postgres:auth_session_record`. */
  readonly name: string
  /** Notes a session that begins. An id that is there already keeps what is there. */
  add(record: SessionRecord): Promise<void>
  /** Notes a use; false where there is no such session. Never makes `seen` or `expires` earlier. */
  touch(use: SessionUse): Promise<boolean>
  /** The sessions of a user that live at `now`, newest sign-in first. */
  list(user: string, now: number): Promise<readonly SessionRecord[]>
  /** The sessions that live at `now` and began with that session or account at a provider, or the one of that id. */
  find(which: WantedSessions, now: number): Promise<readonly SessionRecord[]>
  /** Forgets one session of a user, or all of them but perhaps one, and answers which they were. */
  remove(
    user: string,
    which?: { readonly only?: string; readonly except?: string },
  ): Promise<readonly string[]>
}

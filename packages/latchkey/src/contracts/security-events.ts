/** What happened, as OWASP's logging vocabulary would have it: the thing, then what became of it. */
export type SecurityEventType =
  | "sign-in"
  | "sign-out"
  | "session-ended"
  | "session-refused"
  | "user-created"
  | "user-updated"
  | "user-deleted"
  | "account-linked"
  | "account-unlinked"
  | "passkey-registered"
  | "link-sent"
  | "token-refreshed"
  | "csrf-refused"
  | "logout-received"
  | "keys-changed"

/**
 * One line of the audit trail: who, what, from where, with which outcome. Has no secret in it: no token, no cookie,
 * no link, no password, no address of a person but where the application asked for it.
 */
export interface SecurityEvent {
  /** Random; the same wherever the event is sent, so that whoever gets it twice can tell. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly type: SecurityEventType
  readonly outcome: "success" | "failure" | "refused"
  /** Whose account it is about: the user's id. */
  readonly user?: string
  /** Who did it, where that is not the user: the id of an administrator, or `system`. */
  readonly actor?: string
  /** The public id of the session; see `SessionRecord.id`. */
  readonly session?: string
  readonly provider?: string
  /** Where the option `clientIp` says how to know it. */
  readonly ip?: string
  readonly userAgent?: string
  /** Host of the request, without a path. */
  readonly host?: string
  /** The stable code of the error, e.g. `OAuthAccountNotLinked`. */
  readonly reason?: string
  /** The reference of the error that the person saw. */
  readonly ref?: string
  /** What else is to be known: counts, ids of keys, names; never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** What a place that notes an event knows of it; the rest is added. */
export type NotedEvent = Omit<SecurityEvent, "id" | "time" | "ip" | "userAgent" | "host">

/** Where security events go. */
export interface SecurityEventSink {
  /** Short and safe to log, e.g. `webhook:audit.example.com`. */
  readonly name: string
  /**
   * Takes an event. What it throws is logged and changes nothing. Sign-in waits for it, so a sink that is slow takes
   * the event and keeps it by itself.
   */
  write(event: SecurityEvent): Promise<void> | void
}

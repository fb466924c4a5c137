import type { LoggerInstance } from "./logger.ts"

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
  | "events-dropped"

/** `failure`: it went wrong, or a proof was. `refused`: nothing was wrong with the proof, but a rule said no. */
export type SecurityEventOutcome = "success" | "failure" | "refused"

/**
 * One line of the audit trail: who, what, from where, with which outcome. Has no secret in it: no token, no cookie,
 * no link, no password, no address of a person but where the application asked for it. Its texts are cut, and free of
 * control characters.
 */
export interface SecurityEvent {
  /** The same wherever the event is sent, so that whoever gets it twice can tell. Letters, digits and `-`. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly type: SecurityEventType
  readonly outcome: SecurityEventOutcome
  /** Whose account it is about: the user's id. */
  readonly user?: string
  /** Who did it, where that is not the user: the id of an administrator, or `system`. */
  readonly actor?: string
  /** The public id of the session; see `SessionRecord.id`. */
  readonly session?: string
  readonly provider?: string
  /** Where the option `clientIp` says how to know it. */
  readonly ip?: string
  /** At most 512 characters. */
  readonly userAgent?: string
  /** Host of the request, without a path. */
  readonly host?: string
  /** The trace id of the request's `traceparent` (W3C Trace Context §3.2.2.3): 32 hexadecimal digits. */
  readonly trace?: string
  /** The stable code of the error, e.g. `OAuthAccountNotLinked`. */
  readonly reason?: string
  /** The reference of the error that the person saw. */
  readonly ref?: string
  /** What else is to be known: counts, ids of keys, names; never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** What a place that notes an event knows of it; the rest is added. */
export type NotedEvent = Omit<
  SecurityEvent,
  "id" | "time" | "ip" | "userAgent" | "host" | "trace"
> & {
  /** Given where several instances note the same thing, and it is to count once. @default random */
  readonly id?: string
}

/** What a sink is given beside the event. */
export interface SecurityEventTools {
  /** For what goes wrong later, when nobody waits any more. Never the event's own way out. */
  readonly logger: Required<LoggerInstance>
}

/** Where security events go. */
export interface SecurityEventSink {
  /** Short and safe to log, e.g. `webhook:audit.example.com`. */
  readonly name: string
  /**
   * Takes an event. What it throws is logged and changes nothing. Sign-in waits for it, at most a second; so a sink
   * that is slow takes the event and keeps it by itself.
   */
  write(event: SecurityEvent, tools: SecurityEventTools): Promise<void> | void
}

/** A sink, or only what it does with an event. */
export type SecurityEventTarget = SecurityEventSink | SecurityEventSink["write"]

/** The option: one place, or several. */
export type SecurityEventSinks = SecurityEventTarget | readonly SecurityEventTarget[]

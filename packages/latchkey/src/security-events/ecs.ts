import type { SecurityEvent, SecurityEventType } from "../contracts/security-events.ts"

/** `event.category` and `event.type` of the Elastic Common Schema; both are closed lists there. */
const KINDS: Readonly<Record<SecurityEventType, readonly [category: string, type: string]>> = {
  "sign-in": ["authentication", "start"],
  "sign-out": ["authentication", "end"],
  "session-ended": ["session", "end"],
  "session-refused": ["session", "denied"],
  "user-created": ["iam", "creation"],
  "user-updated": ["iam", "change"],
  "user-deleted": ["iam", "deletion"],
  "account-linked": ["iam", "change"],
  "account-unlinked": ["iam", "change"],
  "passkey-registered": ["iam", "change"],
  "link-sent": ["authentication", "info"],
  "token-refreshed": ["authentication", "info"],
  "csrf-refused": ["web", "denied"],
  "logout-received": ["session", "end"],
  "keys-changed": ["configuration", "change"],
  "events-dropped": ["configuration", "info"],
}

/** The version of the schema that the names are of. */
const VERSION = "8.11.0"

/** An event by the field names of the Elastic Common Schema; what it has no name for lies under `latchkey.`. */
export function ecsOf(event: SecurityEvent): Record<string, unknown> {
  const { id, time, type, outcome, details } = event
  const [category, kind] = KINDS[type]
  return {
    "@timestamp": new Date(time).toISOString(),
    "ecs.version": VERSION,
    "log.level": outcome === "success" ? "info" : "warn",
    message: `${type} ${outcome}`,
    "event.kind": "event",
    "event.module": "latchkey",
    "event.id": id,
    "event.action": type,
    "event.category": [category],
    "event.type": [outcome === "refused" ? "denied" : kind],
    // There are `success`, `failure` and `unknown` only.
    "event.outcome": outcome === "success" ? "success" : "failure",
    "user.id": event.user,
    "source.ip": event.ip,
    "user_agent.original": event.userAgent,
    "url.domain": event.host?.replace(/:\d+$/, ""),
    "trace.id": event.trace,
    "error.code": event.reason,
    "error.id": event.ref,
    "latchkey.outcome": outcome,
    "latchkey.actor": event.actor,
    "latchkey.session": event.session,
    "latchkey.provider": event.provider,
    "latchkey.details": details,
  }
}

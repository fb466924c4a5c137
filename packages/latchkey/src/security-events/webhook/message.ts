import type { SecurityEvent, SecurityEventType } from "../../contracts/security-events.ts"

/** What a receiver gets: the envelope that Standard Webhooks proposes. */
export interface WebhookMessage {
  /** `auth.` and the type of the event, with `_` for `-`: `auth.sign_in`. */
  readonly type: string
  /** When it happened, ISO 8601. */
  readonly timestamp: string
  readonly data: SecurityEvent
}

export function messageOf(event: SecurityEvent): WebhookMessage {
  const { type, time } = event
  return { type: messageType(type), timestamp: new Date(time).toISOString(), data: event }
}

export function messageType(type: SecurityEventType): string {
  return `auth.${type.replaceAll("-", "_")}`
}

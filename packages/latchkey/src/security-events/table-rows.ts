import type { SecurityEvent } from "../contracts/security-events.ts"
import type { Row, SqlValue } from "../databases/database.ts"

/** The columns of an event, and where its texts are. */
const TEXTS = {
  type: "type",
  outcome: "outcome",
  user_id: "user",
  actor: "actor",
  session_id: "session",
  provider: "provider",
  ip: "ip",
  user_agent: "userAgent",
  host: "host",
  trace_id: "trace",
  reason: "reason",
  ref: "ref",
} as const satisfies Record<string, keyof SecurityEvent>

export const columns: readonly string[] = ["id", "noted", ...Object.keys(TEXTS), "details"]

/** The values of an event, in the order of the columns. */
export function valuesOf(event: SecurityEvent): SqlValue[] {
  const texts = Object.values(TEXTS).map((name) => event[name] ?? null)
  const details = event.details ? JSON.stringify(event.details) : null
  return [event.id, event.time, ...texts, details]
}

/** The event of a row; null where it is none. What is not there is left out. */
export function eventOf(row: Row): SecurityEvent | null {
  const time = Number(row["noted"])
  if (!Number.isSafeInteger(time) || row["noted"] === null) return null
  const texts = Object.entries(TEXTS).flatMap(([column, name]) => {
    const value = row[column]
    return typeof value === "string" && value !== "" ? [[name, value]] : []
  })
  const event = { id: String(row["id"]), time, ...Object.fromEntries(texts) } as SecurityEvent
  if (event.type === undefined || event.outcome === undefined) return null
  const details = detailsOf(row["details"])
  return details ? { ...event, details } : event
}

function detailsOf(value: unknown): SecurityEvent["details"] | null {
  if (typeof value !== "string") return null
  try {
    const parsed: unknown = JSON.parse(value)
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
    return isObject ? (parsed as SecurityEvent["details"] & {}) : null
  } catch {
    return null
  }
}

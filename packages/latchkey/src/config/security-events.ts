import type { LoggerInstance } from "../contracts/logger.ts"
import type { NotedEvent, SecurityEvent, SecurityEventSink } from "../contracts/security-events.ts"
import { EventError } from "../errors.ts"

type Sinks = SecurityEventSink | readonly SecurityEventSink[]
type From = Pick<SecurityEvent, "ip" | "userAgent" | "host">

/** Gives an event to each that listens, at once; none keeps another from it. */
export async function noteSecurityEvent(
  sinks: Sinks,
  noted: NotedEvent & From,
  logger: Required<LoggerInstance>,
): Promise<void> {
  const event: SecurityEvent = { ...noted, id: globalThis.crypto.randomUUID(), time: Date.now() }
  const all = Array.isArray(sinks) ? (sinks as readonly SecurityEventSink[]) : [sinks]
  await Promise.all(
    (all as readonly SecurityEventSink[]).map(async (sink) => {
      try {
        await sink.write(event)
      } catch (error) {
        logger.error(new EventError(error instanceof Error ? error : String(error)))
      }
    }),
  )
}

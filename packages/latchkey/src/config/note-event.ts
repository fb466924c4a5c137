import type { LoggerInstance } from "../contracts/logger.ts"
import type { NotedEvent, SecurityEventSinks } from "../contracts/security-events.ts"
import { sharedMemo, WeakMemo } from "../crypto/memo.ts"
import { EventError } from "../errors.ts"
import { late } from "../web/late.ts"
import type { RequestFacts } from "./request-facts.ts"

type Logger = Required<LoggerInstance>

/** What gives events to sinks is loaded with the first event. */
const events = late(() => import("./security-events.ts"))

/** Gives an event to each sink, and waits for them as long as whoever signs in may wait. Never throws. */
export async function noteEvent(
  sinks: SecurityEventSinks,
  event: NotedEvent & RequestFacts,
  logger: Logger,
): Promise<void> {
  try {
    const { noteSecurityEvent } = await events()
    await noteSecurityEvent(sinks, event, logger)
  } catch (error) {
    // The files of a process may be replaced while it runs. Nobody is kept from signing in by that.
    logger.error(new EventError(error instanceof Error ? error : String(error)))
  }
}

/** Notes what no request has caused. One function for the same sinks: a ring asks for it at each check of a session. */
export function noteWithoutRequest(
  sinks: SecurityEventSinks,
  logger: Logger,
): (event: NotedEvent) => void {
  const memo = sharedMemo(
    "security-event-notes",
    () => new WeakMemo<SecurityEventSinks, (event: NotedEvent) => void>(),
  )
  const known = memo.get(sinks)
  if (known) return known
  const note = (event: NotedEvent): void => void noteEvent(sinks, event, logger)
  memo.set(sinks, note)
  return note
}

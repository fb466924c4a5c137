import type { LoggerInstance } from "../contracts/logger.ts"
import type {
  NotedEvent,
  SecurityEvent,
  SecurityEventSinks,
  SecurityEventTarget,
} from "../contracts/security-events.ts"
import { sharedMemo, WeakMemo } from "../crypto/memo.ts"
import { EventError } from "../errors.ts"
import { cleanText } from "./clean-text.ts"
import { withinBudget } from "./event-budget.ts"
import type { RequestFacts } from "./request-facts.ts"

/** Milliseconds that whoever signs in waits for a sink. */
const PATIENCE = 1_000
/** Events that one sink may be busy with: it hangs, and memory is not endless. */
const MAX_PENDING = 1_000
/** Characters of a text, and of what a browser calls itself. */
const TEXT = 255
const USER_AGENT = 512

type Logger = Required<LoggerInstance>

/** Gives an event to each sink, at once. None keeps another from it, none is waited for without end. Never throws. */
export async function noteSecurityEvent(
  sinks: SecurityEventSinks,
  noted: NotedEvent & RequestFacts,
  logger: Logger,
): Promise<void> {
  const budget = withinBudget(noted)
  if (!budget.noted) {
    if (budget.first) {
      logger.warn(
        "security-events",
        `More events than there is room for: ${noted.type} (${noted.reason ?? noted.outcome}). The rest of this minute is counted only.`,
      )
    }
    return
  }
  const { suppressed } = budget
  const event = eventOf(
    suppressed === 0 ? noted : { ...noted, details: { ...noted.details, suppressed } },
  )
  const all: readonly SecurityEventTarget[] = [sinks].flat()
  await Promise.all(all.map((sink) => give(sink, event, logger)))
}

function eventOf({ id, details, ...noted }: NotedEvent & RequestFacts): SecurityEvent {
  const texts = Object.entries(noted).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, cleanText(String(value), name === "userAgent" ? USER_AGENT : TEXT)]],
  )
  return {
    id: id ?? globalThis.crypto.randomUUID(),
    time: Date.now(),
    ...(Object.fromEntries(texts) as Pick<SecurityEvent, "type" | "outcome">),
    ...(details ? { details: cleanDetails(details) } : {}),
  }
}

function cleanDetails(
  details: NonNullable<SecurityEvent["details"]>,
): SecurityEvent["details"] & {} {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === "string" ? cleanText(value, TEXT) : value,
    ]),
  )
}

/** What is known of a sink from the events before. */
interface Busy {
  pending: number
  /** Somebody waited for it in vain, and it has not answered since. */
  late: boolean
  dropped: number
}

const busyOf = (sink: SecurityEventTarget): Busy => {
  const memo = sharedMemo("security-event-sinks", () => new WeakMemo<SecurityEventTarget, Busy>())
  const known = memo.get(sink) ?? { pending: 0, late: false, dropped: 0 }
  memo.set(sink, known)
  return known
}

async function give(
  sink: SecurityEventTarget,
  event: SecurityEvent,
  logger: Logger,
): Promise<void> {
  const busy = busyOf(sink)
  if (busy.pending >= MAX_PENDING) return drop(sink, busy, logger)
  busy.pending++
  const taken = take(sink, event, logger).finally(() => {
    busy.pending--
    busy.late = false
  })
  // It hangs already: whoever comes now does not wait once more.
  if (busy.late || (await isInTime(taken))) return
  busy.late = true
  logger.error(
    new EventError(`A sink took no security event within ${PATIENCE} ms`, { sink: sink.name }),
  )
}

function drop(sink: SecurityEventTarget, busy: Busy, logger: Logger): void {
  busy.dropped++
  // At powers of ten: a line for each would fill the log.
  if (!/^10*$/.test(String(busy.dropped))) return
  logger.error(
    new EventError("A sink hangs, and security events were dropped", {
      sink: sink.name,
      dropped: busy.dropped,
    }),
  )
}

async function take(
  sink: SecurityEventTarget,
  event: SecurityEvent,
  logger: Logger,
): Promise<void> {
  try {
    await (typeof sink === "function" ? sink(event, { logger }) : sink.write(event, { logger }))
  } catch (error) {
    const cause = error instanceof Error ? { err: error } : {}
    logger.error(
      new EventError("A sink did not take a security event", { ...cause, sink: sink.name }),
    )
  }
}

async function isInTime(taken: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE)
  })
  const inTime = await Promise.race([taken.then(() => true), late])
  clearTimeout(timer)
  return inTime
}

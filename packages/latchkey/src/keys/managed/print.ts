import type { LoggerInstance } from "../../contracts/logger.ts"
import type { RingEvent } from "./events.ts"

/** One line for an operator: what happened, its facts by name, and what it means. */
export function eventLine(event: RingEvent): string {
  const { type, ring, rev, kid, epoch, actor, message } = event
  const facts = Object.entries({ ring, rev, kid, epoch, actor }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  return `keys: ${type} ${facts.join(" ")} ${message}`.replaceAll(/[\r\n]+/g, " ")
}

/** Where there is no logger: to the console, and nothing of debug. */
export function printEvent(event: RingEvent): void {
  const { level } = event
  if (level === "debug") return
  // oxlint-disable-next-line no-console -- a ring is made before there is a configuration with a logger
  console[level](`[auth][${level}] ${eventLine(event)}`)
}

/** To the application's logger: the line and the event; what a person should look at as the warning `keyring`. */
export function logEvent(logger: Required<LoggerInstance>, event: RingEvent): void {
  const { level } = event
  if (level === "warn" || level === "error") return logger.warn("keyring", event)
  logger[level](eventLine(event), event)
}

import type { RingEvent } from "./events.ts"

/** Tells an operator what happened to a ring: one line, to the console. */
export function printEvent(event: RingEvent): void {
  const { level, type, ring, rev, message } = event
  const line = `[auth][${level}] keys: ${type} ring=${ring} rev=${rev} ${message.replaceAll(/[\r\n]+/g, " ")}`
  // oxlint-disable-next-line no-console -- a ring is made before there is a configuration with a logger
  console[level](line)
}

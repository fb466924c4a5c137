import type { SecurityEventSink } from "../contracts/security-events.ts"
import { ecsOf } from "./ecs.ts"

export interface EventLogOptions {
  /** Takes a line, without its end. @default `console.log` */
  readonly write?: (line: string) => void
  /**
   * `"ecs"`: the field names of the Elastic Common Schema, which collectors of logs know. `"json"`: the event as it is,
   * with the names that the table and the webhook have. @default "ecs"
   */
  readonly format?: "ecs" | "json"
}

/**
 * Writes security events to the log, one line of JSON for each. A line is always one: what came from outside has no
 * control characters, and JSON escapes line ends.
 *
 * @example
 * ```ts
 * export const { auth } = NextAuth({ providers: [GitHub], securityEvents: eventLog() })
 * ```
 */
export function eventLog({
  // oxlint-disable-next-line no-console -- it is what the log is
  write = (line) => console.log(line),
  format = "ecs",
}: EventLogOptions = {}): SecurityEventSink {
  return {
    name: `log:${format}`,
    write: (event) => write(JSON.stringify(format === "ecs" ? ecsOf(event) : event)),
  }
}

export type { SecurityEventSink } from "../contracts/security-events.ts"

import type { Invocation } from "../../command.ts"
import type { ProjectDatabase } from "../open/open-database.ts"
import type { Target } from "../options.ts"
import type { Step } from "./steps.ts"

/** What every direction is given. */
export interface Going {
  readonly invocation: Invocation
  readonly opened: ProjectDatabase
  readonly target: Target
  /** The number to arrive at. */
  readonly to: number
  readonly dryRun: boolean
  /** Milliseconds. */
  readonly patience: number
}

/** A statement for a program. */
export function stepAsJson({ what, table, name, sql }: Step): Record<string, unknown> {
  return { what, table, name: name ?? null, sql }
}

import { undo } from "../run/down.ts"
import type { Step } from "../run/steps.ts"
import type { Form } from "../tables/migrations.ts"
import { type Stamp, stampOf } from "./stamp.ts"

/** A migration in plain SQL, there and back. */
export interface SqlText {
  readonly up: string
  readonly down: string
}

/** Statements, each with a semicolon; the way back begins with the last of them. */
export function sqlOf(stamp: Stamp, steps: readonly Step[]): SqlText {
  const head = `-- ${stampOf(stamp)}`
  const text = (statements: readonly string[]): string =>
    `${[head, ...statements.map((sql) => `${sql};`)].join("\n\n")}\n`
  return { up: text(steps.map(({ sql }) => sql)), down: text(backwards(stamp.form, steps)) }
}

/** The statements of the way back. */
export function backwards({ kind }: Form, steps: readonly Step[]): readonly string[] {
  const tables = new Set(steps.filter(({ what }) => what === "table").map(({ table }) => table))
  return steps
    .toReversed()
    .filter(({ what, table }) => what === "table" || !tables.has(table))
    .map((step) => undo(kind, step).sql)
}

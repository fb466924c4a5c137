import type { KeyringStatus } from "../../keys/managed/operations.ts"
import type { ExitCode, Invocation } from "../command.ts"

/** A line of a file that was changed; never its value. */
export interface FileChange {
  readonly file: string
  readonly name: string
  readonly what: string
}

/** What a command did, and what follows from it. With `--json` this is what is printed, with `ok: true`. */
export interface Outcome {
  readonly kind: "managed" | "static"
  /** One sentence. */
  readonly done: string
  readonly changed?: readonly FileChange[]
  /** What it puts an end to. */
  readonly ends: readonly string[]
  readonly keeps: readonly string[]
  /** What remains to be done, one command or step each. */
  readonly next: readonly string[]
  /** Instances that don't have it yet: exit code 3. */
  readonly behind?: readonly string[]
  readonly status?: KeyringStatus
}

/** Prints an outcome. */
export function tell({ json, terminal }: Invocation, outcome: Outcome): ExitCode {
  const { done, changed = [], ends, keeps, next, behind = [] } = outcome
  if (json) {
    terminal.out(JSON.stringify({ ok: true, ...outcome }, null, 2))
    return behind.length > 0 ? 3 : 0
  }
  const { green, yellow, red, dim, bold } = terminal.paint
  terminal.out(`${behind.length > 0 ? yellow("!") : green("✓")} ${bold(done)}`)
  for (const { file, name, what } of changed) terminal.out(`  ${file}: ${name} ${what}`)
  for (const line of ends) terminal.out(`  ${red("ends")}   ${line}`)
  for (const line of keeps) terminal.out(`  ${green("keeps")}  ${line}`)
  if (next.length > 0) terminal.out("")
  for (const line of next) terminal.out(`${dim("→")} ${line}`)
  return behind.length > 0 ? 3 : 0
}

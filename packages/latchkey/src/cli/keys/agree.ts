import { CommandError, type Invocation } from "../command.ts"

/** What is shown before something ends. */
export interface Consequences {
  readonly question: string
  readonly ends: readonly string[]
  readonly keeps: readonly string[]
  /** What else to do. */
  readonly also: readonly string[]
}

/**
 * Shows what would end, and asks; `--yes` says it ahead.
 *
 * @throws CommandError where the answer is no, or nobody can be asked
 */
export async function assertAgreed(
  { flags, terminal }: Invocation,
  { question, ends, keeps, also }: Consequences,
): Promise<void> {
  if (flags["yes"] === true) return
  const { red, green, dim } = terminal.paint
  for (const line of ends) terminal.note(`  ${red("ends")}   ${line}`)
  for (const line of keeps) terminal.note(`  ${green("keeps")}  ${line}`)
  for (const line of also) terminal.note(`  ${dim("also")}   ${line}`)
  if (await terminal.confirm(question)) return
  throw new CommandError(
    terminal.interactive ? "Nothing was changed." : "Nothing was changed. To go ahead: --yes",
  )
}

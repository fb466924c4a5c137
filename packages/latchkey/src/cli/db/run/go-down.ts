import type { ExitCode } from "../../command.ts"
import { type Going, stepAsJson } from "./going.ts"
import { applyDown, type DownPlan, type Loss, planDown } from "./down.ts"
import { appliedTo, type Entry } from "./ledger.ts"
import { inspect } from "../inspect/inspect.ts"
import { underLock } from "./lock.ts"
import { narrator } from "./narrator.ts"
import { MIGRATIONS } from "../tables/migrations.ts"

/** Undoes what was applied behind `to`, the last first. Where rows would be lost, nothing of it is done without a yes. */
export async function goDown(going: Going): Promise<ExitCode> {
  const { invocation, opened, target, to, dryRun } = going
  const { json, terminal, flags } = invocation
  const say = narrator(invocation)
  const plans: DownPlan[] = []
  for (const entry of target.entries.toReversed().filter(({ n }) => n > to)) {
    plans.push(await planDown(opened.database, entry))
  }
  const losses = plans.flatMap((plan) => plan.losses)
  const answer = (ok: boolean): void => {
    const { layout } = target.form
    if (json) {
      terminal.out(JSON.stringify({ ok, dryRun, layout, undone: plans.map(asJson) }, null, 2))
    }
  }
  if (plans.length === 0 && !json) terminal.out(`Nothing is left to undo down to ${to}.`)
  if (!json && dryRun) for (const { entry, steps } of plans) say.statements(entry, steps)
  if (!json && losses.length > 0) terminal.note(lossText(losses))
  if (dryRun || plans.length === 0) {
    answer(true)
    return 0
  }
  const agreed = losses.length === 0 || flags["yes"] === true
  if (!agreed && !(await terminal.confirm("Drop them with their rows?"))) {
    if (!json) terminal.note("Nothing was changed. Do it with: --yes")
    answer(false)
    return 1
  }
  const known = new Map(losses.map(({ what, rows }) => [what, rows]))
  for (const { entry, steps } of plans) {
    await one(going, entry, known, say).finally(say.end)
    say.undone(entry, steps.length)
  }
  answer(true)
  return 0
}

/** Planned anew under the lock: rows that came meanwhile in a table that was empty were not agreed to. */
async function one(
  { opened, target, patience, invocation }: Going,
  { n }: Entry,
  agreed: ReadonlyMap<string, number>,
  say: ReturnType<typeof narrator>,
): Promise<void> {
  const waiting = { patience, waits: say.waits }
  await underLock(opened.database, waiting, async (locked) => {
    const entries = await appliedTo(locked, target.ledger, await inspect(locked))
    const entry = entries.find((other) => other.n === n)
    if (!entry) return
    const plan = await planDown(locked, entry)
    const more = plan.losses.filter(({ what }) => !agreed.has(what))
    if (more.length > 0 && invocation.flags["yes"] !== true) {
      throw new Error(`Rows came meanwhile, and nothing of migration ${n} was undone`)
    }
    const migration = MIGRATIONS.find((one) => one.n === n) ?? entry
    await applyDown(locked, plan, target.ledger, (step, at, of) =>
      say.step(migration, step, at, of),
    )
  })
}

function lossText(losses: readonly Loss[]): string {
  const lines = losses.map(({ what, rows }) => `  ${what}: ${rows} ${rows === 1 ? "row" : "rows"}`)
  return `What would be dropped is not empty:\n${lines.join("\n")}`
}

function asJson({ entry, steps, losses }: DownPlan): Record<string, unknown> {
  const { n, name } = entry
  return { n, name, losses, steps: steps.map(stepAsJson) }
}

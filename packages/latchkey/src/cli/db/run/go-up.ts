import type { Database } from "../../../databases/database.ts"
import { means } from "../../../databases/faults.ts"
import type { ExitCode } from "../../command.ts"
import { type Going, stepAsJson } from "./going.ts"
import { type Migration, MIGRATIONS } from "../tables/migrations.ts"
import { narrator } from "./narrator.ts"
import { underLock } from "./lock.ts"
import { applyUp, isDone, type Plan, planUp } from "./up.ts"

/** How often a migration is begun anew, since an instance that runs made the same table at the same moment. */
const ATTEMPTS = 5

/** Applies what is not applied yet, each migration under the lock. */
export async function goUp(going: Going): Promise<ExitCode> {
  const { invocation, opened, target, to, dryRun } = going
  const { json, terminal } = invocation
  const say = narrator(invocation)
  const done: Plan[] = []
  for (const migration of MIGRATIONS.filter(({ n }) => n <= to)) {
    const planning = dryRun
      ? planUp(opened.database, target.form, migration, target.ledger)
      : repeated(opened.database, () => one(going, migration, say))
    const plan = await planning.finally(say.end)
    if (plan.changed) say.changed(migration)
    if (isDone(plan)) continue
    if (dryRun && !json) say.statements(migration, plan.steps)
    // At once: what is done stays done where a later one fails.
    if (!dryRun) say.applied(migration, plan.steps.length)
    done.push(plan)
  }
  if (json) {
    const { layout } = target.form
    terminal.out(JSON.stringify({ ok: true, dryRun, layout, applied: done.map(asJson) }, null, 2))
  } else if (done.length === 0) {
    terminal.out("Nothing is left to do: every table is there.")
  }
  return 0
}

/** The plan is made under the lock: another process may have done it all meanwhile. */
function one(
  { opened, target, patience }: Going,
  migration: Migration,
  say: ReturnType<typeof narrator>,
): Promise<Plan> {
  const { form, ledger } = target
  const waiting = { patience, waits: say.waits }
  return underLock(opened.database, waiting, async (locked) => {
    const plan = await planUp(locked, form, migration, ledger)
    if (!isDone(plan)) {
      await applyUp(locked, form, plan, ledger, (step, at, of) => say.step(migration, step, at, of))
    }
    return plan
  })
}

async function repeated<T>(database: Database, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= ATTEMPTS || !means(database.kind, error, "made-by-others")) throw error
    }
  }
}

function asJson({ migration, steps }: Plan): Record<string, unknown> {
  return { ...migration, steps: steps.map(stepAsJson) }
}

import process from "node:process"
import type { SealedData } from "../../contracts/data.ts"
import type { SecretOption } from "../../contracts/keys.ts"
import { reseal as sweep, type SweepReport } from "../../keys/data/sweep.ts"
import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "../command.ts"
import type { LoadedProject } from "../project/load-project.ts"
import { FORMER, withFormer } from "./former-secret.ts"
import { reportLines, sweepProgress } from "./show-sweep.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys reseal [options]

Seals stored data anew with the key that seals now: what older and revoked keys sealed, and what was never sealed. Looks
and counts only, unless --apply is given. It may be stopped at any moment and started again; several may run at once,
beside the application. What does not open is left as it is and listed. What is stored is the \`data\` of
latchkey.config.ts.

  --apply              change it
  --after <place>      go on after this row, as an earlier run said it
  --batch <n>          rows that are read at once (default: 200)
${PROJECT_HELP}: { ok, applied, done, after, data: [{ data, rows, current, older,
                       revoked, plain, unknown, destroyed, forged, malformed, exposed, keys, resealed, problems }] }

A secret that was replaced outright still opens stored data here, and nothing else, in the variable ${FORMER}.

Exit codes: 1 where something does not open, 3 where it was stopped.`

/** `latchkey keys reseal`. */
export const resealCommand: Command = {
  help,
  options: {
    ...PROJECT_OPTIONS,
    apply: { type: "boolean" },
    after: { type: "string" },
    batch: { type: "string" },
  },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => reseal(invocation, project, project.ring),
      sourced: (project) => reseal(invocation, project, project.secret),
      static: (project) => reseal(invocation, project, undefined),
    }),
}

async function reseal(
  invocation: Invocation,
  project: LoadedProject,
  own: SecretOption | undefined,
): Promise<ExitCode> {
  const { flags, json, terminal } = invocation
  const places = placesFrom(await project.data(), flags["after"])
  const secret = await withFormer(own, process.env[FORMER])
  const apply = flags["apply"] === true
  const batch = batchOf(flags["batch"])
  const stop = stopped()
  const reports: SweepReport[] = []
  let reached: string | null = typeof flags["after"] === "string" ? flags["after"] : null
  try {
    for (const { data, after } of places) {
      const report = await sweep({
        ...(secret === undefined ? {} : { secret }),
        data,
        apply,
        batch,
        after,
        signal: stop.signal,
        onProgress: sweepProgress(terminal, data.name, (key) => (reached = placeOf(data, key))),
      })
      terminal.progress("")
      reports.push(report)
      if (!json) for (const line of reportLines(report, terminal.paint)) terminal.out(line)
      if (!report.done) break
    }
  } catch (error) {
    if (reached !== null) terminal.note(`It had come to ${reached}. ${goOn(apply, reached)}`)
    throw error
  } finally {
    stop.forget()
  }
  const done = reports.length === places.length && reports.every((report) => report.done)
  const whole = reports.every(({ problems }) => problems.length === 0)
  if (json) {
    const answer = { ok: whole && done, applied: apply, done, after: reached, data: reports }
    terminal.out(JSON.stringify(answer, null, 2))
  } else if (!done) terminal.note(`Stopped. ${goOn(apply, reached)}`)
  else nextStep(invocation, reports)
  return done ? (whole ? 0 : 1) : 3
}

function goOn(apply: boolean, reached: string | null): string {
  const options = `${apply ? " --apply" : ""}${reached === null ? "" : ` --after '${reached}'`}`
  return `To go on: latchkey keys reseal${options}`
}

function nextStep({ flags, terminal }: Invocation, reports: readonly SweepReport[]): void {
  const todo = reports.reduce((sum, one) => sum + one.older + one.revoked + one.plain, 0)
  if (flags["apply"] === true) return
  const nothing = "Everything that opens is sealed with the key that seals now."
  terminal.note(
    todo === 0 ? nothing : "Nothing was changed. To do it: latchkey keys reseal --apply",
  )
}

/** A row, as `--after` takes it. */
function placeOf(data: SealedData, key: string): string {
  return `${data.name}:${key}`
}

/** The storages from `--after` on. */
function placesFrom(
  all: readonly SealedData[],
  given: unknown,
): { data: SealedData; after: string | null }[] {
  if (all.length === 0) {
    throw new CommandError(
      "latchkey.config.ts doesn't say what is stored: give it data, e.g. [accountTokens(db)]. See docs/data-at-rest.md",
    )
  }
  if (typeof given !== "string") return all.map((data) => ({ data, after: null }))
  const from = all.findIndex(({ name }) => given.startsWith(`${name}:`))
  if (from < 0) {
    const names = all.map(({ name }) => `${name}:…`).join(", ")
    throw new UsageError(`--after takes a row as an earlier run said it: ${names}`)
  }
  return all.slice(from).map((data, n) => ({
    data,
    after: n === 0 ? given.slice(data.name.length + 1) || null : null,
  }))
}

function batchOf(given: unknown): number {
  if (given === undefined) return 200
  const batch = Number(given)
  if (!Number.isInteger(batch) || batch < 1 || batch > 10_000) {
    throw new UsageError("--batch takes a number from 1 to 10000")
  }
  return batch
}

/** Ends the batch that is under way at the first Ctrl-C; a second one ends the process. */
function stopped(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  const signals = ["SIGINT", "SIGTERM"] as const
  for (const name of signals) process.once(name, stop)
  return {
    signal: controller.signal,
    forget: () => signals.forEach((name) => process.removeListener(name, stop)),
  }
}

import { leastPropagation } from "../../keys/managed/policy.ts"
import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { awaitInstances } from "./converge.ts"
import { publish } from "./next.ts"
import { promote } from "./promote.ts"
import { refuseSourced } from "./sourced.ts"
import { rotateStatic } from "./static/rotate.ts"
import { durationOption } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys rotate [options]

Publishes the next key, which seals as soon as every instance can know it. Nobody is signed out. A ring rotates by
itself; this only does it earlier. In the environment, a new secret with a date is written to AUTH_SECRETS: one deploy
publishes it and schedules its use.

  --now                of a ring: wait until all instances have the key, then let it seal
  --wait <time>        how long to wait at the most, e.g. 5m (default: as long as a change takes to reach all)
  --at <date>          of the environment: from when it seals, e.g. 2026-12-01T00:00Z (default: in a day)
  --to <platform>      of the environment: give AUTH_SECRETS to a platform, as \`latchkey secret --to\` does
  --file <file>        of the environment: write to this env file
  --force              with --to: replace the AUTH_SECRETS that is there
  --yes                don't ask: add the ignore line where it is missing
${PROJECT_HELP}: { ok, kind, done, changed, ends, keeps, next, status }

Exit code 3: the key is published, but not every instance has it, so it does not seal yet.`

/** `latchkey keys rotate`. */
export const rotateCommand: Command = {
  help,
  options: {
    ...PROJECT_OPTIONS,
    now: { type: "boolean" },
    wait: { type: "string" },
    at: { type: "string" },
    to: { type: "string" },
    file: { type: "string" },
    force: { type: "boolean" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => rotate(invocation, project),
      sourced: refuseSourced,
      static: (project) => {
        if (invocation.flags["now"]) {
          throw new UsageError("--now is for a ring; an environment takes --at <date>")
        }
        return rotateStatic(invocation, project)
      },
    }),
}

async function rotate(invocation: Invocation, project: ManagedProject): Promise<ExitCode> {
  const { flags, terminal } = invocation
  for (const name of ["at", "to", "file"]) {
    if (flags[name] !== undefined)
      throw new UsageError(`--${name} is for an environment, not a ring`)
  }
  if (!flags["now"]) return publish(invocation, project)
  const { ring } = project
  const before = await ring.status()
  const waits = before.keys.some(({ state }) => state === "published")
  const status = waits ? before : await ring.rotate()
  if (status.instances.length === 0) {
    throw new CommandError(
      "The key is published, and seals by itself in time. The store knows no instances, so nobody can say whether all have it",
    )
  }
  const limit = durationOption(flags["wait"], "wait", leastPropagation(status.policy))
  const behind = await awaitInstances(ring, limit, terminal)
  if (behind.length === 0) return promote(invocation, project)
  const message = `The key is published, and does not seal yet: ${behind.join(", ")} don't have it. Later: latchkey keys promote`
  if (invocation.json) terminal.out(JSON.stringify({ ok: false, error: message, behind }))
  else terminal.note(`${terminal.paint.yellow("!")} ${message}`)
  return 3
}

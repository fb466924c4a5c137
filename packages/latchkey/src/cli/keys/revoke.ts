import { userInfo } from "node:os"
import type { KeyringStatus } from "../../keys/managed/operations.ts"
import { leastPropagation } from "../../keys/managed/policy.ts"
import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { assertAgreed } from "./agree.ts"
import { alsoRotate, endsWith, KEPT } from "./blast-radius.ts"
import { awaitInstances } from "./converge.ts"
import { tell } from "./outcome.ts"
import { idsOf } from "./retire.ts"
import { instanceLines, percent } from "./show-ring.ts"
import { storedUnder } from "./stored-under.ts"
import { refuseRevocation } from "./sourced.ts"
import { revokeStatic } from "./static/revoke.ts"
import { durationOption, spanOf } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys revoke <key…> [options]

Ends keys that leaked, with all that they sealed. Shows what ends and what stays, and asks, before anything is changed.
Where a key that seals goes, another seals at once. Then waits until every instance refuses it, and names those that
don't yet. In the environment, the secret is removed from the env files, and a new one made where it was the only one.

  --reason <text>      for people; kept in the ring
  --keep-registered    sessions stay that a register of sessions knows
  --now                don't wait for the instances
  --wait <time>        how long to wait at the most, e.g. 5m (default: as long as a change takes to reach all)
  --yes                don't ask
  --file <file>        of the environment: where a new secret is written
${PROJECT_HELP}: { ok, kind, done, changed, ends, keeps, next, behind, status }

Exit code 3: revoked, but not every instance refuses it yet.`

/** `latchkey keys revoke`. */
export const revokeCommand: Command = {
  help,
  options: {
    ...PROJECT_OPTIONS,
    reason: { type: "string" },
    "keep-registered": { type: "boolean" },
    now: { type: "boolean" },
    wait: { type: "string" },
    file: { type: "string" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: Number.POSITIVE_INFINITY,
  takesKeys: true,
  async run(invocation) {
    if (invocation.positionals.length === 0) {
      throw new UsageError("Which key? latchkey keys status shows them")
    }
    return withProject(invocation, {
      managed: (project) => revoke(invocation, project),
      sourced: refuseRevocation,
      static: (project) => {
        if (invocation.flags["keep-registered"]) {
          throw new UsageError("--keep-registered is for a ring")
        }
        return revokeStatic(invocation, project)
      },
    })
  },
}

async function revoke(invocation: Invocation, project: ManagedProject): Promise<ExitCode> {
  const { flags, terminal } = invocation
  const { ring, environment } = project
  const ids = [...new Set(invocation.positionals)]
  const before = await ring.status()
  if (ids.some((id) => !before.keys.some((key) => key.id === id))) {
    throw new CommandError(
      `There is no such key. Nothing was changed. There are: ${idsOf(before.keys)}`,
    )
  }
  const keepRegistered = flags["keep-registered"] === true
  const stored = await storedUnder(project, ids, ring.holdsData === true)
  const ends = endsWith({ share: shareOf(before, ids), keepRegistered, stored: stored.ends })
  const others = before.keys.filter(({ id }) => !ids.includes(id))
  const keeps = [
    ...KEPT,
    ...stored.keeps,
    ...(others.length > 0 ? [`what ${idsOf(others)} sealed`] : []),
  ]
  const also = alsoRotate(environment)
  const question = `Revoke ${ids.join(", ")}?`
  await assertAgreed(invocation, { question, ends, keeps, also })
  const limit = durationOption(flags["wait"], "wait", leastPropagation(before.policy))
  const reason = typeof flags["reason"] === "string" ? flags["reason"] : `by ${whoAmI()}`
  await ring.revoke(ids, { reason, keepRegistered })
  const behind = await awaitInstances(ring, flags["now"] ? 0 : limit, terminal)
  const status = await ring.status()
  if (!invocation.json) {
    for (const line of instanceLines(status, terminal.paint)) terminal.note(line)
  }
  return tell(invocation, {
    kind: "managed",
    done: doneBy(ids, status, behind),
    ends,
    keeps,
    next: [...rest(status, behind), ...stored.next, ...also],
    behind,
    status,
  })
}

function doneBy(ids: readonly string[], status: KeyringStatus, behind: readonly string[]): string {
  const { active, instances } = status
  const reach =
    behind.length > 0
      ? `${behind.length} of ${instances.length} instances may accept it still`
      : instances.length > 0
        ? `all ${instances.length} instances refuse it`
        : "the store knows no instances to ask"
  return `Revoked ${ids.join(", ")}: ${reach}. Key ${active} seals.`
}

function rest({ policy }: KeyringStatus, behind: readonly string[]): string[] {
  if (behind.length === 0) return []
  const time = spanOf(leastPropagation(policy))
  return [
    `Behind: ${behind.join(", ")}. Each that reaches the store refuses it within ${time}; stop one that doesn't`,
    "To see them: latchkey keys status",
  ]
}

/** How much of the traffic these keys have; undefined where no instance counts. */
function shareOf({ keys }: KeyringStatus, ids: readonly string[]): string | undefined {
  const shares = keys.filter(({ id }) => ids.includes(id)).map(({ share }) => share)
  if (shares.some((share) => share === null)) return undefined
  return percent(shares.reduce<number>((sum, share) => sum + share!, 0))
}

function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    return "an operator"
  }
}

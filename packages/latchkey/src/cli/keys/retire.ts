import {
  type Command,
  CommandError,
  type ExitCode,
  type Invocation,
  UsageError,
} from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { tell } from "./outcome.ts"
import { refuseSourced } from "./sourced.ts"
import { both } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys retire <key> [options]

Stops a key of a ring from sealing as soon as its successor may start, which is published now if there is none. What it
sealed stays good until it is over. Nobody is signed out.

${PROJECT_HELP}: { ok, kind, done, ends, keeps, next, status }`

/** `latchkey keys retire`. */
export const retireCommand: Command = {
  help,
  options: PROJECT_OPTIONS,
  positionals: 1,
  takesKeys: true,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => retire(invocation, project),
      sourced: refuseSourced,
      static: async () => {
        throw new CommandError(
          "A secret of the environment retires by rotation: latchkey keys rotate",
        )
      },
    }),
}

async function retire(invocation: Invocation, { ring }: ManagedProject): Promise<ExitCode> {
  const [id] = invocation.positionals
  if (id === undefined) throw new UsageError("Which key? latchkey keys status shows them")
  const before = await ring.status()
  const key = before.keys.find((one) => one.id === id)
  if (!key) throw new CommandError(`There is no such key. There are: ${idsOf(before.keys)}`)
  if (key.state === "published") {
    throw new CommandError(
      `Key ${id} has sealed nothing yet. If it leaked: latchkey keys revoke ${id}`,
    )
  }
  const status = await ring.retire(id)
  const next = status.keys.find(({ state }) => state === "published")
  const seals = status.active === id
  return tell(invocation, {
    kind: "managed",
    done: seals
      ? `Key ${id} seals until ${next ? both(next.notBefore, status.now) : "its successor starts"}.`
      : `Key ${id} seals nothing any more.`,
    ends: [],
    keeps: [`what key ${id} sealed, until it is over`],
    next:
      next && seals
        ? [`Then key ${next.id} seals; as soon as all have it: latchkey keys promote`]
        : [],
    status,
  })
}

export function idsOf(keys: readonly { readonly id: string }[]): string {
  return keys.map(({ id }) => id).join(", ")
}

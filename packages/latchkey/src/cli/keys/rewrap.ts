import { type Command, CommandError, type ExitCode, type Invocation } from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { assertAgreed } from "./agree.ts"
import { tell } from "./outcome.ts"
import { idsOf } from "./retire.ts"
import { refuseSourced } from "./sourced.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys rewrap [options]

Wraps a ring under the configured root alone, e.g. the AUTH_SECRET of now, and drops the wrappings of all others: who
has only an older root can't open the ring any more. Sessions stay. It happens by itself some days after the root was
changed; this does it now, for a root that leaked.

  --yes                don't ask
${PROJECT_HELP}: { ok, kind, done, ends, keeps, next, behind, status }

Exit code 3: done, but instances that live opened the ring with a root that is gone.`

/** `latchkey keys rewrap`. */
export const rewrapCommand: Command = {
  help,
  options: { ...PROJECT_OPTIONS, yes: { type: "boolean", short: "y" } },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => rewrap(invocation, project),
      sourced: refuseSourced,
      static: async () => {
        throw new CommandError(
          "Secrets of the environment have no root: there is nothing to wrap. To rotate: latchkey keys rotate",
        )
      },
    }),
}

async function rewrap(invocation: Invocation, { ring }: ManagedProject): Promise<ExitCode> {
  const before = await ring.status()
  const ends = [
    "instances that have only an older root: they can't open the ring once they restart",
  ]
  const keeps = ["all sessions, and all keys of the ring"]
  const question = `The ring is wrapped under ${rootsOf(before)}. Keep the configured root alone?`
  // Where there is one, it is the one that opened the ring here.
  if (before.roots.length > 1) await assertAgreed(invocation, { question, ends, keeps, also: [] })
  const status = await ring.rewrap()
  const gone = before.roots.filter(({ root }) => !status.roots.some((one) => one.root === root))
  const changed = rootsOf(before) !== rootsOf(status)
  const cutOff = status.instances.filter(({ root }) => gone.some((one) => one.root === root))
  return tell(invocation, {
    kind: "managed",
    done: changed
      ? `Root changed, sessions kept: the ring is wrapped under ${rootsOf(status)}.`
      : `Nothing was changed: the ring is wrapped under ${rootsOf(status)} already.`,
    ends: gone.map(({ root }) => `root ${root}: it opens this ring no more`),
    keeps,
    next: changed
      ? [
          ...cutOff.map(
            (row) =>
              `Instance ${row.instance} opened the ring with root ${row.root}: see that it has the one of now`,
          ),
          "Take the old root out of the environment of every instance: one that has it wraps the ring under it again",
          `If the old root leaked with the database, end the sessions too: latchkey keys revoke ${idsOf(status.keys).replaceAll(",", "")}`,
        ]
      : [],
    behind: cutOff.map(({ instance }) => instance),
    status,
  })
}

function rootsOf({ roots }: { readonly roots: readonly { readonly root: string }[] }): string {
  return roots.map(({ root }) => root).join(" and ")
}

import { CommandError, type Command, type ExitCode, type Invocation } from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { tell } from "./outcome.ts"
import { refuseSourced } from "./sourced.ts"
import { promoteStatic } from "./static/promote.ts"
import { both } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys promote [options]

Lets the published key seal now. Of a ring, it is refused while an instance doesn't have the key, and names it. In the
environment, AUTH_SECRET_NEXT becomes the next AUTH_SECRET_<n> (or the date of AUTH_SECRETS is moved to now): deploy it
to all instances first. Nobody is signed out.

  --to <platform>      give it to a platform under its new name; its value has to be in an env file here
  --yes                don't ask: add the ignore line where it is missing
${PROJECT_HELP}: { ok, kind, done, changed, ends, keeps, next, status }`

/** `latchkey keys promote`. */
export const promoteCommand: Command = {
  help,
  options: { ...PROJECT_OPTIONS, to: { type: "string" }, yes: { type: "boolean", short: "y" } },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => promote(invocation, project),
      sourced: refuseSourced,
      static: (project) => promoteStatic(invocation, project),
    }),
}

/** Lets the published key of a ring seal. */
export async function promote(
  invocation: Invocation,
  { ring }: Pick<ManagedProject, "ring">,
): Promise<ExitCode> {
  const before = await ring.status()
  if (!before.keys.some(({ state }) => state === "published")) {
    throw new CommandError("There is no key that waits. Publish one: latchkey keys next")
  }
  const status = await ring.promote()
  const old = status.keys.find(({ id }) => id === before.active)
  const end = old?.retiresAt
  return tell(invocation, {
    kind: "managed",
    done: `Key ${status.active} seals.`,
    ends: [],
    keeps: [
      `everything; key ${before.active} opens what it sealed${end ? ` until ${both(end, status.now)}` : ""}`,
    ],
    next: ["Nothing has to be done: an instance that hears of it later opens both"],
    status,
  })
}

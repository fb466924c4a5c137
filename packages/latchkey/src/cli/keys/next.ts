import type { Command, ExitCode, Invocation } from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { tell } from "./outcome.ts"
import { refuseSourced } from "./sourced.ts"
import { nextStatic } from "./static/next.ts"
import { both } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys next [options]

Publishes the next key: every instance learns it, and it seals nothing yet. Nobody is signed out. Of a ring, it is the
first half of a rotation, and happens by itself. In the environment, a new secret is written as AUTH_SECRET_NEXT to the
env file that holds the one that seals.

  --file <file>        write to this env file
  --to <platform>      give it to a platform, as \`latchkey secret --to\` does; with --file keep it there too, for promote
  --force              replace one that waits already
  --yes                don't ask: add the ignore line where it is missing
${PROJECT_HELP}: { ok, kind, done, changed, ends, keeps, next, status }`

/** `latchkey keys next`. */
export const nextCommand: Command = {
  help,
  options: {
    ...PROJECT_OPTIONS,
    file: { type: "string" },
    to: { type: "string" },
    force: { type: "boolean" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => publish(invocation, project),
      sourced: refuseSourced,
      static: (project) => nextStatic(invocation, project),
    }),
}

/** Publishes the next key of a ring. */
export async function publish(
  invocation: Invocation,
  { ring }: Pick<ManagedProject, "ring">,
): Promise<ExitCode> {
  const status = await ring.rotate()
  const waiting = status.keys.find(({ state }) => state === "published")
  const id = waiting?.id ?? status.active
  const when = waiting ? both(waiting.notBefore, status.now) : "now"
  return tell(invocation, {
    kind: "managed",
    done: `Key ${id} is published, and seals from ${when}.`,
    ends: [],
    keeps: [`everything; key ${status.active} seals until then, and opens after it`],
    next: [
      "Nothing has to be done: every instance reads it before it seals",
      "To let it seal as soon as all have it: latchkey keys promote",
    ],
    status,
  })
}

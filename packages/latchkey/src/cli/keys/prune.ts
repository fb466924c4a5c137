import type { Command, ExitCode, Invocation } from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { tell } from "./outcome.ts"
import { refuseSourced } from "./sourced.ts"
import { pruneStatic } from "./static/prune.ts"
import { both } from "./times.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys prune [options]

Drops secrets of the environment that nothing needs any more, and gives the rest the names that are free again. Refuses
while sessions may be alive that they sealed, unless dates prove that these are over. A ring destroys its keys itself;
this says when.

  --max-age <time>     how long a session lives: session.maxAge (default: 30d)
  --yes                drop all older ones, whatever their dates; don't ask
${PROJECT_HELP}: { ok, kind, done, changed, ends, keeps, next, status }`

/** `latchkey keys prune`. */
export const pruneCommand: Command = {
  help,
  options: {
    ...PROJECT_OPTIONS,
    "max-age": { type: "string" },
    yes: { type: "boolean", short: "y" },
  },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => prune(invocation, project),
      sourced: refuseSourced,
      static: (project) => pruneStatic(invocation, project),
    }),
}

async function prune(invocation: Invocation, { ring }: ManagedProject): Promise<ExitCode> {
  const status = await ring.status()
  const ending = status.keys.filter(({ retiresAt }) => retiresAt !== null)
  return tell(invocation, {
    kind: "managed",
    done: "Nothing was changed: a ring destroys its keys by itself.",
    ends: [],
    keeps: ending.map(({ id, retiresAt }) => `key ${id} until ${both(retiresAt!, status.now)}`),
    next: [],
    status,
  })
}

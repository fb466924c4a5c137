import { timelineOf } from "../../keys/picture/timeline.ts"
import type { Command, ExitCode, Invocation } from "../command.ts"
import type { ManagedProject } from "../project/load-project.ts"
import { showRing } from "./show-ring.ts"
import { showSourced } from "./sourced.ts"
import { showStatic } from "./static/show.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys status [options]

Shows the keys of this application: what each does, since when and until when, its share of the traffic, the instances
and those that are behind, and what happens next. Changes nothing.

${PROJECT_HELP}:
                       of a ring { ok, kind: "managed", from, status, timeline }; times in milliseconds
                       of the environment { ok, kind: "static", keys: [{ id, state, places, from, until }] }
                       of a source { ok, kind: "sourced", source, keys: [{ id, state }] }

Exit code 3: an instance is behind.`

/** `latchkey keys status`. */
export const statusCommand: Command = {
  help,
  options: PROJECT_OPTIONS,
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: (project) => managed(invocation, project),
      sourced: (project) => showSourced(invocation, project),
      static: (project) => showStatic(invocation, project),
    }),
}

async function managed(
  { json, terminal }: Invocation,
  { ring, from }: ManagedProject,
): Promise<ExitCode> {
  const status = await ring.status()
  const ok = status.behind.length === 0
  if (json) {
    const timeline = timelineOf(status)
    terminal.out(JSON.stringify({ ok: true, kind: "managed", from, status, timeline }, null, 2))
  } else {
    const origin = `${ring.name.replace(/^keyring:/, "")} by ${from}`
    for (const line of showRing(status, origin, terminal)) terminal.out(line)
  }
  return ok ? 0 : 3
}

import { timelineOf } from "../../keys/picture/timeline.ts"
import type { Command, ExitCode, Invocation } from "../command.ts"
import type { LoadedProject, ManagedProject } from "../project/load-project.ts"
import {
  askRunning,
  questionOf,
  type Running,
  RUNNING_HELP,
  RUNNING_OPTIONS,
} from "../running/running.ts"
import { asText, inJson } from "../running/show.ts"
import { showRing } from "./show-ring.ts"
import { showSourced } from "./sourced.ts"
import { showStatic } from "./static/show.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys status [options]

Shows the keys of this application: what each does, since when and until when, its share of the traffic, the instances
and those that are behind, and what happens next. With --url it asks the instances that run. Changes nothing.

${RUNNING_HELP}
${PROJECT_HELP}:
                       of a ring { ok, kind: "managed", from, status, timeline }; times in milliseconds
                       of the environment { ok, kind: "static", keys: [{ id, state, places, from, until }] }
                       of a source { ok, kind: "sourced", source, keys: [{ id, state }] }
                       with --url each of them has running: { agree, key, ours, instances, failures }

Exit code 3: an instance is behind, differs, has no keys, or did not answer.`

/** `latchkey keys status`. */
export const statusCommand: Command = {
  help,
  options: { ...PROJECT_OPTIONS, ...RUNNING_OPTIONS },
  positionals: 0,
  async run(invocation) {
    const question = questionOf(invocation)
    const after = async (project: LoadedProject): Promise<Running | undefined> =>
      question && askRunning(question, project)
    return withProject(invocation, {
      managed: async (project) => managed(invocation, project, await after(project)),
      sourced: async (project) => {
        const running = await after(project)
        return worse(await showSourced(invocation, project, running), running)
      },
      static: async (project) => {
        const running = await after(project)
        return worse(await showStatic(invocation, project, running), running)
      },
    })
  },
}

function worse(code: ExitCode, running: Running | undefined): ExitCode {
  if (code !== 0 || !running) return code
  const { agree, failures } = running.comparison
  return agree && failures.length === 0 ? 0 : 3
}

async function managed(
  { json, terminal }: Invocation,
  { ring, from }: ManagedProject,
  running: Running | undefined,
): Promise<ExitCode> {
  const status = await ring.status()
  const ok = status.behind.length === 0
  if (json) {
    const timeline = timelineOf(status)
    const answer = { ok: true, kind: "managed", from, status, timeline, ...inJson(running) }
    terminal.out(JSON.stringify(answer, null, 2))
  } else {
    const origin = `${ring.name.replace(/^keyring:/, "")} by ${from}`
    for (const line of showRing(status, origin, terminal)) terminal.out(line)
    for (const line of asText(running, terminal.paint)) terminal.out(line)
  }
  return worse(ok ? 0 : 3, running)
}

import { CommandError, type ExitCode, type Invocation, UsageError } from "../command.ts"
import { reasonOf } from "../project/config-file.ts"
import { type LoadedProject, loadProject } from "../project/load-project.ts"

/** What each kind of project does at a command. */
export type PerKind = {
  readonly [Kind in LoadedProject["kind"]]: (
    project: Extract<LoadedProject, { readonly kind: Kind }>,
  ) => Promise<ExitCode>
}

/** Options that every command on keys takes. */
export const PROJECT_OPTIONS = { env: { type: "string" } } as const

export const PROJECT_HELP = `  --env <environment>  whose env files count: production or development (default: NODE_ENV, else development)
  --json               answer in JSON`

/** Loads the project, does what its kind does, and closes it. No message has a secret of its environment. */
export async function withProject(invocation: Invocation, per: PerKind): Promise<ExitCode> {
  const project = await loadProject(invocation)
  try {
    if (project.kind === "managed") return await per.managed(project)
    if (project.kind === "sourced") return await per.sourced(project)
    return await per.static(project)
  } catch (error) {
    if (error instanceof CommandError || error instanceof UsageError) throw error
    throw new CommandError(project.redact(reasonOf(error)))
  } finally {
    await closed(project)
  }
}

/** Milliseconds that a pool may take to close. */
const CLOSING = 2_000

/** What does not close, e.g. since its server does not answer, is not waited for. */
async function closed(project: LoadedProject): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING)
  })
  await Promise.race([project.close().catch(() => {}), late])
  clearTimeout(timer)
}

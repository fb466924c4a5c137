import type { SecretOption } from "../../contracts/keys.ts"
import { resolveKeys } from "../../keys/resolve.ts"
import { isProduction, readEnv } from "../../web/env.ts"
import { CommandError, type ExitCode, type Invocation } from "../command.ts"
import type { SourcedProject } from "../project/load-project.ts"
import type { Running } from "../running/running.ts"
import { asText, inJson } from "../running/show.ts"
import { wayOf } from "./source-ways.ts"
import { table } from "./table.ts"

/** Names the source of a project's secret, safe to print. */
function sourceName(secret: SecretOption): string {
  if (typeof secret === "function") return secret.name ? `function ${secret.name}()` : "a function"
  if (typeof secret === "object" && secret !== null && "name" in secret) return String(secret.name)
  if (Array.isArray(secret) || typeof secret === "string") return "the configuration"
  return "a binding or promise"
}

/** `keys status` of a source. */
export async function showSourced(
  { json, terminal }: Invocation,
  { secret, from }: SourcedProject,
  running?: Running,
): Promise<ExitCode> {
  const production = isProduction()
  const read = (name: string): string | undefined => readEnv(name)
  const { ring } = await resolveKeys({ secret, passed: true, read, production })
  const source = sourceName(secret)
  const keys = ring.keys.map(({ id }, at) => ({ id, state: at === 0 ? "active" : "verify-only" }))
  if (json) {
    const answer = { ok: true, kind: "sourced", from, source, keys, ...inJson(running) }
    terminal.out(JSON.stringify(answer, null, 2))
    return 0
  }
  const { bold, dim } = terminal.paint
  terminal.out(`${bold("Keys of a source")}  ${dim(`${source} by ${from}`)}`)
  terminal.out("")
  const rows = keys.map(({ id, state }) => [`  ${id}`, state === "active" ? "seals" : "only opens"])
  for (const line of table(rows)) terminal.out(line)
  terminal.out("")
  terminal.out(`${bold("Next")}  to rotate: ${wayOf(source)}`)
  for (const line of asText(running, terminal.paint)) terminal.out(line)
  return 0
}

/**
 * A service keeps the secret: what has to be changed there, and how.
 *
 * @throws CommandError always
 */
export async function refuseSourced({ secret, from }: SourcedProject): Promise<never> {
  const source = sourceName(secret)
  throw new CommandError(
    `The secret comes from ${source} (${from}) and is changed there, not here: ${wayOf(source)}. ` +
      "Instances take it over within the source's refresh time",
  )
}

/**
 * The same where a key leaked: what it sealed has to end.
 *
 * @throws CommandError always
 */
export async function refuseRevocation({ secret, from }: SourcedProject): Promise<never> {
  const source = sourceName(secret)
  throw new CommandError(
    `The secret comes from ${source} (${from}) and is replaced there, not here: put a new one in its place and remove ` +
      "the leaked one, earlier versions too; then restart every instance, since each goes on accepting for 30 days " +
      "what a source gave before",
  )
}

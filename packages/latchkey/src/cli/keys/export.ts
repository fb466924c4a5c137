import { type Command, CommandError, type ExitCode, type Invocation } from "../command.ts"
import { resolveKeys } from "../../keys/resolve.ts"
import { isProduction, readEnv } from "../../web/env.ts"
import { keyId } from "../project/key-id.ts"
import { noSecret, staticKeys } from "./static/static-keys.ts"
import { PROJECT_HELP, PROJECT_OPTIONS, withProject } from "./with-project.ts"

const help = `Usage: latchkey keys export [options]

The keys as strings, the one that seals first, each fit for AUTH_SECRET here and in Auth.js: the way back. Without
--raw it only says which it would print.

  --raw                print the strings to standard output, one a line
${PROJECT_HELP}: { ok, keys: [id] }; with --raw { ok, keys: [id], secrets: [string] }`

/** `latchkey keys export`. */
export const exportCommand: Command = {
  help,
  options: { ...PROJECT_OPTIONS, raw: { type: "boolean" } },
  positionals: 0,
  run: (invocation) =>
    withProject(invocation, {
      managed: async ({ ring }) => show(invocation, await ring.export()),
      async sourced({ secret }) {
        const read = (name: string): string | undefined => readEnv(name)
        const { ring } = await resolveKeys({
          secret,
          passed: true,
          read,
          production: isProduction(),
        })
        return show(
          invocation,
          ring.keys.map(({ material }) => material.reveal()),
        )
      },
      async static({ environment }) {
        const keys = await staticKeys(environment)
        if (keys.length === 0) throw noSecret()
        return show(
          invocation,
          keys.map(({ secret }) => secret),
        )
      },
    }),
}

async function show(
  { flags, json, terminal }: Invocation,
  secrets: readonly string[],
): Promise<ExitCode> {
  const keys: string[] = []
  for (const secret of secrets) keys.push(await keyId(secret))
  if (keys.length === 0) throw new CommandError("There is no key to export")
  const { yellow, green } = terminal.paint
  if (flags["raw"]) {
    terminal.note(
      `${yellow("!")} These are secrets: whoever has one can make sessions. Keep them out of logs and shell history.`,
    )
    terminal.out(json ? JSON.stringify({ ok: true, keys, secrets }) : secrets.join("\n"))
    return 0
  }
  if (json) {
    terminal.out(JSON.stringify({ ok: true, keys }))
    return 0
  }
  const names = keys.map((_, at) => nameOf(keys.length - 1 - at))
  for (const [at, key] of keys.entries()) {
    terminal.out(`  ${key}  ${at === 0 ? "seals" : "opens"}  as ${names[at]}`)
  }
  terminal.out(
    `${green("✓")} Nothing secret was printed. The strings, in this order: latchkey keys export --raw`,
  )
  return 0
}

/** What Auth.js would have it as: the highest number is the newest, and there are three. */
function nameOf(age: number): string {
  if (age === 0) return "AUTH_SECRET"
  return age <= 3 ? `AUTH_SECRET_${age}` : "none that Auth.js reads"
}

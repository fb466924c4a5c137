import { spawnSync } from "node:child_process"
import { generateSecret } from "../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation, UsageError } from "../command.ts"
import { keyId } from "../project/key-id.ts"
import { findOnPath } from "./find-on-path.ts"
import { parseTarget, type Platform, platforms, tagFor, type Target } from "./platforms.ts"

/** Makes a secret and gives it to a platform, by its own tool and through standard input. */
export async function toPlatform(to: string, invocation: Invocation): Promise<ExitCode> {
  const { key, environment } = parseTarget(to)
  const platform = Object.hasOwn(platforms, key) ? platforms[key]! : undefined
  if (!platform) {
    const all = [...Object.keys(platforms), "docker", "compose"].join(", ")
    throw new UsageError(`--to knows: ${all}; each also as <platform>:<environment>`)
  }
  // It becomes an argument of another program: no option may slip in.
  if (environment !== undefined && !/^[A-Za-z0-9][\w.-]*$/.test(environment)) {
    throw new UsageError("The environment's name has characters that none has")
  }
  const name = "AUTH_SECRET"
  const value = generateSecret({ environment: tagFor(environment) })
  const target: Target = { name, environment, value }
  const tool = findOnPath(platform.tools, invocation.env)
  if (!tool || !platform.set) return byHand(platform, target, invocation)
  refuseOverwriting(platform, target, tool, invocation)
  const { args, input } = platform.set(target)
  if (call(tool, args, input, invocation) === null) {
    throw new CommandError(
      `${platform.title} didn't take it (${platform.tools[0]} ${args.join(" ")} failed). Nothing is lost: ` +
        "the secret was made for this and nothing else uses it",
    )
  }
  const id = await keyId(value)
  const { terminal } = invocation
  if (invocation.json) {
    terminal.out(JSON.stringify({ ok: true, platform: key, name, key: id, next: platform.after }))
  } else {
    terminal.out(`${terminal.paint.green("✓")} ${name} (key ${id}) is at ${platform.title}.`)
    terminal.out(platform.after)
  }
  return 0
}

function byHand(platform: Platform, target: Target, { json, terminal }: Invocation): ExitCode {
  const steps = platform.byHand(target)
  if (json) terminal.out(JSON.stringify({ ok: false, platform: platform.title, steps }))
  else {
    const why =
      platform.tools.length === 0
        ? "takes it by hand only"
        : `needs its tool, and ${platform.tools[0]} is not on the PATH`
    terminal.note(`${platform.title} ${why}. Nothing was set. Next step, one of these:`)
    terminal.out(steps.join("\n"))
  }
  return 1
}

function refuseOverwriting(
  platform: Platform,
  target: Target,
  tool: string,
  invocation: Invocation,
): void {
  if (!platform.list || invocation.flags["force"]) return
  // What it answers may hold values: only whether the name occurs is looked at.
  const args = platform.list(target)
  const answer = call(tool, args, "", invocation)
  if (answer === null) {
    throw new CommandError(
      `\`${platform.tools[0]} ${args.join(" ")}\` failed: sign in to ${platform.title} and link this folder first. ` +
        "Nothing was set",
    )
  }
  const there = new RegExp(`(?<![A-Z0-9_])(?:${target.name}(?![A-Z0-9_])|secret/latchkey)`)
  if (there.test(answer)) {
    throw new CommandError(
      `${platform.title} has ${target.name} already. Nothing was changed: replacing it would end all sessions. ` +
        "To rotate, add the new one as AUTH_SECRET_1 there; to replace it all the same, add --force",
    )
  }
}

function call(
  tool: string,
  args: readonly string[],
  input: string,
  { folder, env }: Invocation,
): string | null {
  const { status, stdout } = spawnSync(tool, args, {
    cwd: folder,
    env: env as NodeJS.ProcessEnv,
    input,
    encoding: "utf8",
    timeout: 120_000,
    stdio: ["pipe", "pipe", "ignore"],
    // Windows starts `.cmd` files through a shell only; no argument here holds anything to escape.
    shell: /\.(?:cmd|bat)$/i.test(tool),
  })
  return status === 0 ? stdout : null
}

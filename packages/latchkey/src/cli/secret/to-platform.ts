import { spawnSync } from "node:child_process"
import { generateSecret } from "../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation, UsageError } from "../command.ts"
import { keyId } from "../project/key-id.ts"
import { findOnPath } from "./find-on-path.ts"
import { parseTarget, type Platform, platforms, type Slot, tagFor } from "./platforms.ts"
import { nextRingName, RING_NAMES } from "./ring-names.ts"

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
  const force = invocation.flags["force"] === true
  const draft = { name: "AUTH_SECRET", environment, force }
  const tool = findOnPath(platform.tools, invocation.env)
  if (!tool || !platform.set) return byHand(platform, draft, invocation)
  const name = force ? draft.name : freeName(platform, draft, tool, invocation)
  const value = generateSecret({ environment: tagFor(environment) })
  const target = { ...draft, name, value }
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

function byHand(platform: Platform, target: Slot, { json, terminal }: Invocation): ExitCode {
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

/** A name that isn't in use there; for one that is, only `--rotate` finds the next. */
function freeName(platform: Platform, slot: Slot, tool: string, invocation: Invocation): string {
  if (!platform.list) return slot.name
  // What it answers may hold values: only whether the names occur is looked at.
  const args = platform.list(slot)
  const answer = call(tool, args, "", invocation)
  if (answer === null) {
    throw new CommandError(
      `\`${platform.tools[0]} ${args.join(" ")}\` failed: sign in to ${platform.title} and link this folder first. ` +
        "Nothing was set",
    )
  }
  const words = new Set(answer.split(/[^\w/]+/))
  const used = RING_NAMES.filter((name) => words.has(platform.marks ?? name))
  if (used.length === 0) return slot.name
  if (invocation.flags["rotate"] && !platform.marks) return nextRingName(used)
  const how = platform.marks
    ? "To rotate, add the new one to it as AUTH_SECRET_1"
    : "To add a newer one beside it, so that nobody is signed out: --rotate; to replace it all the same: --force"
  throw new CommandError(
    `${platform.title} has ${slot.name} already. Nothing was changed: replacing it would end all sessions. ${how}`,
  )
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

import { generateSecret } from "../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation, UsageError } from "../command.ts"
import { keyId } from "../project/key-id.ts"
import { parseTarget, type Platform, platforms, type Slot, tagFor } from "./platforms.ts"
import { nextRingName, RING_NAMES } from "./ring-names.ts"
import { findWay, type Way } from "./way.ts"

/** What is given to a platform, where that is not a new `AUTH_SECRET`. */
export interface Gift {
  readonly name: string
  readonly value: string
  /** The key that it is about. */
  readonly key: string
  /** What remains to be done, before the platform's own words. */
  readonly says: readonly string[]
  /** What to put in by hand, where only a person can. */
  readonly byHand: string
}

/** Makes a secret and gives it to a platform, by its own tool through standard input, or by its API. */
export async function toPlatform(
  to: string,
  invocation: Invocation,
  gift?: Gift,
): Promise<ExitCode> {
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
  const draft = { name: gift?.name ?? "AUTH_SECRET", environment, force }
  const way = findWay(platform, draft, invocation)
  if (!way) return byHand(platform, draft, invocation, gift)
  const name = force ? draft.name : await freeName(platform, draft, way, invocation, gift)
  const value = gift?.value ?? generateSecret({ environment: tagFor(environment) })
  if (!(await way.set({ ...draft, name, value }))) {
    throw new CommandError(
      `${platform.title} didn't take it. Nothing is lost: the secret was made for this and nothing else uses it`,
    )
  }
  const id = gift?.key ?? (await keyId(value))
  const { terminal } = invocation
  const next = [platform.after, ...(gift?.says ?? [])]
  if (invocation.json) {
    terminal.out(
      JSON.stringify({
        ok: true,
        platform: key,
        name,
        key: id,
        next: gift ? next : platform.after,
      }),
    )
  } else {
    terminal.out(`${terminal.paint.green("✓")} ${name} (key ${id}) is at ${platform.title}.`)
    for (const line of next) terminal.out(line)
  }
  return 0
}

function byHand(
  platform: Platform,
  target: Slot,
  { json, terminal }: Invocation,
  gift?: Gift,
): ExitCode {
  const steps = [...platform.byHand(target), ...(gift ? [gift.byHand] : [])]
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
async function freeName(
  platform: Platform,
  slot: Slot,
  way: Way,
  invocation: Invocation,
  gift?: Gift,
): Promise<string> {
  // What it answers may hold values: only whether the names occur is looked at.
  const answer = await way.list(slot)
  if (answer === null) {
    throw new CommandError(
      `\`${way.listing(slot)}\` failed: sign in to ${platform.title} and link this folder first. ` +
        "Nothing was set; --force skips this look at what is there",
    )
  }
  const words = new Set(answer.split(/[^\w/]+/))
  if (gift) {
    if (!words.has(platform.marks ?? gift.name)) return gift.name
    throw new CommandError(
      `${platform.title} has ${platform.marks ?? gift.name} already. Nothing was changed; --force replaces it`,
    )
  }
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

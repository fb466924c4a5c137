import { generateSecret } from "../../../keys/generate.ts"
import { DEFAULT_POLICY } from "../../../keys/managed/policy.ts"
import { CommandError, type ExitCode, type Invocation, UsageError } from "../../command.ts"
import { environmentOf } from "../../project/environment-of.ts"
import { setEnvValue } from "../../project/env-file.ts"
import { keyId } from "../../project/key-id.ts"
import type { StaticProject } from "../../project/load-project.ts"
import { parseTarget, tagFor } from "../../secret/platforms.ts"
import { toPlatform } from "../../secret/to-platform.ts"
import { tell } from "../outcome.ts"
import { both, isoMinute } from "../times.ts"
import { changeFiles } from "./change-files.ts"
import { readDated, writeDated } from "./dated.ts"
import { sealing, staticKeys } from "./static-keys.ts"
import { targetFile } from "./target.ts"

const NAME = "AUTH_SECRETS"

/** Writes a new secret with the date from which it seals: one deploy publishes it and schedules its use. */
export async function rotateStatic(
  invocation: Invocation,
  { environment }: StaticProject,
): Promise<ExitCode> {
  const { flags } = invocation
  const at = startOf(flags["at"])
  const to = flags["to"]
  if (typeof to === "string") return atPlatform(invocation, to, at)
  const keys = await staticKeys(environment)
  const { id: sealingId } = sealing(keys)
  const waiting = keys.find(({ state }) => state === "published")
  if (waiting) {
    throw new CommandError(
      `Key ${waiting.id} is published already and waits. Nothing was changed. Let it seal: latchkey keys promote`,
    )
  }
  const file = targetFile(invocation, keys)
  const secret = generateSecret({ environment: environmentOf(file) })
  const id = await keyId(secret)
  const list = writeDated([
    { secret, from: at },
    ...readDated(environment.settings.get(NAME)?.value),
  ])
  const { changed, notes } = await changeFiles(invocation, [
    { file, says: [{ name: NAME, what: "set" }], edit: (text) => setEnvValue(text, NAME, list) },
  ])
  return tell(invocation, {
    kind: "static",
    done: `Key ${id} is published, and seals from ${both(at, Date.now())}.`,
    changed,
    ends: [],
    keeps: [`everything; key ${sealingId} seals until then, and opens after it`],
    next: [
      ...notes,
      `Deploy or restart every instance before ${isoMinute(at)}`,
      "When what the older key sealed is over: latchkey keys prune",
    ],
  })
}

/** `--at`, to the minute; default a day from now. */
function startOf(asked: unknown): number {
  const minute = 60_000
  const now = Date.now()
  if (asked === undefined) return Math.ceil((now + DEFAULT_POLICY.propagation) / minute) * minute
  // A date alone is midnight UTC; a time without a zone would mean another moment on each machine.
  const text = String(asked)
  const zoned = /^\d{4}-\d\d-\d\d$/.test(text) || /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)
  const at = zoned ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new UsageError("--at takes a date such as 2026-12-01T00:00Z")
  if (at < now)
    throw new UsageError("--at takes a date to come: every instance has to know the key by then")
  return Math.ceil(at / minute) * minute
}

async function atPlatform(invocation: Invocation, to: string, at: number): Promise<ExitCode> {
  const secret = generateSecret({ environment: tagFor(parseTarget(to).environment) })
  return toPlatform(to, invocation, {
    name: NAME,
    value: writeDated([{ secret, from: at }]),
    key: await keyId(secret),
    says: [
      `It seals from ${both(at, Date.now())}. Every instance must have been deployed by then.`,
      "The secrets that are there go on opening; nobody is signed out.",
    ],
    byHand: `The value of AUTH_SECRETS is a new secret with @${isoMinute(at)} behind it.`,
  })
}

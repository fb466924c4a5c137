import { generateSecret } from "../../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation } from "../../command.ts"
import { environmentOf } from "../../project/environment-of.ts"
import { setEnvValue } from "../../project/env-file.ts"
import { keyId } from "../../project/key-id.ts"
import type { StaticProject } from "../../project/load-project.ts"
import { parseTarget, tagFor } from "../../secret/platforms.ts"
import { toPlatform } from "../../secret/to-platform.ts"
import { tell } from "../outcome.ts"
import { changeFiles } from "./change-files.ts"
import { sealing, staticKeys } from "./static-keys.ts"
import { targetFile } from "./target.ts"

const NAME = "AUTH_SECRET_NEXT"

/** Publishes a new secret as `AUTH_SECRET_NEXT`: it opens, and seals nothing yet. */
export async function nextStatic(
  invocation: Invocation,
  { environment }: StaticProject,
): Promise<ExitCode> {
  const { flags } = invocation
  const to = flags["to"]
  if (typeof to === "string" && flags["file"] === undefined) return atPlatform(invocation, to)
  const keys = await staticKeys(environment)
  const { id: sealingId } = sealing(keys)
  const waiting = keys.find(({ state }) => state === "published")
  if (waiting && !flags["force"]) {
    throw new CommandError(
      `Key ${waiting.id} is published already and waits. Nothing was changed. Let it seal: ` +
        "latchkey keys promote; or replace it: latchkey keys next --force",
    )
  }
  const file = targetFile(invocation, keys)
  const value = generateSecret({ environment: environmentOf(file) })
  const key = await keyId(value)
  const { changed, notes } = await changeFiles(invocation, [
    { file, says: [{ name: NAME, what: "set" }], edit: (text) => setEnvValue(text, NAME, value) },
  ])
  if (typeof to === "string") return atPlatform(invocation, to, { value, key })
  return tell(invocation, {
    kind: "static",
    done: `Key ${key} is published: it opens, and seals nothing yet.`,
    changed,
    ends: waiting ? [`key ${waiting.id}, which had sealed nothing yet`] : [],
    keeps: [`everything; key ${sealingId} goes on sealing`],
    next: [...notes, "Deploy or restart every instance", "Then: latchkey keys promote"],
  })
}

async function atPlatform(
  invocation: Invocation,
  to: string,
  made?: { readonly value: string; readonly key: string },
): Promise<ExitCode> {
  const { environment } = parseTarget(to)
  const value = made?.value ?? generateSecret({ environment: tagFor(environment) })
  const key = made?.key ?? (await keyId(value))
  const promote = made
    ? `Once every instance runs with it: latchkey keys promote --to ${to}`
    : "Once every instance runs with it: give the same value the name AUTH_SECRET_1 there. It is kept nowhere else"
  const says = [promote]
  const byHand = "The value is a new secret: npx latchkey secret --raw"
  return toPlatform(to, invocation, { name: NAME, value, key, says, byHand })
}

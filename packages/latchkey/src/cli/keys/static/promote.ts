import { join } from "node:path"
import { CommandError, type ExitCode, type Invocation } from "../../command.ts"
import { removeEnvValue, renameEnvValue, setEnvValue } from "../../project/env-file.ts"
import type { StaticProject } from "../../project/load-project.ts"
import { nextRingName, RING_NAMES } from "../../secret/ring-names.ts"
import { toPlatform } from "../../secret/to-platform.ts"
import { tell } from "../outcome.ts"
import { changeFiles, type FileEdit } from "./change-files.ts"
import { readDated, writeDated } from "./dated.ts"
import { withNote } from "./notes.ts"
import { sealing, type StaticKey, staticKeys } from "./static-keys.ts"

const NEXT = "AUTH_SECRET_NEXT"
const LIST = "AUTH_SECRETS"

/** Lets the published secret seal: `AUTH_SECRET_NEXT` becomes the newest, or the date of a list is moved to now. */
export async function promoteStatic(
  invocation: Invocation,
  project: StaticProject,
): Promise<ExitCode> {
  const keys = await staticKeys(project.environment)
  const { id: sealingId } = sealing(keys)
  const waiting = keys.find(({ state }) => state === "published")
  const { to } = invocation.flags
  if (!waiting) {
    throw new CommandError(
      typeof to === "string"
        ? `The value of ${NEXT} isn't here, and platforms don't show it. Give it the name AUTH_SECRET_1 there by hand; ` +
            `or begin with one that is kept here, too: latchkey keys next --to ${to} --file .env.production.local`
        : "There is no key that waits. Publish one: latchkey keys next",
    )
  }
  const edit = editFor(project, waiting)
  if (typeof to === "string") return atPlatform(invocation, to, waiting, keys)
  const { changed, notes } = await changeFiles(invocation, [edit])
  return tell(invocation, {
    kind: "static",
    done: `Key ${waiting.id} seals wherever this is deployed.`,
    changed,
    ends: [],
    keeps: [`everything; key ${sealingId} goes on opening what it sealed`],
    next: [
      ...notes,
      "Every instance must run with the published key by now; then deploy or restart each again",
      "When what the older key sealed is over: latchkey keys prune",
    ],
  })
}

function editFor({ environment, folder }: StaticProject, waiting: StaticKey): FileEdit {
  const place = waiting.places.find(({ file }) => file !== null)
  if (!place) {
    throw new CommandError(
      `Key ${waiting.id} is in this process's environment, not in an env file. Nothing was changed. ` +
        "For a platform: latchkey keys promote --to <platform>",
    )
  }
  const file = join(folder, place.file!)
  const now = Date.now()
  const list = environment.settings.get(LIST)
  const dated = readDated(list?.value)
  if (place.name === LIST || dated.length > 0) {
    const others = dated.filter(({ secret }) => secret !== waiting.secret)
    const value = writeDated([{ secret: waiting.secret, from: floorMinute(now) }, ...others])
    const says = [{ name: LIST, what: "set" }]
    if (place.name === LIST) return { file, says, edit: (text) => setEnvValue(text, LIST, value) }
    if (list!.file !== place.file) throw elsewhere(LIST)
    return {
      file,
      says: [...says, { name: NEXT, what: "removed" }],
      edit: (text) => setEnvValue(removeEnvValue(text, NEXT), LIST, value),
    }
  }
  const name = nextRingName(usedNames(environment.settings))
  return {
    file,
    says: [{ name: NEXT, what: `is ${name} now` }],
    edit: (text) => withNote(renameEnvValue(text, NEXT, name), name, now),
  }
}

function usedNames(settings: StaticProject["environment"]["settings"]): string[] {
  return RING_NAMES.filter((name) => settings.get(name)?.value.trim())
}

function elsewhere(name: string): CommandError {
  return new CommandError(`${name} is not in the same file. Nothing was changed; move it there`)
}

/** A list's dates are to the minute: one that has begun. */
function floorMinute(at: number): number {
  return Math.floor(at / 60_000) * 60_000
}

async function atPlatform(
  invocation: Invocation,
  to: string,
  waiting: StaticKey,
  keys: readonly StaticKey[],
): Promise<ExitCode> {
  const used = keys.flatMap(({ places }) => places.map(({ name }) => name))
  const name = nextRingName(used.length > 0 ? used : ["AUTH_SECRET"])
  return toPlatform(to, invocation, {
    name,
    value: waiting.secret,
    key: waiting.id,
    says: [`Then remove ${NEXT} there. The older ones still open what they sealed.`],
    byHand: `The value is that of ${NEXT}.`,
  })
}

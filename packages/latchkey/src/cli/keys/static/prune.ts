import { join } from "node:path"
import { DEFAULT_POLICY } from "../../../keys/managed/policy.ts"
import { CommandError, type ExitCode, type Invocation } from "../../command.ts"
import { removeEnvValue, renameEnvValue, setEnvValue } from "../../project/env-file.ts"
import type { StaticProject } from "../../project/load-project.ts"
import { RING_NAMES } from "../../secret/ring-names.ts"
import { tell } from "../outcome.ts"
import { both, durationOption, spanOf } from "../times.ts"
import { assertPlain, changeFiles, type FileEdit } from "./change-files.ts"
import { readDated, writeDated } from "./dated.ts"
import { noteIn, withNote } from "./notes.ts"
import { sealing, type StaticKey, staticKeys } from "./static-keys.ts"

const LIST = "AUTH_SECRETS"

/** Drops the secrets whose last session is over, and gives the rest the names that are free again. */
export async function pruneStatic(
  invocation: Invocation,
  project: StaticProject,
): Promise<ExitCode> {
  const { environment } = project
  const keys = await staticKeys(environment)
  const active = sealing(keys)
  const older = keys.filter(({ state }) => state === "verify-only")
  if (older.length === 0) {
    return tell(invocation, {
      kind: "static",
      done: "There is nothing to drop.",
      ends: [],
      keeps: [`key ${active.id}, which seals`],
      next: [],
    })
  }
  const maxAge = durationOption(invocation.flags["max-age"], "max-age", DEFAULT_POLICY.maxTokenAge)
  const over = older.filter((key) => isOver(key, maxAge))
  const young = older.filter((key) => !over.includes(key))
  const yes = invocation.flags["yes"] === true
  if (young.length > 0 && over.length === 0 && !yes && !(await sure(invocation, young, maxAge))) {
    throw new CommandError(refusal(young, maxAge))
  }
  const gone = yes || over.length === 0 ? older : over
  const edits = [...new Set(gone.flatMap(({ places }) => places.map(({ file }) => file)))]
    .filter((file) => file !== null)
    .map((file) => editFor(project, file, gone, keys))
  if (edits.length === 0) throw notHere(gone)
  const { changed, notes } = await changeFiles(invocation, edits)
  const ids = gone.map(({ id }) => id).join(", ")
  const kept = keys.filter((key) => !gone.includes(key)).map(({ id }) => id)
  return tell(invocation, {
    kind: "static",
    done: `Dropped ${ids}.`,
    changed,
    ends: gone.map((key) =>
      isOver(key, maxAge)
        ? `nothing that is alive: key ${key.id} has sealed nothing since ${both(key.until!, Date.now())}`
        : `what key ${key.id} sealed, if any of it is left`,
    ),
    keeps: [`what ${kept.join(", ")} sealed`],
    next: [
      ...notes,
      ...young.filter((key) => !gone.includes(key)).map((key) => `Kept: ${whenOver(key, maxAge)}`),
      "Deploy or restart every instance",
    ],
  })
}

function isOver({ until }: StaticKey, maxAge: number): boolean {
  return until !== null && until + maxAge + DEFAULT_POLICY.skew <= Date.now()
}

function whenOver({ id, until }: StaticKey, maxAge: number): string {
  if (until === null) return `key ${id}: nothing says since when the newer one seals`
  return `key ${id}: what it sealed is over on ${both(until + maxAge + DEFAULT_POLICY.skew, Date.now())}`
}

function refusal(young: readonly StaticKey[], maxAge: number): string {
  const why = young.map((key) => whenOver(key, maxAge)).join("; ")
  return (
    `Nothing was dropped, since live sessions may need it (they live ${spanOf(maxAge)}; --max-age says otherwise): ${why}. ` +
    "If it is over all the same: --yes"
  )
}

async function sure(
  { terminal }: Invocation,
  young: readonly StaticKey[],
  maxAge: number,
): Promise<boolean> {
  if (!terminal.interactive) return false
  for (const key of young) terminal.note(whenOver(key, maxAge))
  return terminal.confirm("Drop it all the same, and end what it sealed?")
}

function notHere(gone: readonly StaticKey[]): CommandError {
  const names = gone.flatMap(({ places }) => places.map(({ name }) => name))
  return new CommandError(
    `${names.join(", ")}: in this process's environment, not in an env file. Nothing was changed; remove it where it is set`,
  )
}

/** Removes what is gone; where all that stay are in this file under numbered names, they move up. */
function editFor(
  { environment, folder }: StaticProject,
  file: string,
  gone: readonly StaticKey[],
  keys: readonly StaticKey[],
): FileEdit {
  const here = gone.flatMap(({ places }) => places.filter((place) => place.file === file))
  const names = here.map(({ name }) => name).filter((name) => name !== LIST)
  const says = names.map((name) => ({ name, what: "removed" }))
  const kept = keys.filter((key) => !gone.includes(key) && key.state !== "published")
  const dated = readDated(environment.settings.get(LIST)?.value).filter(
    ({ secret }) => !gone.some((key) => key.secret === secret),
  )
  const hasList = environment.settings.get(LIST)?.file === file
  const collapses = hasList && kept.length === 1 && dated.length === 1
  const moves = hasList ? [] : renumbering(kept, file)
  if (hasList) says.push({ name: LIST, what: collapses ? "is AUTH_SECRET now" : "shortened" })
  for (const [from, to] of moves) says.push({ name: from, what: `is ${to} now` })
  return {
    file: join(folder, file),
    says: says.filter(
      ({ name, what }) => !(what === "removed" && collapses && name === "AUTH_SECRET"),
    ),
    edit(text) {
      let next = text
      for (const name of names) next = withNote(removeEnvValue(next, name), name, null)
      if (collapses) {
        next = setEnvValue(removeEnvValue(next, LIST), "AUTH_SECRET", assertPlain(kept[0]!.secret))
      } else if (hasList) next = setEnvValue(next, LIST, writeDated(dated))
      for (const [from, to] of moves) next = moved(next, from, to)
      return next
    },
  }
}

function moved(text: string, from: string, to: string): string {
  const since = noteIn(text, from)
  const renamed = renameEnvValue(withNote(text, from, null), from, to)
  return withNote(renamed, to, since)
}

/** `AUTH_SECRET_2` to `AUTH_SECRET_1` and so on, the oldest first, each to a name that is free by then. */
function renumbering(kept: readonly StaticKey[], file: string): [string, string][] {
  const places = kept.toReversed().map(({ places: all }) => all)
  const numbered = places.every(
    ([place, ...more]) =>
      place!.file === file &&
      more.length === 0 &&
      RING_NAMES.includes(place!.name as (typeof RING_NAMES)[number]),
  )
  if (!numbered) return []
  return places
    .map(([place], at): [string, string] => [place!.name, RING_NAMES[at]!])
    .filter(([from, to]) => from !== to)
}

import { storedUnder } from "../stored-under.ts"
import { join } from "node:path"
import { generateSecret } from "../../../keys/generate.ts"
import { CommandError, type ExitCode, type Invocation } from "../../command.ts"
import { type EnvFile, KEY_NAMES, valueIn } from "../../doctor/project.ts"
import { environmentOf } from "../../project/environment-of.ts"
import { removeEnvValue, setEnvValue } from "../../project/env-file.ts"
import { keyId } from "../../project/key-id.ts"
import type { StaticProject } from "../../project/load-project.ts"
import { alsoRotate, endsWith, KEPT } from "../blast-radius.ts"
import { assertAgreed } from "../agree.ts"
import { tell } from "../outcome.ts"
import { changeFiles, type FileEdit } from "./change-files.ts"
import { readDated, writeDated } from "./dated.ts"
import { withNote } from "./notes.ts"
import { type StaticKey, staticKeys } from "./static-keys.ts"
import { targetFile } from "./target.ts"

const LIST = "AUTH_SECRETS"

/** Removes a secret from every env file; where none is left that seals, a new one is made. */
export async function revokeStatic(
  invocation: Invocation,
  project: StaticProject,
): Promise<ExitCode> {
  const { environment } = project
  const keys = await staticKeys(environment)
  const gone = chosen(keys, invocation.positionals)
  const places = gone.flatMap((key) => key.places)
  if (places.every(({ file }) => file === null)) throw notHere(gone)
  const left = keys.filter((key) => !gone.includes(key) && key.state !== "published")
  const stored = await storedUnder(
    project,
    gone.map(({ id }) => id),
    false,
  )
  const ends = endsWith({ keepRegistered: false, stored: stored.ends })
  const also = alsoRotate(environment)
  const ids = gone.map(({ id }) => id).join(", ")
  await assertAgreed(invocation, {
    question: `Revoke ${ids}?`,
    ends,
    keeps: [...KEPT, ...stored.keeps],
    also,
  })
  const edits = removals(project, new Set(gone.map(({ secret }) => secret)))
  const made = left.length === 0 ? await replacement(invocation, keys) : undefined
  const all = made ? joined(edits, made.edit) : edits
  const { changed, notes } = await changeFiles(invocation, all)
  const outside = places.filter(({ file }) => file === null).map(({ name }) => name)
  const sealer = made?.key ?? left[0]!.id
  return tell(invocation, {
    kind: "static",
    done: `Revoked ${ids}. Key ${sealer}${made ? ", which is new," : ""} seals wherever this is deployed.`,
    changed,
    ends,
    keeps: [
      ...KEPT,
      ...stored.keeps,
      ...(left.length > 0 ? [`what ${left.map(({ id }) => id).join(", ")} sealed`] : []),
    ],
    next: [
      ...notes,
      ...outside.map((name) => `${name} is set in this process's environment too: remove it there`),
      "Deploy or restart every instance now: until then it accepts the key",
      ...(left.length > 0
        ? [
            `If the file leaked, so did the others in it: latchkey keys revoke ${left.map(({ id }) => id).join(" ")}`,
          ]
        : []),
      ...stored.next,
      ...also,
    ],
    behind: outside.map((name) => `this environment (${name})`),
  })
}

function chosen(keys: readonly StaticKey[], ids: readonly string[]): StaticKey[] {
  return ids.map((id) => {
    const found = keys.find((key) => key.id === id)
    if (found) return found
    const all = keys.map((key) => key.id).join(", ")
    throw new CommandError(`There is no such key here. Nothing was changed. There are: ${all}`)
  })
}

function notHere(gone: readonly StaticKey[]): CommandError {
  const names = gone.flatMap(({ places }) => places.map(({ name }) => name))
  return new CommandError(
    `${[...new Set(names)].join(", ")}: in this process's environment, not in an env file. Nothing was changed. ` +
      "Where a platform sets it, replace it there: latchkey secret --to <platform> --force",
  )
}

/** One edit for each file that holds one of these, under whatever name. */
function removals(
  { environment, folder }: StaticProject,
  secrets: ReadonlySet<string>,
): readonly FileEdit[] {
  const { files, rules, env } = environment
  return files.flatMap((file): FileEdit[] => {
    const values = valuesOf(file, (entry) => valueIn(file, entry, rules, env))
    const names = [...values].filter(([, value]) => secrets.has(value)).map(([name]) => name)
    const dated = readDated(values.get(LIST))
    const rest = dated.filter(({ secret }) => !secrets.has(secret))
    const shortens = rest.length < dated.length
    if (names.length === 0 && !shortens) return []
    const what = rest.length === 0 ? "removed" : "shortened"
    return [
      {
        file: join(folder, file.name),
        says: [
          ...names.map((name) => ({ name, what: "removed" })),
          ...(shortens ? [{ name: LIST, what }] : []),
        ],
        edit(text) {
          let next = text
          for (const name of names) next = withNote(removeEnvValue(next, name), name, null)
          if (!shortens) return next
          return rest.length === 0
            ? removeEnvValue(next, LIST)
            : setEnvValue(next, LIST, writeDated(rest))
        },
      },
    ]
  })
}

function valuesOf(
  { entries }: EnvFile,
  valueOf: (entry: EnvFile["entries"][number]) => string,
): Map<string, string> {
  const all = entries.filter(({ name }) => KEY_NAMES.includes(name))
  return new Map(all.map((entry) => [entry.name, valueOf(entry)]))
}

async function replacement(
  invocation: Invocation,
  keys: readonly StaticKey[],
): Promise<{ key: string; edit: FileEdit }> {
  const file = targetFile(invocation, keys)
  const value = generateSecret({ environment: environmentOf(file) })
  const says = [{ name: "AUTH_SECRET", what: "set to a new one" }]
  const edit = { file, says, edit: (text: string) => setEnvValue(text, "AUTH_SECRET", value) }
  return { key: await keyId(value), edit }
}

/** Both edits of one file are one. */
function joined(edits: readonly FileEdit[], last: FileEdit): readonly FileEdit[] {
  const same = edits.find(({ file }) => file === last.file)
  if (!same) return [...edits, last]
  const says = [
    ...same.says.filter(({ name }) => !last.says.some((one) => one.name === name)),
    ...last.says,
  ]
  const both = { file: last.file, says, edit: (text: string) => last.edit(same.edit(text)) }
  return [...edits.filter((edit) => edit !== same), both]
}

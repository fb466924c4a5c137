import { join } from "node:path"
import { VERSION } from "../../web/version.ts"
import { removeJson, setJson } from "./edit-json.ts"
import type { Edits } from "./edits.ts"
import { installedManifest, recordAt } from "./manifest.ts"
import { ownPath, ownTypes } from "./own-path.ts"
import { loadParser, type Parser } from "./parser.ts"
import { aliasOf } from "./plan-alias.ts"
import type { MemberUses, Note } from "./plan.ts"
import { type NewName, rewrite } from "./rewrite.ts"
import { packageOf, type Source } from "./sources.ts"
import type { StandIn } from "./stand-in.ts"
import { standInFor } from "./uses.ts"

/** Files whose code lies within something else: only a person can change them. */
const MIXED = /\.(?:svelte|vue|astro)$/

/** The imports name `latchkey` itself, which becomes the dependency. */
export async function planRename(edits: Edits, members: readonly MemberUses[]): Promise<Note[]> {
  const notes: Note[] = []
  for (const member of members) {
    const standIns = standInsOf(member, members)
    const named = member.sources.filter(({ specifiers }) =>
      specifiers.some((one) => standIns.has(packageOf(one))),
    )
    const parser = named.some(({ path }) => !MIXED.test(path))
      ? await loadParser(member.folder)
      : undefined
    for (const source of named) notes.push(...renameIn(edits, member, source, standIns, parser))
    if (named.length > 0 || standIns.size > 0) notes.push(...dependencies(edits, member, standIns))
  }
  return notes
}

type StandIns = ReadonlyMap<string, StandIn>

/** What stands in for each package here; a package that only names one has the major of the others. */
function standInsOf({ uses, sources }: MemberUses, members: readonly MemberUses[]): StandIns {
  const found = new Map<string, StandIn>()
  for (const { name, standIn } of uses) if (standIn) found.set(name, standIn)
  for (const name of sources.flatMap(({ specifiers }) => specifiers.map(packageOf))) {
    if (found.has(name)) continue
    const others = members.flatMap((member) => member.uses.filter((use) => use.name === name))
    const standIn =
      others[0]?.standIn ?? (name === "@auth/core" ? standInFor(name, undefined) : undefined)
    if (standIn) found.set(name, standIn)
  }
  return found
}

function renameIn(
  edits: Edits,
  { folder, shown }: MemberUses,
  { path, text, specifiers }: Source,
  standIns: StandIns,
  parser: Parser | undefined,
): Note[] {
  const file = shown === "." ? path : `${shown}/${path}`
  if (MIXED.test(path) || !parser) {
    const what = `${file} is not rewritten: change its imports by hand, or stay with --alias`
    return [{ kind: "stop", code: "NotRewritten", text: what }]
  }
  const missing = specifiers.filter((one) => {
    const standIn = standIns.get(packageOf(one))
    return standIn && ownPath(one, standIn) === undefined
  })
  if (missing.length > 0) {
    const what = `${file} names ${missing.join(", ")}, which is not here: change it by hand, or stay with --alias`
    return [{ kind: "stop", code: "NotHere", text: what }]
  }
  const nameOf = (specifier: string): NewName | undefined => {
    const standIn = standIns.get(packageOf(specifier))
    const own = standIn && ownPath(specifier, standIn)
    return own === undefined ? undefined : { path: own, types: ownTypes(specifier, standIn!) }
  }
  const rewritten = rewrite(parser, path, text, nameOf)
  edits.edit(join(folder, path), () => rewritten.text)
  return [...leftNotes(file, rewritten.left), ...requireNotes(file, rewritten.required)]
}

function leftNotes(file: string, lines: readonly number[]): Note[] {
  return lines.map((line): Note => ({
    kind: "warning",
    code: "NamedElsewhere",
    text: `${file}:${line} names the package in a setting, which is left as it is: put latchkey there, or take it out`,
  }))
}

function requireNotes(file: string, lines: readonly number[]): Note[] {
  if (lines.length === 0) return []
  return [
    {
      kind: "warning",
      code: "Required",
      text: `${file}:${lines.join(", ")} calls require(): latchkey is an ES module, which Node.js takes there from 20.19 on, and some bundlers don't. Write an import, or stay with --alias`,
    },
  ]
}

/** `latchkey` takes their place, but for what others need by their name. */
function dependencies(edits: Edits, member: MemberUses, standIns: StandIns): Note[] {
  const { manifest, uses, content, folder } = member
  const notes: Note[] = []
  edits.edit(manifest, (text) => setJson(text, ["dependencies", "latchkey"], `^${VERSION}`))
  for (const { name, field, standIn } of uses) {
    if (!standIn || !standIns.has(name)) continue
    const peer = needsByName(folder, content, name)
    if (peer === undefined) {
      edits.edit(manifest, (text) => removeJson(text, [field, name]))
      continue
    }
    edits.edit(manifest, (text) => setJson(text, [field, name], aliasOf(standIn)))
    const text = `${name} stays in package.json, as ours, since ${peer} asks for a package of that name`
    notes.push({ kind: "stays", code: "NeededByName", text })
  }
  return notes
}

/** A dependency that has this one for a peer. */
function needsByName(
  folder: string,
  content: MemberUses["content"],
  name: string,
): string | undefined {
  const names = ["dependencies", "devDependencies"].flatMap((field) =>
    Object.keys(recordAt(content, field)),
  )
  return names.find((other) => {
    const installed = installedManifest(folder, other) ?? {}
    const optional = recordAt(installed, "peerDependenciesMeta", name)["optional"] === true
    return name in recordAt(installed, "peerDependencies") && !optional
  })
}

import type { Invocation } from "../command.ts"
import { readProject as readEnvironment } from "../doctor/project.ts"
import { type Facts, findDifferences } from "./find-differences.ts"
import { DEPENDENCY_FIELDS, installedManifest, recordAt } from "./manifest.ts"
import { ownPath } from "./own-path.ts"
import type { MemberUses, Note } from "./plan.ts"
import { packageOf, type Source, sourcesOf } from "./sources.ts"
import { usesOf } from "./uses.ts"
import type { Member, Workspace } from "./workspace.ts"

/** The packages of the workspace that use Auth.js, by their manifests or their code. */
export function readUses({ root, members }: Workspace): MemberUses[] {
  const folders = members.map(({ folder }) => folder)
  return members
    .map((member): MemberUses => {
      const { folder, shown, manifest } = member
      const apart = folders.filter((other) => other !== folder && other.startsWith(folder))
      const uses = usesOf(member, root)
      return {
        shown,
        folder,
        manifest: manifest.file,
        content: manifest.content,
        uses,
        sources: isOfInterest(member, uses.length) ? sourcesOf(folder, apart) : [],
      }
    })
    .filter(({ uses, sources }) => uses.length > 0 || sources.length > 0)
}

/** The root of a workspace that uses nothing itself has no code either. */
function isOfInterest({ shown, manifest }: Member, uses: number): boolean {
  return uses > 0 || shown !== "." || DEPENDENCY_FIELDS.some((field) => field in manifest.content)
}

/** The major of next-auth that a package of the project has. */
export function majorOf({ uses }: Pick<MemberUses, "uses">): 4 | 5 | undefined {
  const use = uses.find(({ name }) => name === "next-auth")
  const major = Number(use?.standIn?.version.split(".")[0])
  return major === 4 || major === 5 ? major : undefined
}

/** What a package of the project will notice, and what of it stays as it is. */
export function notesOf(member: MemberUses, { env }: Invocation): Note[] {
  const { folder, uses, sources } = member
  const { settings } = readEnvironment(folder, "production", env)
  const facts: Facts = {
    major: majorOf(member),
    next: nextOf(member),
    sources,
    settings,
    stores: uses.some(({ name }) => name.endsWith("-adapter")),
  }
  return [...findDifferences(facts), ...missing(member), ...stays(member, sources)]
}

/** Paths that the package before had, or seemed to have, and ours doesn't. */
function missing({ uses, sources }: MemberUses): Note[] {
  return sources.flatMap(({ path, specifiers }) =>
    specifiers
      .filter((one) => {
        const standIn = uses.find(({ name }) => name === packageOf(one))?.standIn
        return standIn !== undefined && ownPath(one, standIn) === undefined
      })
      .map((one): Note => {
        const text = `${path} names ${one}, which is no public path and not here`
        return { kind: "warning", code: "NotHere", text, see: "docs/drop-in.md" }
      }),
  )
}

function nextOf({ folder, content }: MemberUses): number | undefined {
  const written = DEPENDENCY_FIELDS.map((field) => recordAt(content, field)["next"]).find(Boolean)
  const installed = installedManifest(folder, "next")?.["version"]
  const major = /\d+/.exec(String(installed ?? written ?? ""))?.[0]
  return major === undefined ? undefined : Number(major)
}

function stays({ uses }: MemberUses, sources: readonly Source[]): Note[] {
  const others = uses.filter(({ standIn }) => !standIn).map(({ name }) => name)
  const notes: Note[] = []
  if (others.length > 0) {
    const text = `${others.join(", ")}: the same package in the same version, on our core`
    notes.push({ kind: "stays", code: "OthersStay", text })
  }
  const paths = sources.map(({ path }) => path)
  const split = paths.filter((path) => /(?:^|\/)auth\.config\.[cm]?[jt]s$/.test(path))
  if (split.length > 0) {
    const text = `${split.join(", ")}: a configuration apart for the edge works as before, and is not needed`
    notes.push({ kind: "stays", code: "EdgeSplit", text })
  }
  return notes
}

/** Packages of Auth.js that the code names and the manifest doesn't: they were there because another brought them. */
export function unnamed({ uses, sources }: MemberUses): string[] {
  const named = new Set(uses.map(({ name }) => name))
  const found = sources.flatMap(({ specifiers }) => specifiers.map(packageOf))
  return [...new Set(found)].filter((name) => !named.has(name))
}

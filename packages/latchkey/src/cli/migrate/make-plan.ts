import { CommandError, type Invocation } from "../command.ts"
import { checkGit } from "./check-git.ts"
import { checkSecret } from "./check-secret.ts"
import { Edits } from "./edits.ts"
import { findPatches } from "./find-patches.ts"
import { recordAt } from "./manifest.ts"
import { findPackageManager } from "./package-manager.ts"
import { planAlias } from "./plan-alias.ts"
import { planOverrides } from "./plan-overrides.ts"
import { planReady } from "./plan-ready.ts"
import { planRename } from "./plan-rename.ts"
import type { MemberUses, Note, Plan } from "./plan.ts"
import { majorOf, notesOf, readUses } from "./read-project.ts"
import { STOOD_FOR } from "./uses.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Works out what is to be done; changes nothing.
 *
 * @param cookie what `--cookie` was given
 * @throws CommandError where there is nothing that could be migrated
 */
export async function makePlan(
  workspace: Workspace,
  invocation: Invocation,
  cookie: string | undefined,
): Promise<Plan> {
  const members = readUses(workspace)
  assertMigratable(workspace, members)
  const manager = findPackageManager(workspace.root, workspace.manifest, invocation)
  const edits = new Edits(workspace.root)
  const mode = invocation.flags["rename"] ? "rename" : "alias"
  const renaming = mode === "rename" ? await planRename(edits, members) : []
  if (mode === "alias") planAlias(edits, members)
  const overriding = [...renaming, ...planOverrides(edits, { workspace, manager, members, mode })]
  if (invocation.flags["ready"]) overriding.push(...planReady(edits, members))
  const changes = edits.changes()
  const nothing = changes.length === 0 && overriding.length === 0
  const notes = nothing
    ? []
    : [
        ...overriding,
        ...findPatches(workspace),
        ...checkGit(workspace.root, changes, manager.lock),
        ...(await notesOfAll(members, invocation, cookie)),
      ]
  return { workspace, manager, mode, members, changes, notes }
}

/** Of each package, the same thing once. */
async function notesOfAll(
  members: readonly MemberUses[],
  invocation: Invocation,
  cookie: string | undefined,
): Promise<Note[]> {
  const notes: Note[] = []
  for (const member of members.filter(({ uses }) => uses.length > 0)) {
    const secret = await checkSecret(
      { folder: member.folder, major: majorOf(member) ?? 5, cookie },
      invocation,
    )
    const where = member.shown === "." || members.length === 1 ? "" : `${member.shown}: `
    for (const note of [...notesOf(member, invocation), ...secret]) {
      notes.push({ ...note, text: `${where}${note.text}` })
    }
  }
  return notes
}

function assertMigratable(workspace: Workspace, members: readonly MemberUses[]): void {
  const uses = members.flatMap((member) => member.uses)
  const unknown = uses.find((use) => STOOD_FOR.includes(use.name) && !use.standIn && !use.aliased)
  if (unknown) {
    const { name, version, spec } = unknown
    throw new CommandError(
      version === undefined
        ? `Which ${name} this is can't be told from "${spec}": install it first, or write its version. Nothing was changed`
        : `This is ${name} ${version}. Those that can be migrated are 4 and 5: bring it to 4 first. Nothing was changed`,
    )
  }
  if (uses.length > 0) return
  const names = workspace.members.flatMap(({ manifest }) =>
    Object.keys(recordAt(manifest.content, "dependencies")),
  )
  // What --rename leaves behind.
  if (names.includes("latchkey")) return
  throw new CommandError(
    names.includes("better-auth")
      ? "This project uses Better Auth, whose sessions and interfaces are others: there is nothing here that can be migrated. Nothing was changed"
      : "Neither next-auth nor @auth/core is in package.json: there is nothing here that can be migrated. Nothing was changed",
  )
}

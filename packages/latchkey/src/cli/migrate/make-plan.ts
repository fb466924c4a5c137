import { CommandError, type Invocation } from "../command.ts"
import { Edits } from "./edits.ts"
import { recordAt } from "./manifest.ts"
import { findPackageManager } from "./package-manager.ts"
import { planAlias } from "./plan-alias.ts"
import { planOverrides } from "./plan-overrides.ts"
import type { MemberUses, Plan } from "./plan.ts"
import { STOOD_FOR, usesOf } from "./uses.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Works out what is to be done; changes nothing.
 *
 * @throws CommandError where there is nothing that could be migrated
 */
export function makePlan(workspace: Workspace, invocation: Invocation): Plan {
  const members = workspace.members
    .map((member): MemberUses => {
      const { folder, shown, manifest } = member
      return { shown, folder, manifest: manifest.file, uses: usesOf(member, workspace.root) }
    })
    .filter(({ uses }) => uses.length > 0)
  assertMigratable(workspace, members)
  const manager = findPackageManager(workspace.root, workspace.manifest, invocation)
  const edits = new Edits(workspace.root)
  planAlias(edits, members)
  const notes = planOverrides(edits, { workspace, manager, members })
  return { workspace, manager, members, changes: edits.changes(), notes }
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
  if (names.includes("better-auth")) {
    throw new CommandError(
      "This project uses Better Auth, whose sessions and interfaces are others: there is nothing here that can be migrated. Nothing was changed",
    )
  }
  throw new CommandError(
    names.includes("latchkey")
      ? "This project uses latchkey already, and neither next-auth nor @auth/core: nothing is left to do"
      : "Neither next-auth nor @auth/core is in package.json: there is nothing here that can be migrated. Nothing was changed",
  )
}

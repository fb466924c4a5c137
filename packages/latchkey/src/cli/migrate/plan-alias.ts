import { setJson } from "./edit-json.ts"
import type { Edits } from "./edits.ts"
import type { MemberUses } from "./plan.ts"
import { unnamed } from "./read-project.ts"
import type { StandIn } from "./stand-in.ts"
import { standInFor } from "./uses.ts"

/** How a package's line names what stands in for it. */
export function aliasOf({ name, version }: StandIn): string {
  return `npm:${name}@^${version}`
}

/** The packages keep their names, and with them all imports: only what they name is another. */
export function planAlias(edits: Edits, members: readonly MemberUses[]): void {
  for (const member of members) {
    const { manifest, uses } = member
    for (const { field, name, standIn, aliased } of uses) {
      if (!standIn || aliased) continue
      edits.edit(manifest, (text) => setJson(text, [field, name], aliasOf(standIn)))
    }
    if (uses.length === 0) continue
    for (const name of unnamed(member)) {
      // Only next-auth 5 brought it along; ours doesn't, and the code names it.
      const core = name === "@auth/core" ? standInFor(name, undefined) : undefined
      if (core) edits.edit(manifest, (text) => setJson(text, ["dependencies", name], aliasOf(core)))
    }
  }
}

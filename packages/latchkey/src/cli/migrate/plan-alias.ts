import { setJson } from "./edit-json.ts"
import type { Edits } from "./edits.ts"
import type { MemberUses } from "./plan.ts"
import type { StandIn } from "./stand-in.ts"

/** How a package's line names what stands in for it. */
export function aliasOf({ name, version }: StandIn): string {
  return `npm:${name}@^${version}`
}

/** The packages keep their names, and with them all imports: only what they name is another. */
export function planAlias(edits: Edits, members: readonly MemberUses[]): void {
  for (const { manifest, uses } of members) {
    for (const { field, name, standIn, aliased } of uses) {
      if (!standIn || aliased) continue
      edits.edit(manifest, (text) => setJson(text, [field, name], aliasOf(standIn)))
    }
  }
}

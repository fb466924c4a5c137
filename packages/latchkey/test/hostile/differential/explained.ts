import type { Deviation } from "./verdict.ts"

/** Why we let somebody in whom the other client refuses, and what has to be so for it. */
const table: readonly [why: string, holds: (deviation: Deviation) => boolean][] = [
  [
    "a member of the token answer that is null is one that is left out, as several providers write it",
    ({ theirs, nulls }) => {
      const said = "refused" in theirs ? theirs.refused : ""
      const name = /"response" body "(\w+)" property must be a (?:string|number)/.exec(said)?.[1]
      return name !== undefined && name !== "access_token" && nulls.includes(name)
    },
  ],
]

/** The reason that is written down for a deviation, if one is. */
export function explained(deviation: Deviation): string | undefined {
  return table.find(([, holds]) => holds(deviation))?.[0]
}

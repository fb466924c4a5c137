import { type Json, over } from "./bend.ts"
import type { Scenario, Scenarios } from "./scenario.ts"

/** Laid over the true claims when the token is made. */
export type Lie = Json | ((url: string) => Json)

/** A scenario for each set of claims, which all end alike. */
export function lies(outcome: string, rows: Record<string, Lie>): Scenarios {
  const scenario = (lie: Lie): Scenario => ({
    bend: ({ url }) => ({
      claims: (truth) => over(typeof lie === "function" ? lie(url) : lie)(truth),
    }),
    modes: ["query"],
    outcome,
  })
  return Object.fromEntries(Object.entries(rows).map(([name, lie]) => [name, scenario(lie)]))
}

/**
 * The order in which vitest takes test files, where it does not know from an earlier run how long they take: those first
 * that take long, so that none of them is left for the end while another worker has nothing to do.
 *
 * @module
 */
import { relative } from "node:path"
import { BaseSequencer } from "vitest/node"
import { root } from "./run.mjs"

/** Files that take more than half a minute, the longest first. */
export const long = [
  "processes/tokens.processes.test.ts",
  "faults/killed.faults.test.ts",
  "migrate/managers.test.ts",
  "interop/adapters/database-tool.test.ts",
  "doors/managers.test.ts",
  "simulation/simulation.test.ts",
  "matrix/budget.test.ts",
  "migrate/docs.test.ts",
  "cli/db/migrate.test.ts",
  "processes/outages.processes.test.ts",
  "processes/clocks.processes.test.ts",
  "interop/adapters/prisma.test.ts",
  "faults/data.faults.test.ts",
  "processes/sweep.processes.test.ts",
  "interop/adapters/upstash.test.ts",
  "adapters/orm/kysely-schema.test.ts",
  "adapters/orm/carriers.test.ts",
  "cli/keys-ring.test.ts",
  "cli/keys-reseal.test.ts",
  "migrate/workspaces.test.ts",
].map((name) => `packages/latchkey/test/${name}`)

export default class LongestFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files)
    const place = ({ moduleId }) => {
      const at = long.indexOf(relative(root, moduleId))
      return at === -1 ? long.length : at
    }
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}

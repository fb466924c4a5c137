import { hardAge, leastPropagation } from "../../src/keys/managed/policy.ts"
import { rotate } from "../../src/keys/managed/transition.ts"
import { DAY, NO_FAULTS, type Scenario } from "./scenario.ts"
import type { SimInstance } from "./sim-instance.ts"
import type { Simulation } from "./simulation.ts"

const MINUTE = 60_000

/** A calm world of two, in which only this happens. */
export const lateForkScenario: Partial<Scenario> = {
  instances: 2,
  duration: 4 * DAY,
  faults: NO_FAULTS,
}

/**
 * Two histories of a ring meet, and one instance hears of it late. The first publishes a key; a backup from before is
 * put back while it is cut off; the second publishes another key under the same revision, and from then on reads from
 * a copy that is late. When the first is back, the second has a revision that is high enough, and does not know the
 * first one's key.
 */
export function lateFork(sim: Simulation): void {
  const [first, second] = sim.instances as [SimInstance, SimInstance]
  const { policy } = sim.scenario
  const start = sim.timeline.now + 2 * DAY
  const soon = leastPropagation(policy)
  const publish = async ({ ring }: SimInstance): Promise<void> => {
    const fresh = await ring.fresh()
    await ring.change((doc, now) => rotate(doc, now, fresh))
  }
  sim.timeline.add(start, () => void publish(first))
  sim.timeline.add(start + MINUTE / 2, () => {
    sim.truth.forks++
    sim.store.restore(start - 1)
    first.connection.cutUntil = start + soon - 20 * MINUTE
    first.excuse(first.connection.cutUntil)
  })
  sim.timeline.add(start + 20 * MINUTE, () => void publish(second))
  sim.timeline.add(start + 30 * MINUTE, () => {
    second.connection.lag = 5 * hardAge(policy)
  })
}

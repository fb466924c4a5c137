import { type RingInstanceOptions, RULES } from "../../src/keys/managed/instance-options.ts"
import { hardAge } from "../../src/keys/managed/policy.ts"
import { RingInstance } from "../../src/keys/managed/protocol.ts"
import { localRoot } from "../../src/keys/managed/roots/local-root.ts"
import type { RingWorld } from "../../src/keys/managed/world.ts"
import type { Scenario } from "./scenario.ts"
import type { Connection, SimStore } from "./sim-store.ts"
import type { Timeline } from "./timeline.ts"

/** What the instances of one deployment have in common. */
export interface Deployment {
  /** The secrets of the environment, newest first. */
  readonly secrets: readonly string[]
}

/** One process: it lives until it is replaced. */
export class SimInstance {
  readonly name: string
  readonly deployment: Deployment
  readonly ring: RingInstance
  readonly connection: Connection
  readonly started: number
  /** Nothing that went wrong with it counts as its own fault until then. */
  excusedUntil: number
  /** The last thing it had to say. */
  problem = ""
  readonly #timeline: Timeline
  readonly #settle: number

  constructor(given: {
    name: string
    scenario: Scenario
    deployment: Deployment
    timeline: Timeline
    store: SimStore
    random: () => number
    material: () => string
    held: (ids: readonly string[]) => readonly string[]
  }) {
    const { name, scenario, timeline, random, deployment } = given
    this.name = name
    this.deployment = deployment
    this.#timeline = timeline
    // After a fault ends: the next refresh, and the longest wait before a failed one is tried again.
    this.#settle = hardAge(scenario.policy) + 60_000
    this.started = timeline.now
    this.excusedUntil = timeline.now
    const onFault = (): void => this.excuse(timeline.now)
    this.connection = { cutUntil: 0, lag: 0, answered: timeline.now, onFault }
    const { policy } = scenario
    // Most clocks differ by less than they may; some are off by hours.
    const far = random() < 0.1 && !scenario.broken.store?.nullOnFailure
    const off = far ? (random() - 0.5) * 6 * 3_600_000 : (random() - 0.5) * policy.skew
    const world: RingWorld = {
      now: () => Math.round(timeline.now + off),
      random,
      later: (work, { ms }) => timeline.add(timeline.now + ms, work),
      material: given.material,
    }
    const options: RingInstanceOptions = {
      ring: "auth",
      store: given.store.connect(this.connection),
      policy: { ...policy, ...scenario.broken.policy },
      role: "full",
      instance: name,
      roots: () => Promise.all(deployment.secrets.map(localRoot)),
      imported: () => [],
      gently: false,
      held: given.held,
      world,
      rules: { ...RULES, ...scenario.broken.rules },
      on: ({ level, message }) => {
        if (level !== "info") this.problem = message
      },
    }
    this.ring = new RingInstance(options)
  }

  /** Something outside is wrong with it until `end`. */
  excuse(end: number): void {
    this.excusedUntil = Math.max(this.excusedUntil, end + this.#settle)
  }

  get healthy(): boolean {
    return this.#timeline.now >= this.excusedUntil
  }
}

import type { SecretValue } from "../../src/contracts/keys.ts"
import type { Instance } from "./app.ts"
import { A, B, type Step } from "./steps.ts"

/** Longer than an answer of a source is fresh. Milliseconds. */
const STALE = 90_000

/** A secrets manager. Each instance asks it by a source of its own, as each process does. */
class Manager {
  value: SecretValue

  constructor(value: SecretValue) {
    this.value = value
  }

  instance(): Instance {
    return { secret: async () => this.value, env: {} }
  }
}

/** Steps of the sourced tier: what a source answers changes. */
export const sourcedSteps: readonly Step[] = [
  {
    tier: "sourced",
    name: "the source's one value changes, and running instances hear of it",
    async run(lab) {
      const manager = new Manager(A)
      const instance = manager.instance()
      await lab.begin(instance)
      manager.value = B
      lab.passes(STALE)
      await lab.show("before it heard", instance, "survives")
      await lab.show("after", instance, "survives")
    },
  },
  {
    tier: "sourced",
    name: "of an instance with the new value, shown to one that has not heard of it",
    async run(lab) {
      const manager = new Manager(A)
      const old = manager.instance()
      await lab.begin(old)
      manager.value = [B, A]
      const fresh = manager.instance()
      await lab.begin(fresh)
      await lab.show("old", old, "survives")
      await lab.show("fresh", fresh, "survives")
    },
  },
  {
    tier: "sourced",
    name: "a restart after one value replaced the other, then a list of both",
    async run(lab) {
      const manager = new Manager(A)
      await lab.begin(manager.instance())
      manager.value = B
      const restarted = manager.instance()
      await lab.show("B", restarted, "kept")
      manager.value = [B, A]
      lab.passes(STALE)
      await lab.show("[B, A]", restarted, "survives")
    },
  },
  {
    tier: "sourced",
    name: "a list drops a value, and takes it back",
    async run(lab) {
      const manager = new Manager([A])
      await lab.begin(manager.instance())
      manager.value = [B]
      await lab.show("[B]", manager.instance(), "kept")
      manager.value = [B, A]
      await lab.show("[B, A]", manager.instance(), "survives")
    },
  },
  {
    tier: "sourced",
    name: "the secret moves from the environment to a source, and back",
    async run(lab) {
      const environment: Instance = { env: { AUTH_SECRET: A } }
      await lab.begin(environment)
      await lab.show("source of A", new Manager(A).instance(), "survives")
      await lab.show("source of [B, A]", new Manager([B, A]).instance(), "survives")
      await lab.show("environment", { env: { AUTH_SECRET: A, AUTH_SECRET_1: B } }, "survives")
    },
  },
]

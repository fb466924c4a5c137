import type { Instance } from "./app.ts"
import type { Lab } from "./lab.ts"

/** A change of keys that an operator or time makes: a column of the matrix. */
export interface Step {
  readonly tier: "static" | "sourced" | "managed"
  readonly name: string
  run(lab: Lab): Promise<void>
}

export const A = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
export const B = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"

/** An instance that has these in its environment: the oldest first, as `AUTH_SECRET`, `AUTH_SECRET_1`, … */
function env(...oldestFirst: readonly string[]): Instance {
  const names = ["AUTH_SECRET", "AUTH_SECRET_1", "AUTH_SECRET_2"]
  const pairs = oldestFirst.map((secret, i) => [names[i]!, secret])
  return { env: Object.fromEntries(pairs) as Record<string, string> }
}

const onlyA = env(A)
const onlyB = env(B)
const both = env(A, B)
const staged: Instance = { env: { AUTH_SECRET: A, AUTH_SECRET_NEXT: B } }
/** The same two, with the older one sealing. */
const swapped = env(B, A)

function dated(begins: number): Instance {
  return { env: { AUTH_SECRETS: `${B}@${new Date(begins).toISOString()},${A}` } }
}

/** Steps of the static tier: what stands in the environment changes with a deploy. */
export const staticSteps: readonly Step[] = [
  {
    tier: "static",
    name: "`[A]` → `[B, A]`",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("[B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "`[B, A]` → `[B]`, after the life of a token",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.live(31, both)
      await lab.show("[B]", onlyB, "survives")
    },
  },
  {
    tier: "static",
    name: "`[B, A]` → `[B]`, too early, and back",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("[B]", onlyB, "kept")
      await lab.show("[B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "staged: `[A]` → `[A, next B]` → `[B, A]` → `[B]`",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("[A, next B]", staged, "survives")
      await lab.show("[B, A]", both, "survives")
      await lab.live(31, both)
      await lab.show("[B]", onlyB, "survives")
    },
  },
  {
    tier: "static",
    name: "rolling deploy: of an old instance, shown to a new one",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("new [B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "rolling deploy: of a new instance, shown to an old one",
    async run(lab) {
      await lab.begin(both)
      await lab.show("old [A]", onlyA, "kept")
      await lab.show("old [A]", onlyA, "kept")
      await lab.show("new [B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "rolling deploys, staged: every instance accepts at every moment",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("new [A, next B]", staged, "survives")
      await lab.show("old [A]", onlyA, "survives")
      await lab.begin(both)
      await lab.show("old [A, next B]", staged, "survives")
      await lab.show("new [B, A]", both, "survives")
      await lab.show("old [A, next B]", staged, "survives")
    },
  },
  {
    tier: "static",
    name: "rollback: `[B, A]` → `[A]` → `[B, A]`",
    async run(lab) {
      await lab.begin(both)
      await lab.show("[A]", onlyA, "kept")
      await lab.show("[B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "replaced outright: `[A]` → `[B]`, and the way back `[B, A]`",
    async run(lab) {
      await lab.begin(onlyA)
      await lab.show("[B]", onlyB, "kept")
      await lab.show("[B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "order swapped: `[B, A]` → `[A, B]` → `[B, A]`",
    async run(lab) {
      await lab.begin(both)
      await lab.show("[A, B]", swapped, "survives")
      await lab.show("[B, A]", both, "survives")
    },
  },
  {
    tier: "static",
    name: "`AUTH_SECRETS` with a date, before and after it",
    async run(lab) {
      const keys = dated(Date.now() + 300_000)
      await lab.begin(onlyA)
      await lab.show("before", keys, "survives")
      lab.passes(600_000)
      await lab.show("after", keys, "survives")
    },
  },
  {
    tier: "static",
    name: "`AUTH_SECRETS` with a date, on an instance whose clock is behind",
    async run(lab) {
      await lab.begin(dated(Date.now() - 1_000))
      await lab.show("clock behind", dated(Date.now() + 300_000), "survives")
      await lab.show("clock right", dated(Date.now() - 1_000), "survives")
    },
  },
]

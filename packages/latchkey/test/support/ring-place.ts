import type { InstanceRow, KeyStore } from "../../src/contracts/keys.ts"
import type { RingEvent } from "../../src/keys/managed/events.ts"
import { type RingRules, RULES } from "../../src/keys/managed/instance-options.ts"
import { DEFAULT_POLICY } from "../../src/keys/managed/policy.ts"
import { RingInstance } from "../../src/keys/managed/protocol.ts"
import { localRoot } from "../../src/keys/managed/roots/local-root.ts"
import { realWorld } from "../../src/keys/managed/world.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"

/** A store and instances around it, whose clock a test turns. */
export class RingPlace {
  now: number = Date.UTC(2031, 0, 1)
  /** Takes nobody's word. */
  deaf = false
  readonly rows = new Map<string, InstanceRow>()
  readonly store: KeyStore = {
    ...memoryStore(),
    now: async () => this.now,
    beat: async (row) => {
      if (this.deaf) throw new Error("connection lost")
      this.rows.set(row.instance, { ...row, seen: this.now })
    },
    instances: async () => [...this.rows.values()],
  }

  constructor() {
    // What an instance hears of at once would hide what it has not read yet.
    delete (this.store as { watch?: unknown }).watch
  }

  instance(
    name: string,
    rules: Partial<RingRules> = {},
  ): { ring: RingInstance; events: RingEvent[] } {
    const events: RingEvent[] = []
    const ring = new RingInstance({
      ring: "auth",
      store: { ...this.store },
      policy: DEFAULT_POLICY,
      role: "full",
      instance: name,
      roots: async () => [await localRoot("the-root-of-all-the-instances-here")],
      imported: () => [],
      gently: false,
      world: { ...realWorld, now: () => this.now },
      rules: { ...RULES, ...rules },
      on: (event) => void events.push(event),
    })
    return { ring, events }
  }
}

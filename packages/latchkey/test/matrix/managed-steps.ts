import type { KeyStore } from "../../src/contracts/keys.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import type { Instance } from "./app.ts"
import { A, B, type Step } from "./steps.ts"

const MINUTE = 60_000

interface Member extends Instance {
  readonly secret: Keyring
  readonly env: Record<string, string>
}

/** Instances that share one ring. The store calls nobody, so what an instance knows is what it asked for. */
class Fleet {
  readonly #store: KeyStore = memoryStore()

  member(environment: Record<string, string> = { AUTH_SECRET: A }): Member {
    // A process has a client of its own; one keyring belongs to one client.
    const { watch: _, ...client } = this.#store
    return { secret: keyring({ store: client, onEvent: () => {} }), env: environment }
  }
}

async function activeOf({ secret }: Member): Promise<string> {
  return (await secret.status()).active
}

/** Steps of the managed tier: what a ring does by itself, or is told to do. */
export const managedSteps: readonly Step[] = [
  {
    tier: "managed",
    name: "a ring takes over from `AUTH_SECRET`",
    async run(lab) {
      await lab.begin({ env: { AUTH_SECRET: A } })
      await lab.show("ring", new Fleet().member(), "survives")
    },
  },
  {
    tier: "managed",
    name: "rotate: the next key is published, then seals",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      const first = await activeOf(member)
      await member.secret.rotate()
      await lab.show("published", member, "survives")
      lab.passes(14 * MINUTE)
      await lab.begin(member)
      lab.passes(2 * MINUTE)
      if ((await activeOf(member)) === first) throw new Error("the next key does not seal")
      await lab.show("sealing", member, "survives")
    },
  },
  {
    tier: "managed",
    name: "promote: the published key seals at once",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      const first = await activeOf(member)
      lab.passes(1_000)
      await member.secret.rotate()
      await member.secret.promote()
      if ((await activeOf(member)) === first) throw new Error("the next key does not seal")
      await lab.show("promoted", member, "survives")
    },
  },
  {
    tier: "managed",
    name: "retire: the key stops sealing, and goes on opening",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      const first = await activeOf(member)
      await member.secret.retire(first)
      lab.passes(14 * MINUTE)
      await lab.begin(member)
      lab.passes(2 * MINUTE)
      if ((await activeOf(member)) === first) throw new Error("the retired key still seals")
      await lab.show("retired", member, "survives")
    },
  },
  {
    tier: "managed",
    name: "a year of rotations, and people who come every ten days",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      await lab.live(365, member)
      const { keys } = await member.secret.status()
      if (!keys.some(({ epoch }) => epoch >= 4)) throw new Error("there was no rotation")
      await lab.show("a year later", member, "survives")
    },
  },
  {
    tier: "managed",
    name: "revoke: what the key sealed",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      await member.secret.revoke(await activeOf(member), { reason: "leaked" })
      await lab.show("revoked", member, "cleared")
    },
  },
  {
    tier: "managed",
    name: "revoke: what another key sealed",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      const first = await activeOf(member)
      lab.passes(1_000)
      await member.secret.rotate()
      await member.secret.promote()
      await lab.begin(member)
      await member.secret.revoke(first, { reason: "leaked" })
      await lab.show("another revoked", member, "survives")
    },
  },
  {
    tier: "managed",
    name: "revoke: an instance that was not asked, within twice its refresh",
    async run(lab) {
      const fleet = new Fleet()
      const [asked, other] = [fleet.member(), fleet.member()]
      await lab.begin(asked)
      await lab.show("before", other, "survives")
      await asked.secret.revoke(await activeOf(asked), { reason: "leaked" })
      await lab.show("not heard yet", other, "survives")
      lab.passes(11 * MINUTE)
      await lab.show("heard", other, "cleared")
    },
  },
  {
    tier: "managed",
    name: "a key that seals at once, shown to an instance that has not heard of it",
    async run(lab) {
      const fleet = new Fleet()
      const [asked, other] = [fleet.member(), fleet.member()]
      await lab.begin(other)
      await lab.begin(asked)
      await asked.secret.revoke(await activeOf(asked), { reason: "leaked" })
      await lab.begin(asked)
      await lab.show("other", other, "survives")
      // What it sealed meanwhile is not sealed with the key that was revoked.
      await lab.show("asked", asked, "survives")
    },
  },
  {
    tier: "managed",
    name: "the root changes while the old one is there, then goes",
    async run(lab) {
      const fleet = new Fleet()
      const member = fleet.member()
      await lab.begin(member)
      Object.assign(member.env, { AUTH_SECRET_1: B })
      await lab.show("[B, A]", member, "survives")
      await member.secret.status()
      await lab.show("[B], restarted", fleet.member({ AUTH_SECRET: B }), "survives")
    },
  },
  {
    tier: "managed",
    name: "rewrap: only the new root opens the ring",
    async run(lab) {
      const fleet = new Fleet()
      const member = fleet.member()
      await lab.begin(member)
      delete member.env["AUTH_SECRET"]
      Object.assign(member.env, { AUTH_SECRET_1: B, AUTH_SECRET: A })
      await member.secret.status()
      delete member.env["AUTH_SECRET"]
      await lab.show("rewrapped", member, "survives")
      await member.secret.rewrap()
      await lab.show("rewrapped", member, "survives")
      await lab.show("restarted", fleet.member({ AUTH_SECRET: B }), "survives")
    },
  },
  {
    tier: "managed",
    name: "the way back: what `export` gave, in the environment",
    async run(lab) {
      const member = new Fleet().member()
      await lab.begin(member)
      const [newest, ...older] = await member.secret.export()
      const environment = { AUTH_SECRET_1: newest!, AUTH_SECRET: older[0]! }
      await lab.show("environment", { env: environment }, "survives")
    },
  },
]

import type { InstanceRow } from "../../contracts/keys.ts"
import { laggards } from "./acknowledge.ts"
import type { RingCopy } from "./copy.ts"
import type { RingDocument, RingEntry } from "./document.ts"
import type { RingEvent } from "./events.ts"
import { HeldKeys } from "./held-keys.ts"
import { type RingInstanceOptions, type RingRules, RULES } from "./instance-options.ts"
import { planRoots, rewrap } from "./rewrap.ts"
import { isOver, isSuccessorDue, keyAtGate, sealingKey } from "./schedule.ts"
import { sealedByAll, sealsOf, TokenCounts } from "./token-counts.ts"
import { wear } from "./transition.ts"

/** How often a change in the background is tried anew after a conflict. */
const QUIET_TRIES = 3
/** Whoever sealed this part of what a key may seal asks what the others have: a fleet is no larger. */
const FLEET = 1024

/** What an instance does for the ring beside answering: the changes that are due, and the word that it lives. */
export class RingCaretaker {
  readonly #options: RingInstanceOptions
  readonly #rules: RingRules
  readonly #copy: RingCopy
  readonly #counts = new TokenCounts()
  readonly #held: HeldKeys
  #worn: string | undefined

  constructor(options: RingInstanceOptions, copy: RingCopy) {
    this.#options = options
    this.#rules = options.rules ?? RULES
    this.#copy = copy
    this.#held = new HeldKeys(options.held, options.world, (message) =>
      this.#say({ type: "census.failed", level: "warn", message }),
    )
  }

  /** Writes what is due, if anything is. That it can't is no failure: another instance comes by. */
  async tend(): Promise<void> {
    const { role, instance: actor } = this.#options
    if (role !== "full") return
    try {
      await this.#copy.change((doc, now) => this.#next(doc, now), { tries: QUIET_TRIES, actor })
    } catch (error) {
      this.#say({ type: "ring.write-failed", level: "warn", message: messageOf(error) })
    }
  }

  /** Says that this instance lives, which keys it opens with, and what it did with them since. */
  async announce(keys: readonly string[]): Promise<void> {
    const { store, instance, role } = this.#options
    if (!store.beat || role === "operator") return
    const { doc, root } = this.#copy.held!
    try {
      const { opened, sealed, kept } = await this.#counts.report(doc.keys)
      await store.beat({ instance, rev: doc.rev, root, keys, opened, sealed })
      kept()
    } catch (error) {
      this.#say({ type: "ring.write-failed", level: "warn", message: messageOf(error) })
    }
  }

  /** The instances, where the store knows them. */
  async instances(): Promise<readonly InstanceRow[]> {
    return (await this.#options.store.instances?.()) ?? []
  }

  async #next(doc: RingDocument, now: number): Promise<RingDocument> {
    const atGate = keyAtGate(doc, now)
    const sealing = sealingKey(doc, now)
    const mine = sealing ? await sealsOf(sealing) : 0
    const busy = mine >= this.#rules.wornAt / FLEET
    const rows = atGate || busy ? await this.instances() : []
    if (atGate) this.#nameLaggards(laggards(doc, atGate, rows, now))
    const worn = busy && this.#isWorn(sealing!, mine, rows)
    const rested = worn ? wear(doc, now) : doc
    if (rested !== doc) this.#sayWorn(sealing!)
    const old = doc.keys.filter((one) => isOver(doc, one, now)).map(({ id }) => id)
    const held = await this.#held.of(old)
    const { policy } = this.#options
    const fresh = isSuccessorDue(rested, now) ? await this.#copy.fresh() : null
    const next = this.#rules.plan(doc, { now, policy, fresh, rows, worn, held })
    const roots = await this.#options.roots()
    const grace = doc.policy.propagation + doc.policy.staleness
    return rewrap(next, roots, { ...planRoots(next, roots, { now, grace }), now })
  }

  #isWorn(sealing: RingEntry, mine: number, rows: readonly InstanceRow[]): boolean {
    const others = rows.filter(({ instance }) => instance !== this.#options.instance)
    return mine + sealedByAll(sealing.id, others) >= this.#rules.wornAt
  }

  /** Once per key: a conflict makes the same plan again. */
  #sayWorn({ id: kid, epoch }: RingEntry): void {
    if (this.#worn === kid) return
    this.#worn = kid
    const message = `key ${kid} has sealed more than ${this.#rules.wornAt} tokens: its successor comes early`
    const actor = this.#options.instance
    this.#say({ type: "key.worn", level: "info", kid, epoch, actor, message })
  }

  #nameLaggards(rows: readonly InstanceRow[]): void {
    for (const { instance: name, rev, root } of rows) {
      const message = `instance ${name} has revision ${rev} (root ${root}) and does not know the next key`
      this.#say({ type: "key.postponed", level: "warn", message })
    }
  }

  #say(event: Omit<RingEvent, "ring" | "rev">): void {
    const { ring } = this.#options
    this.#options.on({ ...event, ring, rev: this.#copy.held?.doc.rev ?? 0 })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed"
}

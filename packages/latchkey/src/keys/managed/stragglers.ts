import type { InstanceRow } from "../../contracts/keys.ts"
import type { Held } from "./copy.ts"
import type { RingEvent } from "./events.ts"
import type { RingInstanceOptions } from "./instance-options.ts"
import { liveness } from "./policy.ts"

/** What this instance holds at a look at the others. */
type OwnState = Pick<InstanceRow, "instance" | "rev" | "root">

type Finding = Pick<RingEvent, "type" | "level" | "message"> & { readonly instance: string }

/** Names that are remembered, so that each is said once. */
const LIMIT = 256

/**
 * Notices instances of one ring that hold another root, or an older revision, and go on doing so: at two looks, one
 * after the other. A rolling deploy passes in less.
 */
export class Stragglers {
  readonly #options: RingInstanceOptions
  #lookedAt = -Infinity
  #last: { readonly rev: number; readonly differing: ReadonlySet<string> } | undefined
  readonly #said = new Set<string>()

  constructor(options: RingInstanceOptions) {
    this.#options = options
  }

  /** Looks as often as each of them has certainly said something new, where the store knows them. Never rejects. */
  async tend({ doc, root }: Held, now: number): Promise<void> {
    const { store, instance, role, on } = this.#options
    const span = liveness(doc.policy)
    if (role === "operator") return
    if (!store.instances || Math.abs(now - this.#lookedAt) < span) return
    this.#lookedAt = now
    const rows = await store.instances().catch(() => null)
    const live = rows?.filter(({ seen }) => seen >= now - span)
    if (!live) return
    for (const found of this.#look({ instance, rev: doc.rev, root }, live)) {
      on({ ...found, ring: doc.ring, rev: doc.rev })
    }
  }

  /** What is to be said now. Each instance is named once; where we are the odd one, we name ourselves. */
  #look(own: OwnState, live: readonly InstanceRow[]): Finding[] {
    const last = this.#last
    const others = live.filter((row) => row.instance !== own.instance)
    const differing = others.filter((row) => row.root !== own.root)
    this.#last = { rev: own.rev, differing: new Set(differing.map((row) => row.instance)) }
    if (!last) return []
    const lasting = differing.filter((row) => last.differing.has(row.instance))
    const behind = others.filter((row) => row.rev < last.rev)
    return [...this.#differing(own, others.length, lasting), ...this.#behind(own, behind)]
  }

  #differing(own: OwnState, others: number, rows: readonly InstanceRow[]): Finding[] {
    const [first] = rows
    if (first && rows.length > others / 2 && rows.length > 1) {
      const message = `this instance (${own.instance}) opens the ring with root ${own.root}, ${rows.length} of ${others} others with another (${first.instance}: ${first.root}): it holds another secret`
      return this.#once(`odd ${own.root}`) ? [finding(own.instance, message)] : []
    }
    return rows
      .filter((row) => this.#once(`root ${row.instance} ${row.root}`))
      .map((row) => {
        const message = `instance ${row.instance} opens the ring with root ${row.root}, this one (${own.instance}) with ${own.root}: they hold different secrets`
        return finding(row.instance, message)
      })
  }

  #behind(own: OwnState, rows: readonly InstanceRow[]): Finding[] {
    return rows
      .filter((row) => this.#once(`rev ${row.instance}`))
      .map((row) => {
        const message = `instance ${row.instance} stays at revision ${row.rev}, this one (${own.instance}) has ${own.rev}: it may not reach the store`
        return finding(row.instance, message)
      })
  }

  #once(what: string): boolean {
    if (this.#said.has(what) || this.#said.size >= LIMIT) return false
    this.#said.add(what)
    return true
  }
}

function finding(instance: string, message: string): Finding {
  return { type: "instance.differs", level: "warn", instance, message }
}

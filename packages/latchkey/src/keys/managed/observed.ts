import type { Census, ObservedRing, RingFigures } from "../figures.ts"
import { behind, liveRows } from "./acknowledge.ts"
import type { RingInstance } from "./protocol.ts"

/** What metrics may ask of an instance of a ring. */
export class ObservedInstance implements ObservedRing {
  readonly #of: RingInstance
  #known: { readonly at: number; readonly census: Census } | undefined

  constructor(instance: RingInstance) {
    this.#of = instance
  }

  figures(): RingFigures | null {
    const { about, conflicts } = this.#of
    if (!about) return null
    const { ring, rev, activeSince, nextAt } = about
    const now = this.#of.now()
    return { ring, rev, activeAge: now - activeSince, nextActivation: nextAt - now, conflicts }
  }

  /** Asks the store no more often than the ring is read. */
  async census(): Promise<Census | null> {
    const { held } = this.#of
    if (!held) return null
    const now = this.#of.now()
    if (this.#known && now < this.#known.at + held.doc.policy.refresh) return this.#known.census
    const rows = await this.#of.instances()
    const late = behind(held.doc, rows, now).length
    const census = { current: liveRows(held.doc, rows, now).length - late, behind: late }
    this.#known = { at: now, census }
    return census
  }
}

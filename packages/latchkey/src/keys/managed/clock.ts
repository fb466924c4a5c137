import type { RingInstanceOptions } from "./instance-options.ts"

/** The time of an instance: its own, or the store's where the two differ by more than they may. */
export class RingClock {
  readonly #options: RingInstanceOptions
  /** Undefined until the store has said its time. */
  #offset: number | undefined

  constructor(options: RingInstanceOptions) {
    this.#options = options
  }

  /** Milliseconds since the epoch, whole. */
  now(): number {
    return Math.round(this.#options.world.now() + (this.#offset ?? 0))
  }

  /**
   * Asks the store, whose clock all instances share. Rejects where it never answered: a clock that may be off by hours
   * must neither start keys nor end them.
   */
  async set(): Promise<void> {
    const { store, policy, world } = this.#options
    if (!store.now) return
    const before = world.now()
    try {
      const theirs = await store.now()
      const off = theirs - (before + world.now()) / 2
      if (!Number.isFinite(off)) throw new TypeError(`${store.name} has no time.`)
      const offset = Math.abs(off) > policy.skew ? off : 0
      if (offset !== 0 && !this.#offset) this.#warn(off)
      this.#offset = offset
    } catch (error) {
      if (this.#offset === undefined) throw error
    }
  }

  #warn(off: number): void {
    const { store, ring } = this.#options
    const seconds = Math.round(off / 1000)
    const message = `this clock differs from that of ${store.name} by ${seconds} s; that one counts`
    this.#options.on({ type: "clock.off", level: "warn", ring, rev: 0, message })
  }
}

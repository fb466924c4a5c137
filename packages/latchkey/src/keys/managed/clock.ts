import type { RingInstanceOptions } from "./instance-options.ts"
import { STORE_TIMEOUT, within } from "./world.ts"

/** The time of an instance: its own, or the store's where the two differ by more than they may. */
export class RingClock {
  readonly #options: RingInstanceOptions
  #offset = 0

  constructor(options: RingInstanceOptions) {
    this.#options = options
  }

  /** Milliseconds since the epoch, whole. */
  now(): number {
    return Math.round(this.#options.world.now() + this.#offset)
  }

  /** Asks the store, whose clock all instances share. Where it doesn't answer nothing changes. */
  async set(): Promise<void> {
    const { store, policy, world } = this.#options
    if (!store.now) return
    const before = world.now()
    const theirs = await within(world, STORE_TIMEOUT, store.now()).catch(() => null)
    const after = world.now()
    if (theirs === null || !Number.isFinite(theirs) || after - before > policy.skew) return
    const off = theirs - (before + after) / 2
    const offset = Math.abs(off) > policy.skew ? off : 0
    if (offset !== 0 && this.#offset === 0) this.#warn(off)
    this.#offset = offset
  }

  #warn(off: number): void {
    const { store, ring } = this.#options
    const seconds = Math.round(off / 1000)
    const message = `this clock differs from that of ${store.name} by ${seconds} s; that one counts`
    this.#options.on({ type: "clock.off", level: "warn", ring, rev: 0, message })
  }
}

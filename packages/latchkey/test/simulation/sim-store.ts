import type { InstanceRow, KeyStore, StoredRing } from "../../src/contracts/keys.ts"
import type { Timeline } from "./timeline.ts"

/** A connection of one instance: what is wrong with it at the moment. */
export interface Connection {
  /** Cut off until then. */
  cutUntil: number
  /** Reads from a copy that is late by so many milliseconds. */
  lag: number
  /** When it was answered last. */
  answered: number
  /** Told when an answer is lost. */
  onFault(): void
}

/** How a store may be worse than it promises, to show that the simulation would notice. */
export interface StoreFlaws {
  /** Whoever writes last wins. */
  readonly lastWriterWins?: boolean
  /** What can't be read is taken for absent. */
  readonly nullOnFailure?: boolean
}

interface Version extends StoredRing {
  readonly at: number
}

/** A place for a ring in virtual time, with everything that goes wrong with a real one. */
export class SimStore {
  readonly #timeline: Timeline
  readonly #random: () => number
  readonly #flaws: StoreFlaws
  readonly #history: Version[] = []
  readonly #rows = new Map<string, InstanceRow>()
  #stored: Version | null = null
  #writes = 0
  reads = 0
  conflicts = 0
  /** Nobody is answered until then. */
  outageUntil = 0
  /** Answers take up to so long, in milliseconds. */
  latency = 20
  /** One answer in so many is lost, though the server is there. */
  lossRate = 0
  /** Told of each change that was kept. */
  onWrite: (bytes: Uint8Array) => void = () => {}

  constructor(timeline: Timeline, random: () => number, flaws: StoreFlaws) {
    this.#timeline = timeline
    this.#random = random
    this.#flaws = flaws
  }

  /** Puts back what was stored then, as restoring a backup would; null: loses everything. */
  restore(at: number | null): void {
    const old = at === null ? null : this.#history.findLast((version) => version.at <= at)
    this.#stored = old ? { ...old, version: `v${++this.#writes}`, at: this.#timeline.now } : null
    if (this.#stored) this.#history.push(this.#stored)
  }

  connect(connection: Connection): KeyStore {
    const ask = <T>(work: () => T): Promise<T> => this.#ask(connection, work)
    return {
      name: "sim",
      read: async () => {
        this.reads++
        const read = ask(() => this.#read(connection.lag))
        return this.#flaws.nullOnFailure ? read.catch(() => null) : read
      },
      write: (bytes, expected) => ask(() => this.#write(bytes, expected)),
      // With a clock that has to answer first, an unanswered read is noticed all the same.
      ...(this.#flaws.nullOnFailure ? {} : { now: () => ask(() => this.#timeline.now) }),
      beat: (row) =>
        ask(() => void this.#rows.set(row.instance, { ...row, seen: this.#timeline.now })),
      instances: () => ask(() => [...this.#rows.values()]),
    }
  }

  #read(lag: number): StoredRing | null {
    if (lag === 0) return this.#stored
    const then = this.#timeline.now - lag
    return this.#history.findLast((version) => version.at <= then) ?? this.#history[0] ?? null
  }

  #write(bytes: Uint8Array, expected: string | null): "ok" | "conflict" {
    const version = this.#stored?.version ?? null
    if (version !== expected && !this.#flaws.lastWriterWins) {
      this.conflicts++
      return "conflict"
    }
    this.#stored = { bytes, version: `v${++this.#writes}`, at: this.#timeline.now }
    this.#history.push(this.#stored)
    this.onWrite(bytes)
    return "ok"
  }

  #ask<T>(connection: Connection, work: () => T): Promise<T> {
    const { now } = this.#timeline
    const down = now < this.outageUntil || now < connection.cutUntil
    const delay = this.#random() * this.latency
    const lost = down || this.#random() < this.lossRate
    // What is lost though the server is there is lost on the way back, after it was done, or never answered at all.
    const [done, silent] = [this.#random() < 0.5, this.#random() < 0.3]
    if (lost || delay > 1_000) connection.onFault()
    return new Promise((resolve, reject) => {
      this.#timeline.add(now + delay, () => {
        if (!lost) connection.answered = this.#timeline.now
        if (!lost) return resolve(work())
        if (done && !down) work()
        if (!silent) reject(new Error("connection lost"))
      })
    })
  }
}

import type { KeyView } from "../../src/contracts/keys.ts"

/** What an application has stored, each row sealed by one of the ring's keys. */
export class StoredRows {
  readonly #materials: (string | undefined)[]
  readonly #random: () => number
  writes = 0
  sweeps = 0

  constructor(count: number, random: () => number) {
    this.#materials = Array.from({ length: count })
    this.#random = random
  }

  /** Seals some row, as an instance with this view does. */
  write({ secrets }: KeyView): void {
    this.#materials[Math.floor(this.#random() * this.#materials.length)] = secrets[0]!
    this.writes++
  }

  /** The materials that are needed to read all rows. */
  needed(): Set<string> {
    return new Set(this.#materials.filter((one) => one !== undefined))
  }

  /** Seals anew what this view opens, and answers how many rows it does not open. */
  sweep({ secrets, data = [] }: KeyView): number {
    const openers = new Set([...secrets, ...data])
    let closed = 0
    this.sweeps++
    for (const [row, material] of this.#materials.entries()) {
      if (material === undefined) continue
      if (openers.has(material)) this.#materials[row] = secrets[0]!
      else closed++
    }
    return closed
  }
}

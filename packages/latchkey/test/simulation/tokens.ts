const FEW = 20

/** All tokens of a run: who sealed them when. One in a million is a few bytes. */
export class Tokens {
  readonly mintedAt: Float64Array
  readonly #key: Int32Array
  /** 0 alive, 1 its cookie was deleted. */
  readonly dead: Uint8Array
  readonly #materials: string[] = []
  readonly #indexes = new Map<string, number>()
  count = 0
  #firstAlive = 0

  constructor(most: number) {
    this.mintedAt = new Float64Array(most)
    this.#key = new Int32Array(most)
    this.dead = new Uint8Array(most)
  }

  add(material: string, now: number): void {
    if (this.count >= this.mintedAt.length) return
    let index = this.#indexes.get(material)
    if (index === undefined) {
      index = this.#materials.push(material) - 1
      this.#indexes.set(material, index)
    }
    this.mintedAt[this.count] = now
    this.#key[this.count++] = index
  }

  material(token: number): string {
    return this.#materials[this.#key[token]!]!
  }

  /** Any that has not expired, or one of the oldest, or one of the newest. Undefined where there is none. */
  pick(given: {
    now: number
    maxAge: number
    random: number
    age: "any" | "old" | "new"
  }): number | undefined {
    while (
      this.#firstAlive < this.count &&
      this.mintedAt[this.#firstAlive]! + given.maxAge <= given.now
    ) {
      this.#firstAlive++
    }
    const alive = this.count - this.#firstAlive
    if (alive === 0) return undefined
    const among = given.age === "any" ? alive : Math.min(alive, FEW)
    const offset = Math.floor(given.random * among)
    return given.age === "new" ? this.count - 1 - offset : this.#firstAlive + offset
  }
}

/** What really happened to a key, whoever knows of it. */
export interface KeyTruth {
  readonly id: string
  readonly epoch: number
  /** When a document with it was stored first. */
  readonly published: number
  /** When it was made to seal at once: the first of a ring, in place of a revoked one, or by a person. Else Infinity. */
  hurried: number
  revoked: number
}

interface Wire {
  readonly keys: readonly { id: string; epoch: number; notBefore: number }[]
  readonly tombstones: readonly { id: string; status: string }[]
}

/** Reads along in the store, and keeps what is true from what instances think. */
export class Truth {
  readonly keys = new Map<string, KeyTruth>()
  readonly violations: string[] = []
  readonly #epochs = new Map<number, string>()
  readonly #starts = new Map<string, number>()
  /** Two rings may have been made where the store lost one; their epochs are their own. */
  forks = 0
  documents = 0
  onViolation: () => void = () => {}

  /** @param promoted The change was a person's, who lets a key start at once. */
  wrote(bytes: Uint8Array, now: number, given: { promoted: boolean }): void {
    this.documents++
    const wire = JSON.parse(new TextDecoder().decode(bytes).split("\n")[0]!) as Wire
    const revokes = wire.tombstones.some(
      ({ id, status }) => status === "revoked" && this.keys.get(id)?.revoked === Infinity,
    )
    for (const { id, epoch, notBefore } of wire.keys) {
      const known = this.keys.get(id)
      const hurry = revokes || given.promoted
      if (known) {
        if (hurry && notBefore < this.#starts.get(id)!) known.hurried = now
        this.#starts.set(id, notBefore)
        continue
      }
      const hurried = epoch <= 1 || hurry ? now : Infinity
      this.keys.set(id, { id, epoch, published: now, hurried, revoked: Infinity })
      this.#starts.set(id, notBefore)
      const twin = this.#epochs.get(epoch)
      if (epoch > 0 && twin !== undefined && twin !== id && this.forks === 0) {
        this.violation(now, `two keys of epoch ${epoch}: ${twin} and ${id}`)
      }
      this.#epochs.set(epoch, id)
      if (!Number.isFinite(notBefore)) this.violation(now, `key ${id} never starts`)
    }
    for (const { id, status } of wire.tombstones) {
      const key = this.keys.get(id)
      if (key && status === "revoked") key.revoked = Math.min(key.revoked, now)
    }
  }

  violation(now: number, what: string): void {
    this.onViolation()
    if (this.violations.length < 20) this.violations.push(`${new Date(now).toISOString()} ${what}`)
  }
}

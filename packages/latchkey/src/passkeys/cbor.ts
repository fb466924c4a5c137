import type { Bytes } from "../crypto/index.ts"
import { crypto } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"

/** A map of CBOR, as authenticators write them: labels are integers or text. */
export type CborMap = ReadonlyMap<number | string, CborValue>

export type CborValue =
  | number
  | string
  | boolean
  | null
  | undefined
  | Bytes
  | readonly CborValue[]
  | CborMap

/** Authenticators nest no deeper (CTAP 2.1 §8: four levels). */
const MAX_DEPTH = 4

const simple: ReadonlyMap<number, CborValue> = new Map([
  [20, false],
  [21, true],
  [22, null],
  [23, undefined],
] as [number, CborValue][])

/**
 * Reads CBOR (RFC 8949) as far as authenticators write it (CTAP 2.1 §8): no tags, no floats, nothing of indefinite
 * length, no label twice, and no byte that isn't there.
 */
export class CborReader {
  readonly #bytes: Bytes
  readonly #what: string
  #at: number

  /** `what` is named where it can't be read. */
  constructor(bytes: Bytes, what: string, at = 0) {
    this.#bytes = bytes
    this.#what = what
    this.#at = at
  }

  /** Where the next item begins. */
  get at(): number {
    return this.#at
  }

  /** @throws WebAuthnVerificationError where there is no item, or one that is not well-formed */
  item(depth = 0): CborValue {
    if (depth > MAX_DEPTH) throw this.#error("is nested too deep")
    const [first] = this.#take(1)
    const major = first! >> 5
    if (major === 7) return this.#simple(first! & 31)
    const argument = this.#argument(first! & 31)
    if (major === 0) return argument
    if (major === 1) return -1 - argument
    if (major === 2) return this.#take(argument)
    if (major === 3) return this.#text(argument)
    if (major === 4) return this.#list(argument, depth)
    if (major === 5) return this.#map(argument, depth)
    throw this.#error("has a tag")
  }

  #take(length: number): Bytes {
    const end = this.#at + length
    if (end > this.#bytes.length) throw this.#error("ends too early")
    const taken = this.#bytes.slice(this.#at, end)
    this.#at = end
    return taken
  }

  #argument(low: number): number {
    if (low < 24) return low
    // Eight bytes are more than anything that we read can have.
    if (low > 26) throw this.#error("has a length that is not well-formed")
    return this.#take(2 ** (low - 24)).reduce((sum, byte) => sum * 256 + byte, 0)
  }

  #simple(low: number): CborValue {
    if (!simple.has(low)) throw this.#error("has a value that authenticators don't write")
    return simple.get(low)
  }

  #text(length: number): string {
    const text = crypto.fromUtf8(this.#take(length))
    if (text === null) throw this.#error("has text that is not UTF-8")
    return text
  }

  #list(length: number, depth: number): CborValue[] {
    const list: CborValue[] = []
    while (list.length < length) list.push(this.item(depth + 1))
    return list
  }

  #map(size: number, depth: number): CborMap {
    const map = new Map<number | string, CborValue>()
    while (map.size < size) {
      const label = this.item(depth + 1)
      if (typeof label !== "number" && typeof label !== "string") {
        throw this.#error("has a label that is neither a number nor text")
      }
      if (map.has(label)) throw this.#error("has a label twice")
      map.set(label, this.item(depth + 1))
    }
    return map
  }

  #error(problem: string): WebAuthnVerificationError {
    return new WebAuthnVerificationError(`The ${this.#what} ${problem}`)
  }
}

/**
 * Goes through a `Cookie` header from pair to pair, and copies nothing that it isn't asked for. Every index only moves
 * forward, so the work is linear in the length of the header, whatever it holds.
 */
export class CookiePairs {
  readonly #text: string
  #next = 0
  #equals = -1
  #end = 0
  #nameFrom = 0
  #nameTo = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Goes to the next pair; false behind the last. What is not `name=value` is passed over. */
  next(): boolean {
    const text = this.#text
    while (this.#next < text.length) {
      const start = this.#next
      if (this.#equals < start) this.#equals = text.indexOf("=", start)
      if (this.#equals === -1) return false
      const end = text.indexOf(";", start)
      this.#end = end === -1 ? text.length : end
      this.#next = this.#end + 1
      if (this.#equals < this.#end) {
        this.#nameFrom = skipBlanks(text, start, this.#equals)
        this.#nameTo = cutBlanks(text, this.#nameFrom, this.#equals)
        if (this.#nameFrom < this.#nameTo) return true
      }
    }
    return false
  }

  get name(): string {
    return this.#text.slice(this.#nameFrom, this.#nameTo)
  }

  /** Whether that is its name. */
  isNamed(name: string): boolean {
    return this.#nameTo - this.#nameFrom === name.length && this.#begins(name)
  }

  /** The digit where its name is `name.0` to `name.9`; -1 where it is not. */
  pieceOf(name: string): number {
    const dot = this.#nameFrom + name.length
    if (this.#nameTo !== dot + 2 || this.#text.charCodeAt(dot) !== DOT) return -1
    const digit = this.#text.charCodeAt(dot + 1) - ZERO
    return digit >= 0 && digit <= 9 && this.#begins(name) ? digit : -1
  }

  #begins(name: string): boolean {
    return this.#text.startsWith(name, this.#nameFrom)
  }

  /** Without blanks around it, and decoded. */
  get value(): string {
    const text = this.#text
    const from = skipBlanks(text, this.#equals + 1, this.#end)
    return decode(text.slice(from, cutBlanks(text, from, this.#end)))
  }
}

const DOT = 0x2e
const ZERO = 0x30

/** Only SP and HTAB are cut: a browser takes U+00A0 before `__Host-` for a part of the name, and so do we (CK-07). */
function skipBlanks(header: string, from: number, to: number): number {
  let i = from
  while (i < to && isBlank(header.charCodeAt(i))) i++
  return i
}

function cutBlanks(header: string, from: number, to: number): number {
  let i = to
  while (i > from && isBlank(header.charCodeAt(i - 1))) i--
  return i
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function decode(value: string): string {
  if (!value.includes("%")) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

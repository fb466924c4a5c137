/** A value of a JSON text, and where it stands there. */
export type JsonNode =
  | (Span & { readonly kind: "object"; readonly members: readonly JsonMember[] })
  | (Span & { readonly kind: "array"; readonly items: readonly JsonNode[] })
  | (Span & { readonly kind: "plain"; readonly value: string | number | boolean | null })

interface Span {
  readonly start: number
  /** Behind its last character. */
  readonly end: number
}

export interface JsonMember {
  readonly key: string
  /** Where the key begins. */
  readonly start: number
  readonly value: JsonNode
}

/**
 * Reads a JSON text with the place of each value, so that one can be changed and every other character stays. Comments
 * and trailing commas are read over, as bun and editors do.
 *
 * @throws SyntaxError with the line
 */
export function parseJsonTree(text: string): JsonNode {
  const reader = new Reader(text)
  const node = reader.value(0)
  reader.end()
  return node
}

/** Deeper ones are not written by people. */
const MOST_DEEP = 200

class Reader {
  readonly #text: string
  #at: number

  constructor(text: string) {
    this.#text = text
    this.#at = text.startsWith("\uFEFF") ? 1 : 0
  }

  value(depth: number): JsonNode {
    if (depth > MOST_DEEP) this.#fail()
    this.#space()
    const start = this.#at
    const first = this.#text[start]
    if (first === "{") {
      const members = this.#list("}", () => this.#member(depth))
      return { kind: "object", start, end: this.#at, members }
    }
    if (first === "[") {
      const items = this.#list("]", () => this.value(depth + 1))
      return { kind: "array", start, end: this.#at, items }
    }
    return { kind: "plain", value: this.#plain(), start, end: this.#at }
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) this.#fail()
  }

  #list<T>(close: string, read: () => T): T[] {
    const found: T[] = []
    this.#at += 1
    for (;;) {
      this.#space()
      if (this.#text[this.#at] === close) break
      found.push(read())
      this.#space()
      if (this.#text[this.#at] === ",") this.#at += 1
      else if (this.#text[this.#at] !== close) this.#fail()
    }
    this.#at += 1
    return found
  }

  #member(depth: number): JsonMember {
    const start = this.#at
    const key = this.#text[start] === '"' ? this.#plain() : undefined
    if (typeof key !== "string") this.#fail()
    this.#space()
    if (this.#text[this.#at] !== ":") this.#fail()
    this.#at += 1
    return { key: key as string, start, value: this.value(depth + 1) }
  }

  #plain(): string | number | boolean | null {
    const pattern = /"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return this.#fail()
    try {
      const value = JSON.parse(found) as string | number | boolean | null
      this.#at += found.length
      return value
    } catch {
      return this.#fail()
    }
  }

  #space(): void {
    const pattern = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
    pattern.lastIndex = this.#at
    this.#at += pattern.exec(this.#text)![0].length
  }

  #fail(): never {
    const line = this.#text.slice(0, this.#at).split("\n").length
    throw new SyntaxError(`it is no JSON at line ${line}`)
  }
}

/** What a node says, as `JSON.parse` would give it; of a key that stands twice the last counts. */
export function jsonValue(node: JsonNode): unknown {
  if (node.kind === "plain") return node.value
  if (node.kind === "array") return node.items.map(jsonValue)
  return Object.fromEntries(node.members.map(({ key, value }) => [key, jsonValue(value)]))
}

/**
 * The one place where something outlives a request. Bundlers duplicate modules per layer, so it hangs on
 * `globalThis`; what it holds are pure functions of their keys, in bounded maps, never behaviour.
 *
 * @module
 */

/** A map that forgets what was used least recently once it holds `limit` entries. */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    // Recency is kept only when it can matter: half full is far from the limit.
    if (value !== undefined && this.#entries.size * 2 > this.#limit) {
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#limit) {
      this.#entries.delete(this.#entries.keys().next().value as K)
    }
  }

  entries(): [K, V][] {
    return [...this.#entries]
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}

/**
 * A `WeakMap` that shows nothing of what it holds: `inspect` with `showHidden` prints the entries of a plain one, and a
 * key may be an environment, a view or a promise of a secret.
 */
export class WeakMemo<K extends object, V> {
  readonly #entries = new WeakMap<K, V>()

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  has(key: K): boolean {
    return this.#entries.has(key)
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value)
  }
}

type Registry = Map<string, unknown>
const registry: unique symbol = Symbol.for("latchkey/registry/1")
const holder = globalThis as { [registry]?: Registry }

/** The shared memo of that name; made by `create` the first time any copy of this module asks. */
export function sharedMemo<T>(name: string, create: () => T): T {
  const memos = (holder[registry] ??= new Map())
  const known = memos.get(name)
  if (known !== undefined) return known as T
  const made = create()
  memos.set(name, made)
  return made
}

/**
 * What `make` answers for a client and a place that it is used for: one, though a configuration, and what it is made
 * of, may be made anew on each request.
 */
export function onePerClient<T>(name: string, client: object, place: string, make: () => T): T {
  const memo = sharedMemo(name, () => new WeakMemo<object, Map<string, T>>())
  const ofClient = memo.get(client) ?? new Map<string, T>()
  memo.set(client, ofClient)
  const known = ofClient.get(place)
  if (known !== undefined) return known
  const made = make()
  ofClient.set(place, made)
  return made
}

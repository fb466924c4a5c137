/**
 * The one place where something outlives a request. Bundlers duplicate modules per layer, so it hangs on
 * `globalThis`; what it holds are pure functions of their keys, in bounded maps, never behaviour.
 *
 * @module
 */

/**
 * A map that keeps the `limit` entries that were used last, and twice as many at most. In two generations: once the
 * younger is full the older one goes, and what was used since has moved. So each entry costs the same, also where
 * outsiders fill it.
 */
export class BoundedMap<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const older = this.#old.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#limit && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#old.delete(key)
    this.#young.set(key, value)
  }

  entries(): [K, V][] {
    return [...this.#old, ...this.#young]
  }

  delete(key: K): void {
    this.#old.delete(key)
    this.#young.delete(key)
  }

  /** Deletes what is over. */
  prune(isOver: (value: V) => boolean): void {
    for (const generation of [this.#young, this.#old]) {
      for (const [key, value] of generation) if (isOver(value)) generation.delete(key)
    }
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
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

/** The same, looked up by its name once by each copy of a module: for what every check asks. */
export function sharedOnce<T>(name: string, create: () => T): () => T {
  let found: T | undefined
  return () => (found ??= sharedMemo(name, create))
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

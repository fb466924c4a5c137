/**
 * A memo by object under `globalThis`, since bundlers load a module once per layer. Holds nothing alive.
 *
 * @param name - Which memo; the same name is the same memo in every copy of this module.
 */
export function createSharedMemo<T>(name: string): (key: object, make: () => T) => T {
  const registry = globalThis as unknown as Record<symbol, WeakMap<object, T> | undefined>
  const symbol = Symbol.for(name)
  return (key, make) => {
    const memo = (registry[symbol] ??= new WeakMap())
    const known = memo.get(key)
    if (known !== undefined) return known
    const made = make()
    memo.set(key, made)
    return made
  }
}

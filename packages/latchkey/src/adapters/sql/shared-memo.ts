import { sharedMemo } from "../../crypto/memo.ts"

/** A memo by object that every copy of this module shares. Holds nothing alive. */
export function createSharedMemo<T>(name: string): (key: object, make: () => T) => T {
  return (key, make) => {
    const memo = sharedMemo(name, () => new WeakMap<object, { readonly made: T }>())
    const known = memo.get(key)
    if (known) return known.made
    const made = make()
    memo.set(key, { made })
    return made
  }
}

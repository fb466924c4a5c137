import { BoundedMap, sharedMemo } from "../../crypto/memo.ts"

/**
 * A small number for what must not be named: the same for the same thing as long as the process lives. It tells two
 * sources apart that differ by their credential only.
 */
export function ordinalOf(thing: object | string): number {
  const memo = sharedMemo("source-ordinals", () => ({
    next: 1,
    byObject: new WeakMap<object, number>(),
    byText: new BoundedMap<string, number>(256),
  }))
  const known = typeof thing === "string" ? memo.byText.get(thing) : memo.byObject.get(thing)
  if (known !== undefined) return known
  const made = memo.next++
  if (typeof thing === "string") memo.byText.set(thing, made)
  else memo.byObject.set(thing, made)
  return made
}

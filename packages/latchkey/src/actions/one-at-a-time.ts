import { sharedMemo } from "../crypto/memo.ts"

/** What is being used at this moment, in this process. */
const inUse = sharedMemo("one-time", () => new Set<string>())

/**
 * Does `work`, unless the same thing is at it already: then answers undefined. For what may be used once, in front of
 * stores that read a row first and delete it afterwards, and so would give it to several.
 *
 * @param thing - names it; for as long as `work` takes
 */
export async function alone<T>(thing: string, work: () => Promise<T>): Promise<T | undefined> {
  if (inUse.has(thing)) return undefined
  inUse.add(thing)
  try {
    return await work()
  } finally {
    inUse.delete(thing)
  }
}

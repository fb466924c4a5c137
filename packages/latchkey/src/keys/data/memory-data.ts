import type { SealedData } from "../../contracts/data.ts"

/**
 * Stored texts in a `Map`: for tests, and for trying a sweep out. Its keys are the rows' keys and contexts.
 *
 * @example
 * ```ts
 * const texts = new Map([["notes/1/body", await auth.seal("…", { context: "notes/1/body" })]])
 * await reseal({ secret, data: memoryData(texts), apply: true })
 * ```
 */
export function memoryData(texts: Map<string, string>, name = "memory"): SealedData {
  const keysAfter = (after: string | null): string[] =>
    [...texts.keys()].filter((key) => after === null || key > after).toSorted(compare)
  return {
    name,
    context: ({ key }) => key,
    page: async (after, limit) =>
      keysAfter(after)
        .slice(0, limit)
        .map((key) => ({ key, text: texts.get(key)! })),
    async replace(key, before, after) {
      if (texts.get(key) !== before) return false
      texts.set(key, after)
      return true
    },
    count: async (after) => keysAfter(after).length,
  }
}

/** As `>` compares, which `page` uses; not by language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

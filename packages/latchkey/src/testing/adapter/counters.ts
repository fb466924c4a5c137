import { race, same } from "./assert.ts"
import { unique } from "./conformance-case.ts"
import { hostile, lookalikes } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "increment"

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

export const counterCases: readonly ConformanceCase[] = [
  {
    id: "C60",
    group,
    title: "counters add up, each by its exact key",
    async run({ adapter, in: at }) {
      const key = `${unique()}-ae1`
      const expires = at(60)
      same(await adapter.increment({ key, by: 1, expires }), 1, "the first")
      same(await adapter.increment({ key, by: 3, expires }), 4, "the second")
      for (const other of [
        unique(),
        ...lookalikes(key),
        ...hostile.map((text) => `${key}${text}`),
      ]) {
        // A key that the store can't hold is refused; it never counts for another.
        const counts = await race(1, () => adapter.increment({ key: other, by: 1, expires }))
        for (const count of counts) same(count, 1, JSON.stringify(other))
      }
      same(await adapter.increment({ key, by: 1, expires }), 5, "the third")
    },
  },
  {
    id: "C61",
    group,
    raced: true,
    title: "of many who count at once, each gets its own number",
    async run({ adapter, races, in: at }) {
      const key = unique()
      const expires = at(60)
      const counts = await race(races, () => adapter.increment({ key, by: 1, expires }))
      const expected = Array.from({ length: races }, (_, n) => n + 1).join()
      same(counts.toSorted((a, b) => a - b).join(), expected, "the numbers")
      same(await adapter.increment({ key, by: 1, expires }), races + 1, "the next number")
    },
  },
  {
    id: "C62",
    group,
    title: "a counter that is over starts anew",
    async run({ adapter, in: at }) {
      const key = unique()
      const over = at(-1)
      same(await adapter.increment({ key, by: 5, expires: over }), 5, "the first")
      same(await adapter.increment({ key, by: 2, expires: at(60) }), 2, "after its end")
      same(await adapter.increment({ key, by: 2, expires: at(60) }), 4, "in its new life")
    },
  },
  {
    id: "C63",
    group,
    title: "later counts don't put the end off",
    async run({ adapter, in: at }) {
      const key = unique()
      await adapter.increment({ key, by: 1, expires: at(1) })
      await adapter.increment({ key, by: 1, expires: at(3600) })
      await wait(1100)
      same(await adapter.increment({ key, by: 1, expires: at(60) }), 1, "after the first end")
    },
  },
]

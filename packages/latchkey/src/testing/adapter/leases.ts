import { ok, race, same } from "./assert.ts"
import { unique } from "./conformance-case.ts"
import { hostile, lookalikes } from "./strings.ts"
import type { ConformanceCase } from "./conformance-case.ts"

const group = "leases"

const LONG = 60_000
const SHORT = 40

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

export const leaseCases: readonly ConformanceCase[] = [
  {
    id: "C64",
    group,
    title: "a lease is one holder's until it gives it back",
    async run({ adapter }) {
      const key = unique()
      const [mine, other] = [unique(), unique()]
      const take = (holder: string): unknown => adapter.takeLease({ key, holder, ttl: LONG })
      same(await take(mine), true, "the first")
      same(await take(other), false, "another, meanwhile")
      same(await take(mine), true, "its holder, again")
      await adapter.releaseLease({ key, holder: other })
      same(await take(other), false, "after another has given it back")
      await adapter.releaseLease({ key, holder: mine })
      same(await take(other), true, "after its holder has given it back")
      same(await take(mine), false, "the first, afterwards")
      await adapter.releaseLease({ key: unique(), holder: mine })
    },
  },
  {
    id: "C65",
    group,
    title: "a lease that is over goes to the next, and its old holder can't give it back",
    async run({ adapter }) {
      const key = unique()
      const [dead, next] = [unique(), unique()]
      same(await adapter.takeLease({ key, holder: dead, ttl: SHORT }), true, "the first")
      await wait(SHORT * 2)
      same(await adapter.takeLease({ key, holder: next, ttl: LONG }), true, "the next")
      await adapter.releaseLease({ key, holder: dead })
      same(await adapter.takeLease({ key, holder: dead, ttl: LONG }), false, "the first again")
      await adapter.releaseLease({ key, holder: next })
      same(await adapter.takeLease({ key, holder: dead, ttl: LONG }), true, "once it is free")
    },
  },
  {
    id: "C66",
    group,
    raced: true,
    title: "of many who take one lease at once, one gets it",
    async run({ adapter, races }) {
      const key = unique()
      const answers = await race(races, () =>
        adapter.takeLease({ key, holder: unique(), ttl: LONG }),
      )
      same(answers.length, races, "tries that answered without an error")
      same(answers.filter(Boolean).length, 1, "holders")
    },
  },
  {
    id: "C67",
    group,
    raced: true,
    title: "of many who take one lease that is over, one gets it",
    async run({ adapter, races }) {
      const key = unique()
      await adapter.takeLease({ key, holder: unique(), ttl: 1 })
      await wait(10)
      const answers = await race(races, () =>
        adapter.takeLease({ key, holder: unique(), ttl: LONG }),
      )
      same(answers.length, races, "tries that answered without an error")
      same(answers.filter(Boolean).length, 1, "holders")
    },
  },
  {
    id: "C68",
    group,
    title: "leases are named exactly",
    async run({ adapter }) {
      const key = `${unique()}-ae1`
      ok(await adapter.takeLease({ key, holder: unique(), ttl: LONG }), "the first")
      for (const other of [...lookalikes(key), ...hostile.map((text) => `${key}${text}`)]) {
        // A key that the store can't hold is refused; it is never another's.
        const taken = await race(1, () =>
          adapter.takeLease({ key: other, holder: unique(), ttl: LONG }),
        )
        for (const one of taken) same(one, true, JSON.stringify(other))
      }
    },
  },
]

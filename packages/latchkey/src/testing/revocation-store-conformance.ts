import type { RevocationStore, SessionRevocation } from "../contracts/revocations.ts"
import { randomToken } from "../crypto/index.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import { matches, race, refuses, same } from "./adapter/assert.ts"
import type { ConformanceRunner } from "./adapter-conformance.ts"

export interface RevocationStoreConformanceOptions {
  /**
   * Answers a new handle to one place. Handles should differ as those of two processes would, with a connection each.
   */
  readonly store: () => Awaitable<RevocationStore>
  readonly test: ConformanceRunner
  /** A handle whose server can't be reached, to show that this is never taken for "nothing was revoked". */
  readonly unreachable?: () => Awaitable<RevocationStore>
  /** Called after each case with its handles. */
  readonly close?: (stores: readonly RevocationStore[]) => Awaitable<void>
  /** How many come together. Default 50. */
  readonly races?: number
}

interface Place {
  readonly options: RevocationStoreConformanceOptions
  open(): Promise<RevocationStore>
}

interface Case {
  readonly title: string
  readonly run: (place: Place) => Promise<void>
}

const HOUR = 3_600_000

const ending = (given: Partial<SessionRevocation> = {}): SessionRevocation => ({
  kind: "session",
  id: randomToken(),
  at: Date.now(),
  until: Date.now() + HOUR,
  ...given,
})

/** All that a store says from a cursor on, about these ids. */
async function heard(
  store: RevocationStore,
  cursor: string | null,
  ids: readonly string[],
): Promise<SessionRevocation[]> {
  const { revocations } = await store.since(cursor)
  return ids.flatMap((id) => revocations.filter((one) => one.id === id).slice(0, 1))
}

function alike(
  actual: readonly SessionRevocation[],
  expected: readonly SessionRevocation[],
  what: string,
): void {
  same(actual.length, expected.length, `${what}, how many`)
  for (const [n, each] of expected.entries()) matches(actual[n], each, `${what}, ${n}`)
}

const cases: readonly Case[] = [
  {
    title: "V01 what one handle keeps, another reads whole",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const given = [
        ending(),
        ending({ kind: "user", id: `ü "quoted" \u{1f511} ${randomToken()}` }),
        ending({ kind: "user", except: randomToken() }),
      ]
      for (const each of given) await one.add(each)
      const ids = given.map(({ id }) => id)
      alike(await heard(other, null, ids), given, "since the beginning")
    },
  },
  {
    title:
      "V02 a cursor leads on: what came before it need not come again, what comes after it does",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const [before, after] = [ending(), ending()]
      await one.add(before)
      const { cursor } = await other.since(null)
      await one.add(after)
      alike(await heard(other, cursor, [after.id]), [after], "since the cursor")
      const { cursor: last } = await other.since(cursor)
      same(typeof last, "string", "the next cursor")
    },
  },
  {
    title: "V03 many that come together are all read, by whoever reads all the while",
    async run(place) {
      const handles = await Promise.all(Array.from({ length: 5 }, () => place.open()))
      const reader = await place.open()
      const count = place.options.races ?? 50
      const all = Array.from({ length: count }, () => ending())
      const seen = new Set<string>()
      let cursor: string | null = null
      const read = async (): Promise<void> => {
        const page = await reader.since(cursor)
        cursor = page.cursor
        for (const { id } of page.revocations) seen.add(id)
      }
      let going = true
      const reading = (async () => {
        while (going) await read()
      })()
      const kept = await race(count, (n) =>
        handles[n % handles.length]!.add(all[n]!).then(() => true),
      )
      going = false
      await reading
      await read()
      same(kept.length, count, "answers without an error")
      same(all.filter(({ id }) => !seen.has(id)).length, 0, "never read")
    },
  },
  {
    title: "V04 what no living session needs is not read",
    async run(place) {
      const store = await place.open()
      const [over, live] = [ending({ until: Date.now() - 1 }), ending()]
      await store.add(over)
      await store.add(live)
      alike(await heard(store, null, [over.id, live.id]), [live], "since the beginning")
    },
  },
  {
    title: "V05 the same one twice is no error",
    async run(place) {
      const store = await place.open()
      const one = ending()
      await store.add(one)
      await store.add(one)
      alike(await heard(store, null, [one.id]), [one], "since the beginning")
    },
  },
  {
    title: "V06 who watches is called, and no more once stopped",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      if (!other.watch) return
      let calls = 0
      const stop = other.watch(() => calls++)
      const limit = Date.now() + 10_000
      // Listening takes a moment to begin.
      while (calls === 0 && Date.now() < limit) {
        await one.add(ending())
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      same(calls > 0, true, "called")
      stop()
    },
  },
  {
    title: "V07 a server that can't be reached is an error, never an answer",
    async run(place) {
      const store = await place.options.unreachable?.()
      if (!store) return
      await refuses(() => store.add(ending()), "add")
      await refuses(() => store.since(null), "since")
      await place.options.close?.([store])
    },
  },
]

/**
 * Registers the tests that show whether a store keeps the contract of `RevocationStore`: nothing that was kept is left
 * out, in whatever order it was kept, and errors are errors.
 *
 * @example
 * ```ts
 * revocationStoreConformance({ store: () => myRevocations(client), test: { describe, it } })
 * ```
 */
export function revocationStoreConformance(options: RevocationStoreConformanceOptions): void {
  const { describe, it } = options.test
  describe("revocation store conformance", () => {
    for (const { title, run } of cases) {
      it(title, async () => {
        const opened: RevocationStore[] = []
        const open = async (): Promise<RevocationStore> => {
          const store = await options.store()
          opened.push(store)
          return store
        }
        try {
          await run({ open, options })
        } finally {
          await options.close?.(opened)
        }
      })
    }
  })
}

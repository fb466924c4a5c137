import { ok, race, refuses, same } from "./adapter/assert.ts"
import type { ConformanceRunner } from "./adapter-conformance.ts"
import type { KeyStore } from "../contracts/keys.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"

export interface KeyStoreConformanceOptions {
  /**
   * Answers a new handle to a place that holds nothing yet; the same place for the same number. Handles of one place
   * should differ as those of two processes would, with a connection each.
   */
  readonly store: (place: number) => Awaitable<KeyStore>
  readonly test: ConformanceRunner
  /** A handle whose server can't be reached, to show that this is never taken for an empty place. */
  readonly unreachable?: () => Awaitable<KeyStore>
  /** Called after each case with its handles. */
  readonly close?: (stores: readonly KeyStore[]) => Awaitable<void>
  /** How many come together to make the ring, and how many changes of it meet. Default 8 and 50. */
  readonly races?: { readonly bootstrap: number; readonly storm: number }
  /** Milliseconds until a change is heard of. Default 5000. */
  readonly patience?: number
}

interface Case {
  readonly title: string
  readonly run: (place: Place) => Promise<void>
}

interface Place {
  /** A handle to this case's place. */
  open(): Promise<KeyStore>
  readonly options: KeyStoreConformanceOptions
}

const encoder = new TextEncoder()
const bytes = (text: string): Uint8Array => encoder.encode(text)
const text = (stored: { bytes: Uint8Array } | null): string | null =>
  stored && new TextDecoder("utf-8", { fatal: true }).decode(stored.bytes)

const cases: readonly Case[] = [
  {
    title: "K01 an empty place answers null",
    run: async (place) => same(await (await place.open()).read(), null, "read"),
  },
  {
    title: "K02 what was written is read back byte for byte, by every handle",
    async run(place) {
      const store = await place.open()
      const long = `{"é":"𝄞 \\u0000 '\\" ${"x".repeat(60_000)}"}\nmac\n`
      same(await store.write(bytes(long), null), "ok", "write")
      same(text(await store.read()), long, "read")
      same(text(await (await place.open()).read()), long, "read by another handle")
    },
  },
  {
    title: "K03 a document is created only where there is none",
    async run(place) {
      const store = await place.open()
      same(await store.write(bytes("one"), null), "ok", "first")
      same(await store.write(bytes("two"), null), "conflict", "second")
      same(text(await store.read()), "one", "what stays")
    },
  },
  {
    title: "K04 a version is good for one write",
    async run(place) {
      const [one, two] = [await place.open(), await place.open()]
      await one.write(bytes("1"), null)
      const { version } = (await one.read())!
      same(await two.write(bytes("2"), version), "ok", "first")
      same(await one.write(bytes("3"), version), "conflict", "with the same version")
      same(text(await one.read()), "2", "what stays")
      ok((await one.read())!.version !== version, "the version changes with the document")
    },
  },
  {
    title: "K05 nothing is written over a version that never was",
    async run(place) {
      const store = await place.open()
      same(await store.write(bytes("x"), "7"), "conflict", "where there is nothing")
      same(await store.read(), null, "read")
    },
  },
  {
    title: "K06 of many that make the ring at once one wins, and all read its document",
    async run(place) {
      const count = place.options.races?.bootstrap ?? 8
      const stores = await Promise.all(Array.from({ length: count }, () => place.open()))
      const results = await race(count, (n) => stores[n]!.write(bytes(`ring ${n}`), null))
      const winner = results.indexOf("ok")
      same(results.length, count, "answers without an error")
      same(results.filter((result) => result === "ok").length, 1, "winners")
      for (const store of stores) same(text(await store.read()), `ring ${winner}`, "read")
    },
  },
  {
    title: "K07 in a storm of changes none is lost",
    async run(place) {
      const count = place.options.races?.storm ?? 50
      const stores = await Promise.all(Array.from({ length: 5 }, () => place.open()))
      await stores[0]!.write(bytes("0"), null)
      const increment = async (store: KeyStore): Promise<boolean> => {
        for (;;) {
          const read = (await store.read())!
          const next = bytes(String(Number(text(read)) + 1))
          if ((await store.write(next, read.version)) === "ok") return true
        }
      }
      const done = await race(count, (n) => increment(stores[n % stores.length]!))
      same(done.length, count, "changes")
      same(text(await stores[0]!.read()), String(count), "count")
    },
  },
  {
    title: "K08 two places have nothing to do with each other",
    async run(place) {
      const store = await place.open()
      await store.write(bytes("here"), null)
      const other = await place.options.store(elsewhere())
      same(await other.read(), null, "the other place")
      await place.options.close?.([other])
    },
  },
  {
    title: "K09 a change is heard of, until one stops listening",
    async run(place) {
      const [one, two] = [await place.open(), await place.open()]
      if (!one.watch) return
      let heard = 0
      const stop = one.watch(() => void heard++)
      const end = Date.now() + (place.options.patience ?? 5_000)
      await two.write(bytes("0"), null)
      // Listening may take a moment to begin.
      while (heard === 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        await two.write(bytes("again"), (await two.read())!.version)
      }
      ok(heard > 0, "a change was not heard of")
      stop()
    },
  },
  {
    title: "K10 instances are noted once each, at the store's time",
    async run(place) {
      const store = await place.open()
      if (!store.beat || !store.instances) return
      same((await store.instances()).length, 0, "instances of an empty place")
      await store.beat({ instance: "web-1", rev: 1, root: "local:a" })
      await store.beat({ instance: "web-2", rev: 2, root: "local:b" })
      await store.beat({ instance: "web-1", rev: 3, root: "local:b" })
      const other = await place.open()
      const rows = [...(await other.instances!())].toSorted((a, b) => a.rev - b.rev)
      same(
        rows.map((row) => `${row.instance} ${row.rev} ${row.root}`).join(", "),
        "web-2 2 local:b, web-1 3 local:b",
        "rows",
      )
      const now = store.now ? await store.now() : Date.now()
      for (const { seen } of rows) ok(Math.abs(now - seen) < 60_000, `seen ${seen}, now ${now}`)
    },
  },
  {
    title: "K11 the store's clock goes, and is roughly right",
    async run(place) {
      const store = await place.open()
      if (!store.now) return
      const first = await store.now()
      ok(Math.abs(first - Date.now()) < 600_000, `the clock says ${first}`)
      await new Promise((resolve) => setTimeout(resolve, 30))
      ok((await store.now()) > first, "the clock stands still")
    },
  },
  {
    title: "K12 a server that can't be reached is an error, never an empty place",
    async run(place) {
      const store = await place.options.unreachable?.()
      if (!store) return
      await refuses(() => store.read(), "read")
      await refuses(() => store.write(bytes("x"), null), "write")
      await place.options.close?.([store])
    },
  },
  {
    title: "K13 what an instance says of its keys is kept as it was said last",
    async run(place) {
      const store = await place.open()
      if (!store.beat || !store.instances) return
      const row = { instance: "web-1", rev: 1, root: "local:a" }
      const opened = { AAAAAAAA: 3, "-_-_-_-_": 2 ** 40 }
      await store.beat({ ...row, keys: ["AAAAAAAA"], opened, sealed: { AAAAAAAA: 0 } })
      await store.beat({ instance: "web-2", rev: 1, root: "local:a" })
      const other = await place.open()
      const said = async (name: string): Promise<string> => {
        const found = (await other.instances!()).find(({ instance }) => instance === name)!
        return JSON.stringify([found.keys, found.opened, found.sealed])
      }
      const first = JSON.stringify([["AAAAAAAA"], opened, { AAAAAAAA: 0 }])
      same(await said("web-1"), first, "keys and counts")
      same(await said("web-2"), JSON.stringify([null, null, null]), "of one that says nothing")
      await other.beat!({ ...row, keys: [] })
      same(await said("web-1"), JSON.stringify([[], null, null]), "what was said last")
    },
  },
]

let places = 0
const elsewhere = (): number => ++places

/**
 * Registers the tests that show whether a store keeps the contract of `KeyStore`: create-only, compare-and-swap under
 * races, exact bytes, notices, instances, and errors that are errors.
 *
 * @example
 * ```ts
 * keyStoreConformance({ store: (place) => myStore(client, { ring: `test-${place}` }), test: { describe, it } })
 * ```
 */
export function keyStoreConformance(options: KeyStoreConformanceOptions): void {
  const { describe, it } = options.test
  describe("key store conformance", () => {
    for (const { title, run } of cases) {
      it(title, async () => {
        const number = elsewhere()
        const opened: KeyStore[] = []
        const open = async (): Promise<KeyStore> => {
          const store = await options.store(number)
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

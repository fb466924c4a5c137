import type { SessionRecord, SessionRecords } from "../contracts/session-records.ts"
import { randomToken } from "../crypto/index.ts"
import type { Awaitable } from "../vocabulary/awaitable.ts"
import { matches, race, refuses, same } from "./adapter/assert.ts"
import type { ConformanceRunner } from "./adapter-conformance.ts"

export interface RecordStoreConformanceOptions {
  /**
   * Answers a new handle to one place. Handles should differ as those of two processes would, with a connection each.
   */
  readonly store: () => Awaitable<SessionRecords>
  readonly test: ConformanceRunner
  /** A handle whose server can't be reached, to show that this is never taken for "no sessions". */
  readonly unreachable?: () => Awaitable<SessionRecords>
  /** Called after each case with its handles. */
  readonly close?: (stores: readonly SessionRecords[]) => Awaitable<void>
  /** How many come together. Default 50. */
  readonly races?: number
}

interface Place {
  readonly options: RecordStoreConformanceOptions
  open(): Promise<SessionRecords>
}

interface Case {
  readonly title: string
  readonly run: (place: Place) => Promise<void>
}

const HOUR = 3_600_000

const began = (given: Partial<SessionRecord> = {}): SessionRecord => {
  const now = Date.now()
  return {
    id: randomToken(),
    user: `user-${randomToken()}`,
    created: now,
    seen: now,
    expires: now + HOUR,
    provider: "credentials",
    amr: ["pwd"],
    ...given,
  }
}

/** The same records, in the same order. */
function alike(
  actual: readonly SessionRecord[],
  expected: readonly SessionRecord[],
  what: string,
): void {
  same(idsOf(actual), idsOf(expected), `${what}, which`)
  for (const [n, { amr, ...each }] of expected.entries()) {
    matches(actual[n], each, `${what}, ${n}`)
    same(JSON.stringify(actual[n]!.amr), JSON.stringify(amr), `${what}, ${n}, amr`)
  }
}

const idsOf = (records: readonly { readonly id: string }[]): string =>
  records.map(({ id }) => id).join(" ")

const cases: readonly Case[] = [
  {
    title: "S01 what one handle keeps, another lists whole, newest sign-in first",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const user = `ü "quoted" {1} \u{1f511} ${randomToken()}`
      const bare = began({ user, amr: [] })
      const whole = began({
        user,
        created: bare.created + 1,
        ip: "2001:db8::1",
        userAgent: `Ünusual "agent"; ${"x".repeat(480)}`,
        provider: "acme",
        providerAccountId: `acme|${randomToken()}`,
        providerSession: `s{1}:${randomToken()}`,
        amr: ["pwd", "mfa"],
      })
      await one.add(bare)
      await one.add(whole)
      alike(await other.list(user, Date.now()), [whole, bare], "the list")
      same((await other.list(`${user}2`, Date.now())).length, 0, "of somebody else")
    },
  },
  {
    title: "S02 an id that is there already keeps what is there",
    async run(place) {
      const store = await place.open()
      const first = began()
      await store.add(first)
      await store.add({ ...first, created: first.created + 5, provider: "other", amr: ["fed"] })
      alike(await store.list(first.user, Date.now()), [first], "the list")
    },
  },
  {
    title: "S03 a use is noted, never makes a time earlier, and leaves the rest as it was",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const record = began({ ip: "192.0.2.1", userAgent: "old", providerSession: randomToken() })
      const { id, user } = record
      await one.add(record)
      const use = { seen: record.seen + 60_000, expires: record.expires + 60_000 }
      same(await other.touch({ id, ...use, userAgent: "new" }), true, "noted")
      const after = { ...record, ...use, userAgent: "new" }
      alike(await one.list(user, Date.now()), [after], "after a use")
      const before = { seen: record.seen - 1, expires: record.expires - 1 }
      same(await one.touch({ id, ...before, ip: "192.0.2.2" }), true, "noted late")
      alike(await other.list(user, Date.now()), [{ ...after, ip: "192.0.2.2" }], "after a late one")
      same(await one.touch({ id: randomToken(), ...use }), false, "of no session")
    },
  },
  {
    title: "S04 what is over is not answered; what was used lives on",
    async run(place) {
      const store = await place.open()
      const providerSession = randomToken()
      const user = `user-${randomToken()}`
      const [short, long] = [began({ user, providerSession }), began({ user, providerSession })]
      await store.add(short)
      await store.add(long)
      await store.touch({ id: long.id, seen: long.seen, expires: long.expires + HOUR })
      const later = short.expires + 1
      same(idsOf(await store.list(user, later)), long.id, "listed later")
      const which = { provider: "credentials", providerSession }
      same(idsOf(await store.find(which, later)), long.id, "found later")
      same((await store.find({ id: short.id }, later)).length, 0, "found by its id later")
    },
  },
  {
    title: "S05 one is removed, all but one, or all; never one of somebody else",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const user = `user-${randomToken()}`
      const all = [0, 1, 2, 3].map((n) => began({ user, created: Date.now() - n }))
      const foreign = began()
      for (const each of [...all, foreign]) await one.add(each)
      const [a, b] = all.map(({ id }) => id) as [string, string]
      same((await other.remove(user, { only: a })).join(), a, "one")
      same((await other.remove(user, { only: a })).length, 0, "the same again")
      same((await other.remove(user, { only: foreign.id })).length, 0, "of somebody else")
      const left = all.slice(2).map(({ id }) => id)
      const gone = await other.remove(user, { except: b })
      same(gone.toSorted().join(), left.toSorted().join(), "all but one")
      same(idsOf(await one.list(user, Date.now())), b, "what is left")
      same((await one.remove(user)).join(), b, "all")
      same((await one.list(user, Date.now())).length, 0, "nothing is left")
      same(idsOf(await one.list(foreign.user, Date.now())), foreign.id, "somebody else's")
      same(await one.touch({ id: a, seen: 1, expires: 1 }), false, "a use of one that is removed")
      same((await one.find({ id: a }, 0)).length, 0, "found after it was removed")
    },
  },
  {
    title: "S06 users are compared to the letter",
    async run(place) {
      const store = await place.open()
      const name = `Zoë${randomToken()}`
      const users = [name, name.toLowerCase(), `${name} `, name.replace("ë", "e")]
      const all = users.map((user) => began({ user }))
      for (const each of all) await store.add(each)
      for (const [n, user] of users.entries())
        same(idsOf(await store.list(user, Date.now())), all[n]!.id, `the list of ${n}`)
      same((await store.remove(name)).join(), all[0]!.id, "removed")
      for (const n of [1, 2, 3])
        same((await store.list(users[n]!, Date.now())).length, 1, `what ${n} has still`)
    },
  },
  {
    title: "S07 sessions are found by what they began with at a provider, and by their id",
    async run(place) {
      const [one, other] = [await place.open(), await place.open()]
      const [providerSession, providerAccountId] = [`S:${randomToken()}`, randomToken()]
      const from = { provider: "acme", providerAccountId }
      const first = began({ ...from, providerSession, created: Date.now() + 1_000 })
      const second = began({ ...from, providerSession: randomToken() })
      const elsewhere = began({ provider: "other", providerAccountId, providerSession })
      for (const each of [first, second, elsewhere]) await one.add(each)
      const now = Date.now()
      alike(await other.find({ provider: "acme", providerSession }, now), [first], "by its session")
      alike(await other.find(from, now), [first, second], "by the account")
      alike(await other.find({ id: second.id }, now), [second], "by the id")
      const folded = { provider: "acme", providerSession: providerSession.toLowerCase() }
      same((await other.find(folded, now)).length, 0, "by another spelling")
    },
  },
  {
    title: "S08 of many that come together none is lost, and each is removed once",
    async run(place) {
      const handles = await Promise.all(Array.from({ length: 5 }, () => place.open()))
      const count = place.options.races ?? 50
      const user = `user-${randomToken()}`
      const all = Array.from({ length: count }, () => began({ user }))
      const store = (n: number): SessionRecords => handles[n % handles.length]!
      const kept = await race(count, (n) =>
        store(n)
          .add(all[n]!)
          .then(() => true),
      )
      same(kept.length, count, "added without an error")
      same((await handles[0]!.list(user, Date.now())).length, count, "listed")
      const only = all[0]!.id
      const once = (await race(count, (n) => store(n).remove(user, { only }))).flat()
      same(once.join(), only, "removed by so many at once, who were told")
      same(
        (await race(10, (n) => store(n).remove(user))).flat().length,
        count - 1,
        "all the others",
      )
    },
  },
  {
    title: "S09 a server that can't be reached is an error, never an answer",
    async run(place) {
      const store = await place.options.unreachable?.()
      if (!store) return
      const record = began()
      await refuses(() => store.add(record), "add")
      await refuses(() => store.touch(record), "touch")
      await refuses(() => store.list(record.user, 0), "list")
      await refuses(() => store.find({ id: record.id }, 0), "find")
      await refuses(() => store.remove(record.user), "remove")
      await place.options.close?.([store])
    },
  },
]

/**
 * Registers the tests that show whether a store keeps the contract of `SessionRecords`: what is listed is whole and
 * somebody's own, and errors are errors.
 *
 * @example
 * ```ts
 * recordStoreConformance({ store: () => myRecords(client), test: { describe, it } })
 * ```
 */
export function recordStoreConformance(options: RecordStoreConformanceOptions): void {
  const { describe, it } = options.test
  describe("session record conformance", () => {
    for (const { title, run } of cases) {
      it(title, async () => {
        const opened: SessionRecords[] = []
        const open = async (): Promise<SessionRecords> => {
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

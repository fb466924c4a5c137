/**
 * What people meet while a store is down, slow, full, read-only or failing over, and after it. Rows are faults, columns
 * are stores, and in each cell there is an application with sessions in rows, and one with revocable cookies.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Acknowledged, after, during, inTime, type People, peopleOf } from "./people.ts"
import { type FaultName, type Place, type StoreName, stores } from "./places.ts"
import { copyOf, look, REDIRECT, siteOn, STALENESS, type Strategy, whoIs } from "./site.ts"

/** Which stores have a fault, and what still works under it. */
interface Row {
  readonly in: readonly StoreName[]
  /** Whether a session can be read; `tokens`: only one that is in a cookie. */
  readonly reads: boolean | "tokens"
  /** Whether nothing can be written. Where it is not said some can, but whatever is begun is done or is not. */
  readonly writes?: false
}

const SERVERS = ["PostgreSQL", "MariaDB", "Redis"] as const
const NOTHING = { reads: false, writes: false } as const
const faults: readonly (Row & { readonly fault: FaultName })[] = [
  { fault: "refuses connections", in: SERVERS, ...NOTHING },
  { fault: "half-open connections", in: SERVERS, ...NOTHING },
  { fault: "slower than the driver waits", in: SERVERS, ...NOTHING },
  { fault: "answers that break off", in: SERVERS, ...NOTHING },
  { fault: "killed, and another started on its port", in: SERVERS, ...NOTHING },
  { fault: "no connection left", in: ["PostgreSQL", "MariaDB"], ...NOTHING },
  { fault: "read-only", in: [...SERVERS, "SQLite"], reads: true, writes: false },
  { fault: "full", in: ["Redis", "SQLite"], reads: true },
  { fault: "locked by another", in: ["PostgreSQL", "MariaDB"], reads: "tokens", writes: false },
  // In its write-ahead log those who read don't wait for who writes.
  { fault: "locked by another", in: ["SQLite"], reads: true, writes: false },
]

const cells = faults.flatMap(({ in: all, fault, ...row }) =>
  all.map((store) => ({ name: `${fault}: ${store}`, fault, store, ...row })),
)

type Cell = (typeof cells)[number]

/** Starts each store once, and lets one cell at a time have it. */
const places = new Map<StoreName, Promise<Place>>()
const queues = new Map<StoreName, Promise<unknown>>()

function placeOf(store: StoreName): Promise<Place> {
  const place = places.get(store) ?? stores[store].start()
  places.set(store, place)
  return place
}

function inTurn<T>(store: StoreName, work: () => Promise<T>): Promise<T> {
  const done = (queues.get(store) ?? Promise.resolve()).then(work)
  queues.set(
    store,
    done.catch(() => {}),
  )
  return done
}

describe("a store that fails", () => {
  let issuer: Issuer
  beforeAll(async () => {
    const client = { client_id: "app", client_secret: "app-secret", redirect_uris: [REDIRECT] }
    issuer = await startIssuer({ client })
  })
  afterAll(async () => {
    await issuer.close()
    for (const place of await Promise.allSettled(places.values())) {
      if (place.status === "fulfilled") await place.value.stop()
    }
  }, 60_000)

  for (const cell of cells) {
    it.skipIf(!stores[cell.store].here).concurrent(
      cell.name,
      () => inTurn(cell.store, () => play(cell, issuer)),
      300_000,
    )
  }
})

async function play({ store, fault, reads, writes }: Cell, issuer: Issuer): Promise<void> {
  const place = await placeOf(store)
  const strategies: readonly Strategy[] = ["database", "revocable"]
  const opened = [await place.open(), await place.open()]
  try {
    const people: People[] = []
    for (const [n, { adapter }] of opened.entries()) {
      people.push(await peopleOf(siteOn(adapter, strategies[n]!, issuer), issuer))
    }
    const end = await place.faults[fault]!(opened)
    let done: Acknowledged[]
    try {
      done = await Promise.all(people.map(during))
      if (writes === false) {
        const no = { link: false, known: false, abroad: false, asked: undefined, deleted: false }
        for (const each of done) expect(each).toMatchObject(no)
        // A session in a row.
        expect(done[0]).toMatchObject({ credentials: undefined, out: undefined, ended: false })
      }
      await new Promise((resolve) => setTimeout(resolve, STALENESS * 1000))
      for (const [n, { ada, name }] of people.entries()) {
        const seen = await inTime(look(copyOf(ada)))
        const isRead = reads === "tokens" ? strategies[n] === "revocable" : reads
        if (isRead) expect(whoIs(seen)).toBe(name("ada"))
        else expect(seen).toBe("?")
      }
    } finally {
      await end()
    }
    await Promise.all(people.map((each, n) => after(each, done[n]!)))
  } finally {
    for (const each of opened) each.close()
  }
}

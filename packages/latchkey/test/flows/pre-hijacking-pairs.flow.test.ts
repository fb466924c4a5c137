/**
 * Two people and one address: each pair of ways in, with linking by address off and on, kept in two stores and two kinds
 * of sessions, while the first one's session lives and after it ended. Each pair has an expected outcome, and the two
 * are never one.
 *
 * @see PH-1 PH-2 PH-5 PH-6
 */
import { afterEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import { ADA, Person, provideIssuer, Site, ways } from "../support/rivals.ts"

provideIssuer()
afterEach(() => {
  vi.useRealTimers()
})

const kinds = ["password", "mailed link", "verified", "unverified", "passkey"] as const
type Kind = (typeof kinds)[number]

/** Seconds that a session lasts. */
const MAX_AGE = 3600

interface Place {
  readonly linking: "off" | "on"
  readonly store: "memory" | "SQLite"
  readonly strategy: "jwt" | "database"
}
const stores = [
  { store: "memory", strategy: "jwt" },
  { store: "SQLite", strategy: "jwt" },
  { store: "SQLite", strategy: "database" },
] as const
const places: readonly Place[] = stores.flatMap((store) =>
  (["off", "on"] as const).map((linking) => ({ ...store, linking })),
)

async function siteOf({ store, strategy }: Place): Promise<Site> {
  const adapter: FullAdapter =
    store === "memory" ? MemoryAdapter() : (SqlAdapter(await openSqlite(":memory:")) as FullAdapter)
  return new Site(adapter, { session: { strategy, maxAge: MAX_AGE } })
}

/** The way of that kind, by the provider that may link by address, or by the one that may not. */
function wayOf(kind: Kind, { linking }: Place): (person: Person) => Promise<unknown> {
  const names: Record<Kind, string> = {
    password: "a password",
    "mailed link": "a mailed link",
    verified: linking === "on" ? "a provider that may link" : "a provider that vouches",
    unverified:
      linking === "on"
        ? "a provider that may link, and checks nothing"
        : "a provider that checks nothing",
    passkey: "a passkey",
  }
  return (person) => ways[names[kind]]!(person, ADA)
}

/** A password is the application's own: it makes no row. Sessions in rows need one, so there it is no way in. */
const pairsOf = ({ strategy }: Place): (readonly [Kind, Kind])[] =>
  kinds
    .flatMap((first) => kinds.map((second) => [first, second] as const))
    .filter((pair) => strategy === "jwt" || !pair.includes("password"))

/** Ways by which anybody makes a user of any address, proved or not. */
const unproved: readonly Kind[] = ["unverified", "passkey"]
const isUnproved = (kind: Kind): boolean => unproved.includes(kind)

const rowsOf = async (site: Site, user: string): Promise<string[]> =>
  (await site.adapter.listAccountsByUserId(user)).map(({ provider }) => provider)

const cases = places.flatMap((place) =>
  (["alive", "expired"] as const).flatMap((session) =>
    pairsOf(place).map(
      ([first, second]) =>
        [
          `${first}, then ${second}`,
          `${place.store}, ${place.strategy}, linking ${place.linking}`,
          session,
          { place, first, second },
        ] as const,
    ),
  ),
)

/** Comes in, and is who they are from then on, until the session ends. */
async function comeFirst(person: Person, kind: Kind, place: Place, session: string): Promise<void> {
  if (session === "expired") vi.useFakeTimers({ toFake: ["Date"] })
  await wayOf(kind, place)(person)
  if (session === "expired") vi.setSystemTime(Date.now() + MAX_AGE * 1000 + 60_000)
}

describe("the attacker came first", () => {
  it.each(cases)("by %s (%s, session %s)", async (_, __, session, { place, first, second }) => {
    const site = await siteOf(place)
    const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
    await comeFirst(eve, first, place, session)
    const theirs = await eve.user()
    // In somebody else's mailbox there is no link for them.
    expect(theirs === null).toBe(first === "mailed link" || session === "expired")
    await wayOf(second, place)(ada)
    const mine = await ada.user()
    // Whom the address was taken from is refused, and not let into what was prepared; a password asks no row.
    expect(mine === null).toBe(isUnproved(first) && second !== "password")
    expect(await eve.user()).toBe(theirs)
    if (mine === null) return
    expect(mine).not.toBe(theirs)
    eve.signOut()
    await wayOf(first, place)(eve)
    expect(await eve.user()).not.toBe(mine)
    expect(await ada.user()).toBe(mine)
    const rows = { password: 0, "mailed link": 0, verified: 1, unverified: 1, passkey: 1 }
    expect(await rowsOf(site, mine)).toHaveLength(rows[second])
  })
})

describe("the victim came first", () => {
  it.each(cases)("by %s (%s, session %s)", async (_, __, session, { place, first, second }) => {
    const site = await siteOf(place)
    const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
    await comeFirst(ada, first, place, session)
    const mine = await ada.user()
    expect(mine === null).toBe(session === "expired")
    const before = await site.adapter.getUserByEmail(ADA)
    const rows = before ? await rowsOf(site, before.id) : []
    await wayOf(second, place)(eve)
    const theirs = await eve.user()
    const isTaken = isUnproved(second) && first !== "password"
    expect(theirs === null).toBe(second === "mailed link" || isTaken)
    expect(await ada.user()).toBe(mine)
    if (before) {
      expect(theirs).not.toBe(before.id)
      expect(await rowsOf(site, before.id)).toEqual(rows)
    }
    // The victim comes again and is who they were, whatever was tried meanwhile; but for a password of the
    // application's own, which is no row, and whose address anybody may take.
    ada.signOut()
    await wayOf(first, place)(ada)
    const again = await ada.user()
    expect(again).toBe(before?.id ?? "app-ada")
    expect(again).not.toBe(theirs)
  })
})

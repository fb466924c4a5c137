/**
 * Somebody who was there first: an attacker makes an account with a victim's address, or comes after the victim, by each
 * way in. Whatever happens, the two are never one user: each row is refused, or harmless.
 *
 * @see PH-1 PH-2 PH-3 PH-4 PH-5 PH-6 PH-7 PH-8 PH-9 PH-10 PH-11 PH-12
 */
import { describe, expect, it } from "vitest"
import {
  ADA,
  byProvider,
  linkBy,
  Person,
  provideIssuer,
  Site,
  type Way,
  ways,
} from "../support/rivals.ts"

provideIssuer()

const names = Object.keys(ways)
const every = names.flatMap((theirs) => names.map((mine) => [theirs, mine] as const))

/** They are two, now and whenever the attacker comes back with what they have. */
async function expectApart(attacker: Person, victim: Person, way: Way): Promise<void> {
  const users = async (): Promise<(string | null)[]> => [await attacker.user(), await victim.user()]
  const [theirs, mine] = await users()
  if (mine !== null) expect(theirs).not.toBe(mine)
  attacker.signOut()
  await way(attacker, ADA)
  const again = await attacker.user()
  if (mine !== null) expect(again).not.toBe(mine)
  expect(await victim.user()).toBe(mine)
  if (!mine) return
  // Nothing of the attacker's hangs on the victim's user.
  const accounts = await victim.site.adapter.listAccountsByUserId!(mine)
  expect(accounts.filter(({ providerAccountId }) => providerAccountId === "eve")).toEqual([])
}

describe("an attacker who was there first", () => {
  it.each(every)("by %s; the victim comes by %s", async (theirs, mine) => {
    const site = new Site()
    const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
    await ways[theirs]!(eve, ADA)
    await ways[mine]!(ada, ADA)
    await expectApart(eve, ada, ways[theirs]!)
  })

  it.each(names)(
    "with a second account linked to the first (trojan identifier): %s",
    async (mine) => {
      const site = new Site()
      const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
      await byProvider("loose")(eve, ADA)
      await linkBy("strict", eve)
      const before = await eve.user()
      expect(await site.adapter.listAccountsByUserId!(before!)).toHaveLength(2)
      await ways[mine]!(ada, ADA)
      await expectApart(eve, ada, byProvider("strict"))
    },
  )

  it.each(names)(
    "with a link asked for in the victim's name, which is opened late: %s",
    async (mine) => {
      const site = new Site()
      const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
      await eve.browser.post("/signin/mail", { email: ADA })
      const { url } = site.mails[0]!
      await ways[mine]!(ada, ADA)
      const before = await ada.user()
      // A scanner of the mailbox, or the victim, opens it: nobody is signed in unasked, the attacker least.
      await ada.browser.get(url)
      expect(await ada.user()).toBe(before)
      expect(await eve.user()).toBeNull()
    },
  )
})

describe("an attacker who comes later", () => {
  it.each(every)("by %s; the victim was there by %s", async (theirs, mine) => {
    const site = new Site()
    const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
    await ways[mine]!(ada, ADA)
    await ways[theirs]!(eve, ADA)
    await expectApart(eve, ada, ways[theirs]!)
  })

  const spellings = [
    "ADA@Example.COM",
    " ada@example.com ",
    "ada@example.com.",
    "\uff41da@example.com",
    "ad\u0430@example.com",
  ]
  it.each(
    names.flatMap((mine) => spellings.map((text) => [JSON.stringify(text), mine, text] as const)),
  )("with another spelling, %s; the victim was there by %s", async (_, mine, text) => {
    const site = new Site()
    const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
    await ways[mine]!(ada, ADA)
    for (const id of ["loose", "flagged-loose"] as const) {
      eve.signOut()
      await byProvider(id)(eve, text)
      const user = await eve.user()
      if (user !== null) expect(user).not.toBe(await ada.user())
    }
  })

  it.each(names)(
    "who had an account, and takes the victim's address at the provider: %s",
    async (mine) => {
      const site = new Site()
      const [eve, ada] = [new Person(site, "eve"), new Person(site, "ada")]
      await byProvider("loose")(eve, "eve@example.com")
      const own = await eve.user()
      expect(own).not.toBeNull()
      await ways[mine]!(ada, ADA)
      eve.signOut()
      await byProvider("loose")(eve, ADA)
      expect(await eve.user()).toBe(own)
      expect(await ada.user()).not.toBe(own)
    },
  )

  it.each(names)("after the victim's user was deleted: %s inherits nothing", async (mine) => {
    const site = new Site()
    const ada = new Person(site, "ada")
    await ways[mine]!(ada, ADA)
    const before = await ada.user()
    const known = await site.adapter.getUserByEmail!(ADA)
    if (known) await site.adapter.deleteUser!(known.id)
    const eve = new Person(site, "eve")
    await byProvider("loose")(eve, ADA)
    const after = await eve.user()
    expect(after).not.toBeNull()
    expect(after).not.toBe(before)
    expect(await site.adapter.listAccountsByUserId!(after!)).toHaveLength(1)
  })
})

it.each(names)("alone, everybody gets in by %s", async (mine) => {
  const ada = new Person(new Site(), "ada")
  await ways[mine]!(ada, ADA)
  const user = await ada.user()
  expect(user).not.toBeNull()
  ada.signOut()
  await ways[mine]!(ada, ADA)
  expect(await ada.user()).toBe(user)
})

it("one person's id at two providers is two people", async () => {
  const site = new Site()
  const [here, there] = [new Person(site, "sam"), new Person(site, "sam")]
  await byProvider("loose")(here, "one@example.com")
  await byProvider("flagged-loose")(there, "two@example.com")
  expect(await here.user()).not.toBe(await there.user())
  expect(await there.user()).not.toBeNull()
})

it("who owns the address gets in: what was proved before counts", async () => {
  for (const first of ["a provider that vouches", "a mailed link"]) {
    for (const second of ["a mailed link", "a provider that may link"]) {
      const site = new Site()
      const ada = new Person(site, "ada")
      await ways[first]!(ada, ADA)
      const user = await ada.user()
      expect(user).not.toBeNull()
      ada.signOut()
      await ways[second]!(ada, ADA)
      expect(await ada.user()).toBe(user)
    }
  }
})

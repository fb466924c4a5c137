/** Sessions that an attacker chose, began or saw before: none of them becomes a victim's. */
import { describe, expect, it } from "vitest"
import { locationOf } from "../support/browser.ts"
import { headerOf, type Pair, sessionPairs, whoIs } from "./support/jar.ts"
import { doors, siteOf, type Visitor } from "./support/site.ts"

const strategies = ["jwt", "database"] as const
const cases = strategies.flatMap((strategy) =>
  doors.map(([name, door]) => [strategy, name, door] as const),
)
const name = "Ada"

describe.each(cases)("sessions as %s, through %s", (strategy, _, door) => {
  const made = (): ReturnType<typeof siteOf> => siteOf({ session: { strategy } })
  const enter = async (visitor: Visitor, who: string): Promise<Pair> => {
    visitor.site.profile = { sub: who, name: who, email: `${who}@idp.example` }
    await visitor.through()
    return sessionPairs(visitor)[0]!
  }

  it("SF-1: a session that begins has a token of its own, and none that was there before", async () => {
    const site = made()
    const visitor = site.visitor(door)
    const first = await enter(visitor, name)
    await visitor.post("/signout")
    const second = await enter(visitor, name)
    const third = await enter(visitor, name)
    expect(new Set([first[1], second[1], third[1]]).size).toBe(3)
    // What signed out is out in the database; a cookie that is not revocable lives as long as it says.
    const old = await whoIs(visitor, headerOf([first]))
    expect(old).toBe(strategy === "database" ? null : name)
  })

  it("SF-2: a value that somebody chose is never taken for a session, before a sign-in or after", async () => {
    const site = made()
    const visitor = site.visitor(door)
    const [cookie] = await enter(site.visitor(door), name)
    for (const chosen of ["chosen-by-mallory", "a".repeat(43), crypto.randomUUID(), "0"]) {
      visitor.cookies.clear()
      visitor.cookies.set(cookie, { value: chosen, attributes: "" })
      expect(await whoIs(visitor, headerOf([[cookie, chosen]]))).toBeNull()
      const [, value] = await enter(visitor, name)
      expect(value).not.toBe(chosen)
      expect(await whoIs(visitor, headerOf([[cookie, chosen]]))).toBeNull()
    }
  })

  it("SF-4: an attacker's answer of the provider lets nobody in but in the attacker's own browser", async () => {
    const site = made()
    const [mallory, victim] = [site.visitor(door), site.visitor(door)]
    site.profile = { sub: "mallory", name: "Mallory", email: "mallory@idp.example" }
    const start = locationOf(await mallory.post("/signin/idp"))
    const answer = `/callback/idp?${new URLSearchParams({ code: "code", state: start.searchParams.get("state") ?? "" })}`
    await victim.get(answer)
    expect(sessionPairs(victim)).toEqual([])
    // Nor where the victim is on the way to the provider too.
    await victim.post("/signin/idp")
    await victim.get(answer)
    expect(sessionPairs(victim)).toEqual([])
    await mallory.get(answer)
    expect(await whoIs(mallory, headerOf(sessionPairs(mallory)))).toBe("Mallory")
  })

  it("ADV-PS02: the anti-forgery token that was there before a sign-in counts no more after it", async () => {
    const mallory = made().visitor(door)
    const known = await mallory.csrfToken()
    const planted = [...mallory.cookies].find(([cookie]) => cookie.includes("csrf"))!
    const ways: Record<string, (visitor: Visitor) => Promise<unknown>> = {
      provider: (visitor) => visitor.through({ csrfToken: known }),
      mail: async (visitor) => {
        await visitor.post("/signin/email", { csrfToken: known, email: "ada@example.com" })
        await visitor.open()
      },
      ...(strategy === "jwt" && {
        password: (visitor: Visitor) => visitor.signIn(name, { csrfToken: known }),
      }),
    }
    for (const [way, enterBy] of Object.entries(ways)) {
      const victim = made().visitor(door)
      victim.cookies.set(...planted)
      await enterBy(victim)
      expect(await victim.session(), way).toMatchObject({ user: {} })
      await victim.post("/signout", { csrfToken: known })
      expect(await victim.session(), way).toMatchObject({ user: {} })
      const own = await victim.csrfToken()
      expect(own).not.toBe(known)
      await victim.post("/signout", { csrfToken: own })
      expect((await victim.session())?.["user"], way).toBeUndefined()
    }
  })

  it("SF-7: two people in two tabs: the last one is in, and nothing of the first is mixed with it", async () => {
    const site = made()
    const browser = site.visitor(door)
    const first = locationOf(await browser.post("/signin/idp"))
    const second = locationOf(await browser.post("/signin/idp"))
    const back = (url: URL): Promise<Response> =>
      browser.get(
        `/callback/idp?${new URLSearchParams({ code: "code", state: url.searchParams.get("state") ?? "" })}`,
      )
    site.profile = { sub: "eve", name: "Eve", email: "eve@idp.example" }
    await back(second)
    site.profile = { sub: "ada", name: "Ada", email: "ada@idp.example" }
    const late = await back(first)
    expect(locationOf(late).searchParams.get("error")).not.toBeNull()
    expect(await browser.session()).toMatchObject({
      user: { name: "Eve", email: "eve@idp.example" },
    })
    expect(
      await site.adapter.getUserByAccount({ provider: "idp", providerAccountId: "ada" }),
    ).toBeNull()
  })
})

/**
 * A process is killed (SIGKILL) at each step of each flow, in the middle of a request; another goes on with the same store.
 * Whoever was not answered has no session, what was answered before is there, and the same thing works the next time.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { generateKeyPair } from "jose"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { SoftwareAuthenticator } from "../support/authenticator.ts"
import { Browser, locationOf } from "../support/browser.ts"
import { startHostileIssuer } from "../support/hostile-issuer.ts"
import type { Death } from "./killed-site.ts"
import { killed, type Place, recovers, Town } from "./killed-town.ts"
import { carries, copyOf, look, type Strategy, whoIs } from "./site.ts"

let place: Place
beforeAll(async () => {
  const pair = generateKeyPair("RS256", { extractable: true })
  const issuer = await startHostileIssuer("app", pair)
  place = { issuer, folder: mkdtempSync(join(tmpdir(), "latchkey-killed-")) }
})
afterAll(async () => {
  await place.issuer.close()
  rmSync(place.folder, { recursive: true })
})

const both = (...steps: string[]): Death[] =>
  steps.flatMap((at) => [
    { at, when: "before" },
    { at, when: "after" },
  ])
const named = (first: number, deaths: readonly Death[]): { name: string; death: Death }[] =>
  deaths.map((death, n) => ({ name: `FLT-${first + n}: killed ${death.when} ${death.at}`, death }))

const idOf = async (browser: Browser): Promise<string> =>
  ((await browser.session()) as { user: { id: string } }).user.id

describe("a process that is killed", { timeout: 120_000 }, () => {
  const oauth = both(
    "/token",
    "getUserByAccount",
    "createUser",
    "linkAccount",
    "transaction",
    "records.add",
    "createSession",
  )

  it.each(named(80, oauth))("$name, signing in by a provider", async ({ death }) => {
    const town = await new Town(place, "database", true).open()
    const browser = new Browser(town.config)
    const landing = await town.leave(browser)
    await killed(town, death, await town.order(browser, landing))
    expect(await look(browser)).toBeNull()
    await recovers(town, "provider")
  })

  it("FLT-94: killed after createUser, in a store without transactions: nobody is in, and the address is its owner's by mail", async () => {
    const town = await new Town(place, "database", false).open()
    const browser = new Browser(town.config)
    const landing = await town.leave(browser)
    await killed(town, { at: "createUser", when: "after" }, await town.order(browser, landing))
    expect(await look(browser)).toBeNull()
    const answer = await browser.get(await town.leave(browser))
    expect(locationOf(answer).searchParams.get("error")).toBe("OAuthAccountNotLinked")
    await recovers(town, "mail")
  })

  it("FLT-95: killed after linkAccount, in a store without transactions", async () => {
    const town = await new Town(place, "revocable", false).open()
    const browser = new Browser(town.config)
    const landing = await town.leave(browser)
    await killed(town, { at: "linkAccount", when: "after" }, await town.order(browser, landing))
    expect(await look(browser)).toBeNull()
    await recovers(town, "provider")
  })

  const asking = both("createVerificationToken", "send")

  it.each(named(96, asking))("$name, asking for a link", async ({ death }) => {
    const town = await new Town(place, "database", true).open()
    const browser = new Browser(town.config)
    const order = await town.order(browser, "/signin/email", { email: town.email })
    await killed(town, death, order)
    expect(town.mails).toHaveLength(death.at === "send" && death.when === "after" ? 1 : 0)
    // A mail that went out is good: this browser has no note of it, so that a page asks.
    for (const url of town.mails) {
      expect((await browser.get(url)).status).toBe(200)
      expect(carries(browser)).toBe(false)
      await browser.post("/callback/email", Object.fromEntries(new URL(url).searchParams))
      expect(carries(browser)).toBe(true)
    }
    await recovers(town, "mail")
  })

  const opening = both("useVerificationToken", "createUser", "records.add", "createSession")

  it.each(named(100, opening))("$name, opening a link", async ({ death }) => {
    const town = await new Town(place, "database", true).open()
    const browser = await town.ask()
    const link = town.mails.at(-1)!
    await killed(town, death, await town.order(browser, link))
    expect(await look(browser)).toBeNull()
    await browser.get(link)
    // Used up or not: it lets in once at the most, and who was not let in asks for another.
    const isFirst = death.at === "useVerificationToken" && death.when === "before"
    expect(carries(browser)).toBe(isFirst)
    const again = copyOf(browser)
    again.cookies.delete("__Host-latchkey.session-token")
    await again.get(link)
    expect(carries(again)).toBe(false)
    await recovers(town, "mail")
  })

  const leaving: { name: string; strategy: Strategy; death: Death }[] = [
    ...named(108, both("deleteSession")).map((one) => ({ ...one, strategy: "database" as const })),
    ...named(110, both("revocations.add")).map((one) => ({
      ...one,
      strategy: "revocable" as const,
    })),
  ]

  it.each(leaving)("$name, signing out", async ({ death, strategy }) => {
    const town = await new Town(place, strategy, true).open()
    const browser = await town.enterByMail()
    await killed(town, death, await town.order(browser, "/signout", { callbackUrl: "/" }))
    // It was not answered: either is right, but what has ended stays so, and the person can do it again.
    const isOver = death.when === "after"
    await expect.poll(async () => (await look(copyOf(browser))) === null).toBe(isOver)
    const kept = copyOf(browser)
    await browser.post("/signout")
    expect([carries(browser), await look(kept)]).toEqual([false, null])
    await recovers(town, "mail")
  })

  const deleting = both("revocations.add", "deleteUser", "records.remove")

  it.each(named(112, deleting))("$name, deleting a user", async ({ death }) => {
    const town = await new Town(place, "revocable", true).open()
    const browser = await town.enterByMail()
    const user = await idOf(browser)
    await killed(town, death, { user })
    const isEnded = !(death.at === "revocations.add" && death.when === "before")
    await expect.poll(async () => (await look(copyOf(browser))) === null).toBe(isEnded)
    const isThere =
      death.at === "revocations.add" || (death.at === "deleteUser" && death.when === "before")
    expect((await town.config.adapter.getUser!(user)) !== null).toBe(isThere)
  })

  const unlinking = both("unlinkAccount")

  it.each(named(118, unlinking))("$name, unlinking an account", async ({ death }) => {
    const town = await new Town(place, "database", true).open()
    const browser = await town.enterByProvider()
    await killed(town, death, await town.order(browser, "/unlink/local", { callbackUrl: "/" }))
    expect(whoIs(await look(browser))).toBe(town.email)
    const user = await idOf(browser)
    const accounts = await town.config.adapter.listAccountsByUserId!(user)
    expect(accounts).toHaveLength(death.when === "before" ? 1 : 0)
    await recovers(town, "mail")
  })

  const ceremony = async (
    browser: Browser,
    action: "register" | "authenticate",
    device: SoftwareAuthenticator,
    email = "",
  ): Promise<Record<string, string>> => {
    const query = new URLSearchParams({ action, ...(email && { email }) })
    const { options } = await (await browser.get(`/webauthn-options/passkey?${query}`)).json()
    const data = action === "register" ? device.create(options) : device.get(options)
    return { action, data: await data, callbackUrl: "/in" }
  }

  it.each(named(120, both("createAuthenticator")))(
    "$name, registering a passkey",
    async ({ death }) => {
      const town = await new Town(place, "database", true).open()
      const device = new SoftwareAuthenticator()
      const browser = new Browser(town.config)
      const fields = await ceremony(browser, "register", device, town.email)
      await killed(town, death, await town.order(browser, "/callback/passkey", fields))
      expect(await look(browser)).toBeNull()
      // Nothing is half there: a person registers anew, and comes in by that.
      const next = new SoftwareAuthenticator()
      const again = new Browser(town.config)
      await again.post("/callback/passkey", await ceremony(again, "register", next, town.email))
      expect(whoIs(await look(again))).toBe(town.email)
      const later = new Browser(town.config)
      await later.post("/callback/passkey", await ceremony(later, "authenticate", next))
      expect(whoIs(await look(later))).toBe(town.email)
    },
  )

  const counting = both("updateAuthenticatorCounter", "createSession")

  it.each(named(122, counting))("$name, signing in by a passkey", async ({ death }) => {
    const town = await new Town(place, "database", true).open()
    const device = new SoftwareAuthenticator()
    const first = new Browser(town.config)
    await first.post("/callback/passkey", await ceremony(first, "register", device, town.email))
    const browser = new Browser(town.config)
    const fields = await ceremony(browser, "authenticate", device)
    await killed(town, death, await town.order(browser, "/callback/passkey", fields))
    expect(await look(browser)).toBeNull()
    // A challenge is answered once: the same answer is good no more, whatever became of it.
    await browser.post("/callback/passkey", fields)
    expect(carries(browser)).toBe(false)
    const later = new Browser(town.config)
    await later.post("/callback/passkey", await ceremony(later, "authenticate", device))
    expect(whoIs(await look(later))).toBe(town.email)
  })
})

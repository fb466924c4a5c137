/** Two applications that share a session at a certified provider: signing out at one ends the other. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { Door } from "../../src/config/context.ts"
import { memoryRevocations } from "../../src/revocations/memory.ts"
import { type Browser, locationOf, own, v4, v5 } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Site, type SiteOptions, startSite } from "../support/logout-site.ts"
import { OpVisitor } from "../support/op-visitor.ts"

type Config = NonNullable<SiteOptions["config"]>
const kinds: readonly [string, Door, Config][] = [
  ["cookies, through latchkey", own, () => ({})],
  ["cookies, through v5 door", v5, () => ({})],
  ["cookies, through v4 door", v4, () => ({})],
]

async function isOut(browser: Browser): Promise<boolean> {
  const session = await browser.session()
  return session === null || Object.keys(session).length === 0
}

/** Signs out at this site and at the provider. */
async function signOut(browser: Browser, visitor: OpVisitor): Promise<URL> {
  const first = locationOf(
    await browser.post("/signout", { provider: "true", callbackUrl: "/bye" }),
  )
  const there = locationOf(await browser.get(first.href))
  const back = await visitor.visit(there.href)
  return locationOf(await browser.get(back.href))
}

let issuer: Issuer
let here: Site
let there: Site

async function start(door: Door, of: Config, session = true): Promise<void> {
  const options = { issuer: () => issuer.url, door }
  here = await startSite({ ...options, client: "here", config: of })
  there = await startSite({ ...options, client: "there", config: of })
  const [client, other] = [here, there].map(({ app }, n) => ({
    client_id: n === 0 ? "here" : "there",
    client_secret: "app-secret",
    redirect_uris: [`${app.url}${door.basePath}/callback/local`],
    post_logout_redirect_uris: [`${app.url}${door.basePath}/signout/callback`],
    backchannel_logout_uri: `${app.url}${door.basePath}/backchannel-logout/local`,
    backchannel_logout_session_required: session,
  }))
  const features = { backchannelLogout: { enabled: true } }
  issuer = await startIssuer({ client: client!, others: [other!], features })
}

async function stop(): Promise<void> {
  for (const site of [here, there]) await site.app.close()
  await issuer.close()
}

const withRows: Config = (records) => ({
  adapter: MemoryAdapter(),
  session: { strategy: "database", records },
})

describe.each([...kinds, ["a database", own, withRows] as const])(
  "sessions in %s",
  (_, door, of) => {
    beforeAll(() => start(door, of))
    afterAll(stop)
    beforeEach(() => {
      for (const site of [here, there]) {
        site.events.length = 0
        site.errors.length = 0
      }
    })

    it("sign-out at one ends the session of this browser at the other, and no other browser's", async () => {
      const visitor = new OpVisitor(issuer.url)
      const elsewhere = new OpVisitor(issuer.url)
      const [one, two] = [await here.signIn(visitor), await there.signIn(visitor)]
      const phone = await there.signIn(elsewhere)
      const grace = await there.signIn(new OpVisitor(issuer.url, "grace"))
      expect(await isOut(two)).toBe(false)
      expect((await signOut(one, visitor)).pathname).toBe("/bye")
      expect(await isOut(one)).toBe(true)
      expect(await isOut(two)).toBe(true)
      expect(await isOut(phone)).toBe(false)
      expect(await isOut(grace)).toBe(false)
      expect(there.app.log.filter((line) => line.includes("backchannel"))).toEqual([
        `POST ${door.basePath}/backchannel-logout/local 200`,
      ])
      expect(there.events.filter(({ type }) => type === "logout-received")).toMatchObject([
        {
          outcome: "success",
          provider: "local",
          user: expect.stringMatching(/./),
          details: { channel: "back-channel", by: "sid", sessions: 1 },
        },
      ])
      expect([...here.errors, ...there.errors]).toEqual([])
    })

    it("whoever signs in again after that is in", async () => {
      const visitor = new OpVisitor(issuer.url)
      const [one, two] = [await here.signIn(visitor), await there.signIn(visitor)]
      await signOut(one, visitor)
      expect(await isOut(two)).toBe(true)
      expect(await isOut(await there.signIn(visitor))).toBe(false)
    })
  },
)

describe("a provider that names nobody's session, but the person", () => {
  beforeAll(() => start(own, () => ({}), false))
  afterAll(stop)

  it("ends all of that person, and nobody else's", async () => {
    const visitor = new OpVisitor(issuer.url)
    const [one, two] = [await here.signIn(visitor), await there.signIn(visitor)]
    const phone = await there.signIn(new OpVisitor(issuer.url))
    const grace = await there.signIn(new OpVisitor(issuer.url, "grace"))
    await signOut(one, visitor)
    expect([await isOut(two), await isOut(phone), await isOut(grace)]).toEqual([true, true, false])
    expect(await there.records.list(there.records.added[0]!.user, Date.now())).toEqual([])
    expect(there.events.findLast(({ type }) => type === "logout-received")).toMatchObject({
      details: { by: "sub" },
    })
  })
})

describe("without a list of sessions", () => {
  const alone: Config = () => ({
    session: { strategy: "jwt", revocable: { store: memoryRevocations() } },
  })
  beforeAll(() => start(own, alone))
  afterAll(stop)

  it("a session at the provider stands for the person: all of theirs end", async () => {
    const visitor = new OpVisitor(issuer.url)
    const [one, two] = [await here.signIn(visitor), await there.signIn(visitor)]
    const phone = await there.signIn(new OpVisitor(issuer.url))
    await signOut(one, visitor)
    expect([await isOut(two), await isOut(phone)]).toEqual([true, true])
  })
})

/**
 * What is half written, written twice, nonsense, or of yesterday: in real databases, seen by those who sign in.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { deleteUser } from "../../src/core/sessions.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { type Browser, locationOf, own } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Opened, type Place, type StoreName, stores } from "./places.ts"
import {
  carries,
  copyOf,
  isDone,
  look,
  REDIRECT,
  type Site,
  siteOn,
  type Strategy,
  whoIs,
} from "./site.ts"

const NAMES = ["PostgreSQL", "MariaDB", "Redis", "SQLite"] as const satisfies StoreName[]
const STRATEGIES: readonly Strategy[] = ["database", "revocable"]
const mark = `${process.pid}-${Date.now().toString(36)}`
let count = 0
const someone = (): string => `p${count++}-${mark}@example.com`
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

let issuer: Issuer
beforeAll(async () => {
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris: [REDIRECT] }
  issuer = await startIssuer({ client })
})
afterAll(() => issuer.close())

const idOf = async (browser: Browser): Promise<string> =>
  ((await browser.session()) as { user: { id: string } }).user.id

/** A browser that comes back from the provider; the address of an account is its name at example.com. */
async function comingBack({ ask }: Site, name: string): Promise<[Browser, string]> {
  const { browser } = await ask(someone())
  const start = await browser.post("/signin/local")
  const { params } = await issuer.walk(locationOf(start).href, name)
  return [browser, `/callback/local?${params}`]
}

describe.each(NAMES.filter((name) => stores[name].here))("%s", (name) => {
  let place: Place
  const opened: Opened[] = []
  const open = async (): Promise<Opened> => {
    const each = await place.open()
    opened.push(each)
    return each
  }
  const adapterOf = async (): Promise<Adapter> => (await open()).adapter
  beforeAll(async () => {
    place = await stores[name].start()
  }, 60_000)
  afterAll(async () => {
    for (const each of opened) each.close()
    await place.stop()
  }, 60_000)

  // SQLite has no connection to break.
  it.each(name !== "SQLite" ? [name] : [])(
    "a connection that breaks off in a deletion or a sign-up: nothing is half done, or lets anyone in",
    { timeout: 120_000 },
    async () => {
      const after = await adapterOf()
      const site = siteOn(await adapterOf(), "database", issuer)
      await site.enter(someone())
      // Answers of a statement are some dozens of bytes: each round breaks off elsewhere.
      for (let bytes = 5; bytes < 480; bytes += 45) {
        const account = `u${count++}-${mark}`
        const [ada, back] = await comingBack(site, account)
        await ada.get(back)
        const id = await idOf(ada)
        const [newcomer, landing] = await comingBack(site, `n-${account}`)
        place.breakAfter!(bytes)
        const isDeleted = await deleteUser(site.config, own, id).then(
          () => true,
          () => false,
        )
        place.breakAfter!(bytes)
        const answer = await newcomer.get(landing)
        const isIn = await isDone(newcomer, answer)
        place.breakAfter!(undefined)
        await wait(200)
        const user = await after.getUser!(id)
        const key = { provider: "local", providerAccountId: account }
        if (isDeleted) expect(user).toBeNull()
        if (user) {
          expect(await after.getUserByAccount!(key)).toMatchObject({ id })
          expect(whoIs(await look(await again(ada)))).toBe(user.email)
        } else {
          expect(await after.getUserByAccount!(key)).toBeNull()
          expect(await look(await again(ada))).toBeNull()
        }
        expect(carries(newcomer)).toBe(isIn)
        // Whatever became of it, the person can come in afterwards.
        const [next, once] = await comingBack(site, `n-${account}`)
        expect([locationOf(await next.get(once)).search, carries(next)]).toEqual(["", true])
      }
      async function again(browser: Browser): Promise<Browser> {
        const copy = copyOf(browser)
        copy.config = siteOn(after, "database", issuer).config
        return copy
      }
    },
  )

  it.each(STRATEGIES)(
    "%s: two who come at once for the first time, on two instances, are one user",
    { timeout: 60_000 },
    async (strategy) => {
      const sites = [
        siteOn(await adapterOf(), strategy, issuer),
        siteOn(await adapterOf(), strategy, issuer),
      ]
      await sites[0]!.enter(someone())
      for (let round = 0; round < 8; round++) {
        const email = someone()
        const links = await Promise.all(sites.map((site) => site.ask(email)))
        await Promise.all(links.map(({ browser, url }) => browser.get(url!)))
        const ids = await Promise.all(links.map(({ browser }) => idOf(browser)))
        expect(new Set(ids).size).toBe(1)
        const account = `both${round}-${count++}-${mark}`
        const backs = await Promise.all(sites.map((site) => comingBack(site, account)))
        const answers = await Promise.all(backs.map(([browser, url]) => browser.get(url)))
        // Without a transaction one may come while the other's account is not linked yet: that is told, and passes.
        const told = answers.map((answer) => locationOf(answer).searchParams.get("error"))
        expect(told).toContain(null)
        expect([null, "OAuthAccountNotLinked"]).toEqual(expect.arrayContaining(told))
        if (name !== "Redis") expect(told).toEqual([null, null])
        const after = await Promise.all(sites.map((site) => comingBack(site, account)))
        await Promise.all(after.map(([browser, url]) => browser.get(url)))
        const all = [...backs, ...after].map(([browser]) => browser).filter(carries)
        expect(all.length).toBeGreaterThan(2)
        const both = await Promise.all(all.map(idOf))
        expect(new Set(both).size).toBe(1)
      }
    },
  )

  it("an account that could not be linked keeps nobody out", async () => {
    const { adapter } = await open()
    let fails = 1
    const failing: Adapter = {
      ...adapter,
      linkAccount: (account) => {
        if (fails-- > 0) throw new Error("connection lost")
        return adapter.linkAccount!(account)
      },
    }
    const site = siteOn(failing, "database", issuer)
    const account = `linked${count++}-${mark}`
    const [ada, back] = await comingBack(site, account)
    expect(await isDone(ada, await ada.get(back))).toBe(false)
    expect(await adapter.getUserByEmail!(`${account}@example.com`)).toBeNull()
    const [again, landing] = await comingBack(site, account)
    expect(await isDone(again, await again.get(landing))).toBe(true)
    expect(whoIs(await look(again))).toBe(`${account}@example.com`)
  })

  it("rows that are garbage let nobody in, and are no error", { timeout: 60_000 }, async () => {
    const { adapter, run } = await open()
    for (const strategy of STRATEGIES) {
      const site = siteOn(adapter, strategy, issuer)
      const ada = await site.enter(someone())
      const account = `g${count++}-${mark}`
      const [grace, back] = await comingBack(site, account)
      await grace.get(back)
      const [again, landing] = await comingBack(site, account)
      const late = await site.ask(someone())
      await spoil(name, run, { ada: await idOf(ada), grace: await idOf(grace) })
      // A cookie needs no row.
      for (const each of [ada, grace]) {
        const seen = await look(each)
        if (strategy === "database") expect(seen).toBeNull()
        else expect(whoIs(seen)).toBeDefined()
      }
      const opening = await late.browser.get(late.url!)
      expect(locationOf(opening).searchParams.get("error")).toBe("Verification")
      expect(carries(late.browser)).toBe(false)
      const answer = await again.get(landing)
      expect(locationOf(answer).searchParams.get("error")).toBe("OAuthAccountNotLinked")
      expect(carries(again)).toBe(false)
      expect(whoIs(await look(await site.enter(someone())))).toBeDefined()
    }
  })
})

interface Spoilt {
  readonly ada: string
  readonly grace: string
}

/** Ends that are none, sessions and accounts of nobody, accounts of no kind. */
async function spoil(name: StoreName, run: Opened["run"], { ada, grace }: Spoilt): Promise<void> {
  if (name === "Redis") {
    for (const key of (await run("KEYS latchkey:db:*")) as string[]) {
      if (key.startsWith("latchkey:db:session:")) {
        const isOfAda = String(await run(`HGET ${key} userId`)).includes(ada)
        await run(`HSET ${key} ${isOfAda ? "userId" : "expires"} garbage`)
      }
      if (key.startsWith("latchkey:db:token:")) await run(`SET ${key} garbage`)
      if (key.startsWith("latchkey:db:account:"))
        await run(`HSET ${key} type garbage userId garbage`)
    }
    return
  }
  const { q, end, before, statement } = nonsense[name]
  const userId = `${q}userId${q}`
  if (before) await run(before)
  await run(`${statement}UPDATE sessions SET expires = ${end} WHERE ${userId} = '${grace}'`)
  await run(`${statement}UPDATE sessions SET ${userId} = 'nobody' WHERE ${userId} = '${ada}'`)
  await run(`${statement}UPDATE verification_tokens SET expires = ${end}`)
  await run(`${statement}UPDATE accounts SET type = 'garbage', ${userId} = 'nobody'`)
}

/** What columns of times take that is no time, and how a foreign key is got round. */
const nonsense = {
  PostgreSQL: {
    q: '"',
    end: "'infinity'",
    before: `DO $$ DECLARE c record; BEGIN
      FOR c IN SELECT conname, conrelid::regclass AS t FROM pg_constraint WHERE contype = 'f'
      LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$`,
    statement: "",
  },
  MariaDB: {
    q: "`",
    end: "'0000-00-00'",
    before: undefined,
    statement: "SET STATEMENT sql_mode = '', foreign_key_checks = 0 FOR ",
  },
  SQLite: { q: '"', end: "'garbage'", before: "PRAGMA foreign_keys = 0", statement: "" },
} as const

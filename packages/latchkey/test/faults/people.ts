import { expect } from "vitest"
import { deleteUser, revokeSessions } from "../../src/core/sessions.ts"
import { type Browser, locationOf, own } from "../support/browser.ts"
import type { Issuer } from "../support/issuer.ts"
import { copyOf, isDone, isIn, type Link, look, requestOf, type Site, whoIs } from "./site.ts"

/** Milliseconds in which each request is answered under a fault. */
const PATIENCE = 30_000
/** Milliseconds in which all is well again. */
const RECOVERY = 30_000

/** One request, in time. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  const started = Date.now()
  const result = await work
  expect(Date.now() - started).toBeLessThan(PATIENCE)
  return result
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + RECOVERY; ;) {
    if (await holds()) return
    if (Date.now() > end) throw new Error(`${what}: not within ${RECOVERY} ms`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

let count = 0

/** People of one application, each of whom does one thing while the fault lasts. */
export interface People {
  readonly site: Site
  readonly name: (who: string) => string
  readonly ada: Browser
  readonly revoked: Browser
  readonly leaving: Browser
  readonly ended: Browser
  readonly endedId: string
  readonly deletedId: string
  readonly deleted: Browser
  readonly link: Link
  readonly known: Link
  readonly abroad: Browser
  readonly landing: string
}

export async function peopleOf(site: Site, issuer: Issuer): Promise<People> {
  const mark = `${process.pid}-${Date.now().toString(36)}-${count++}`
  const name = (who: string): string => `${who}-${mark}@example.com`
  const idOf = async (browser: Browser): Promise<string> =>
    ((await browser.session()) as { user: { id: string } }).user.id
  const [ada, revoked, leaving, ended, deleted] = [
    await site.enter(name("ada")),
    await site.enter(name("mallory")),
    await site.enter(name("leaving")),
    await site.enter(name("ended")),
    await site.enter(name("deleted")),
  ]
  await revokeSessions(site.config, own, { user: await idOf(revoked) })
  const link = await site.ask(name("eve"))
  const known = await site.ask(name("ada"))
  const { browser: abroad } = await site.ask(name("abroad"))
  const start = await abroad.post("/signin/local")
  const { params } = await issuer.walk(locationOf(start).href, `u-${mark}`)
  const landing = `/callback/local?${params}`
  const [endedId, deletedId] = [await idOf(ended), await idOf(deleted)]
  return {
    site,
    name,
    ada,
    revoked,
    leaving,
    ended,
    endedId,
    deletedId,
    deleted,
    link,
    known,
    abroad,
    landing,
  }
}

/** What was acknowledged. */
export interface Acknowledged {
  readonly link: boolean
  readonly known: boolean
  readonly abroad: boolean
  readonly credentials: Browser | undefined
  readonly asked: Link | undefined
  readonly out: Browser | undefined
  readonly ended: boolean
  readonly deleted: boolean
}

const fails = async (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (error: Error) => {
      expect(["AdapterError", "RevocationsUnavailable", "RecordsUnavailable"]).toContain(error.name)
      return true
    },
  )

/** Everyone does what they wanted, all at once. */
export async function during(people: People): Promise<Acknowledged> {
  const { site, name, link, known, abroad, landing } = people
  const { config } = site
  const adaLooks = async (): Promise<void> => {
    const seen = await inTime(look(people.ada))
    if (seen !== "?") expect(whoIs(seen)).toBe(name("ada"))
  }
  const leaving = copyOf(people.leaving)
  const signedOut = async (): Promise<boolean> =>
    isDone(leaving, await inTime(leaving.post("/signout")))
  const visitor = copyOf(known.browser)
  visitor.cookies.clear()
  const [, , linked, knownIn, abroadIn, credentials, asked, out, ended, deleted] =
    await Promise.all([
      adaLooks(),
      inTime(look(copyOf(people.revoked))).then((seen) => expect(whoIs(seen)).toBeUndefined()),
      inTime(link.browser.get(link.url!)).then((answer) => isIn(link.browser, answer)),
      inTime(known.browser.get(known.url!)).then((answer) => isIn(known.browser, answer)),
      inTime(abroad.get(landing)).then((answer) => isIn(abroad, answer)),
      inTime(visitor.post("/callback/credentials", { id: people.endedId })).then((answer) =>
        isIn(visitor, answer),
      ),
      inTime(site.ask(name("late"))).then(async (late) =>
        (await isDone(late.browser, late.answer)) ? late : undefined,
      ),
      signedOut(),
      fails(inTime(revokeSessions(config, own, { session: requestOf(people.ended) }))),
      fails(inTime(deleteUser(config, own, people.deletedId))),
    ])
  return {
    link: linked,
    known: knownIn,
    abroad: abroadIn,
    credentials: credentials ? visitor : undefined,
    asked,
    out: out ? people.leaving : undefined,
    ended: !ended,
    deleted: !deleted,
  }
}

/** The fault is over: all is well, and whatever was acknowledged is so. */
export async function after(people: People, done: Acknowledged): Promise<void> {
  const { site, name, link, known } = people
  await until("the session is back", async () => whoIs(await look(people.ada)) === name("ada"))
  expect(whoIs(await look(copyOf(people.revoked)))).toBeUndefined()
  // A link that let nobody in is not used up; one that did, is.
  for (const [each, isUsed, who] of [
    [link, done.link, "eve"],
    [known, done.known, "ada"],
  ] as const) {
    const again = copyOf(each.browser)
    if (!isUsed) {
      await until(`the link of ${who} works`, async () => isIn(again, await again.get(each.url!)))
    }
    expect(whoIs(await look(again))).toBe(name(who))
  }
  if (done.abroad) expect(whoIs(await look(people.abroad))).toBeDefined()
  if (done.asked) {
    const { browser, url } = done.asked
    await browser.get(url!)
    expect(whoIs(await look(browser))).toBe(name("late"))
  }
  if (done.credentials) expect(whoIs(await look(done.credentials))).toBeDefined()
  if (done.out)
    await until("the sign-out counts", async () => (await look(copyOf(done.out!))) === null)
  if (done.ended) expect(await look(copyOf(people.ended))).toBeNull()
  if (done.deleted) expect(await look(copyOf(people.deleted))).toBeNull()
  // Someone new, by each way.
  expect(whoIs(await look(await site.enter(name("new"))))).toBe(name("new"))
}

/** A database that is put back as it was yesterday: what that means for sessions, and what goes on being sure. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { revokeSessions } from "../../src/core/sessions.ts"
import { own } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { type Opened, type Place, stores } from "./places.ts"
import { copyOf, look, REDIRECT, requestOf, siteOn, type Strategy, whoIs } from "./site.ts"

const NAMES = ["PostgreSQL", "MariaDB", "SQLite"] as const
const TABLES: Readonly<Record<Strategy, readonly string[]>> = {
  database: ["users", "sessions", "auth_session_record"],
  revocable: ["users", "auth_session_revocation", "auth_session_record"],
}
const person = (who: string): string => `${who}-${process.pid}@example.com`
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The numbers of rows go on from the last one that is there, as in a server that has loaded a backup. */
const NUMBERS = {
  PostgreSQL: `SELECT setval(pg_get_serial_sequence('auth_session_revocation', 'n'),
    (SELECT COALESCE(MAX(n), 1) FROM auth_session_revocation))`,
  MariaDB: "ALTER TABLE auth_session_revocation AUTO_INCREMENT = 1",
  SQLite: undefined,
} as const

let issuer: Issuer
beforeAll(async () => {
  const client = { client_id: "app", client_secret: "app-secret", redirect_uris: [REDIRECT] }
  issuer = await startIssuer({ client })
})
afterAll(() => issuer.close())

describe.each(NAMES.filter((name) => stores[name].here))("%s of yesterday", (name) => {
  let place: Place
  const opened: Opened[] = []
  const open = async (): Promise<Opened> => {
    const each = await place.open()
    opened.push(each)
    return each
  }
  beforeAll(async () => {
    place = await stores[name].start()
  }, 60_000)
  afterAll(async () => {
    for (const each of opened) each.close()
    await place.stop()
  }, 60_000)

  it.each(["database", "revocable"] as const satisfies Strategy[])(
    "%s: what ended since is in again where nobody knows, and what ends from now on ends everywhere",
    { timeout: 60_000 },
    async (strategy) => {
      const [{ adapter, run }, second] = [await open(), await open()]
      const [site, other] = [adapter, second.adapter].map((each) => siteOn(each, strategy, issuer))
      const end = (browser: Parameters<typeof requestOf>[0]): Promise<unknown> =>
        revokeSessions(site!.config, own, { session: requestOf(browser) })
      const [ada, mallory] = [await site!.enter(person("ada")), await site!.enter(person("mal"))]
      // As there was something before.
      await end(await site!.enter(person("before")))
      const tables = TABLES[strategy]
      for (const table of tables) await run(`DROP TABLE IF EXISTS y_${table}`)
      for (const table of tables) await run(`CREATE TABLE y_${table} AS SELECT * FROM ${table}`)

      await end(mallory)
      for (let n = 0; n < 5; n++) await end(await site!.enter(person(`later-${n}`)))
      const late = await site!.enter(person("late"))
      const elsewhere = (browser: typeof ada): typeof ada => {
        const copy = copyOf(browser)
        copy.config = other!.config
        return copy
      }
      expect(whoIs(await look(elsewhere(ada)))).toBe(person("ada"))
      expect(await look(elsewhere(mallory))).toBeNull()

      for (const table of tables.toReversed()) await run(`DELETE FROM ${table}`)
      for (const table of tables) {
        const given = name === "PostgreSQL" ? "OVERRIDING SYSTEM VALUE" : ""
        await run(`INSERT INTO ${table} ${given} SELECT * FROM y_${table}`)
      }
      const numbers = strategy === "revocable" ? NUMBERS[name] : undefined
      if (numbers) await run(numbers)

      const third = siteOn((await open()).adapter, strategy, issuer)
      const started = copyOf(mallory)
      started.config = third.config
      expect(whoIs(await look(elsewhere(ada)))).toBe(person("ada"))
      // The cookie of someone who came after the backup needs no row.
      expect(whoIs(await look(elsewhere(late)))).toBe(
        strategy === "revocable" ? person("late") : undefined,
      )
      // Instances that heard of the end know it still; one that starts now can't.
      expect(whoIs(await look(elsewhere(mallory)))).toBe(
        strategy === "revocable" ? undefined : person("mal"),
      )
      expect(whoIs(await look(started))).toBe(person("mal"))

      await end(copyOf(ada))
      // An instance that nobody asked anything for a while.
      if (strategy === "revocable")
        await run("UPDATE auth_session_revocation SET noted = noted - 120000")
      await wait(400)
      // It asks the store behind the answer to whoever comes first.
      await expect.poll(() => look(elsewhere(ada)), { interval: 200 }).toBeNull()
    },
  )
})

/** KyselyAdapter on instances as applications have them: plugins, schemas, other names, more columns, transactions. */
import {
  CamelCasePlugin,
  Kysely,
  type KyselyPlugin,
  ParseJSONResultsPlugin,
  sql,
  WithSchemaPlugin,
} from "kysely"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { accountTokens, KyselyAdapter } from "../../../src/adapters/kysely.ts"
import type { AdapterUser } from "../../../src/contracts/adapter.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { kyselys, type Openable, type Opened } from "./opened.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-kysely-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const on = (name: string): Openable => kyselys.find((each) => each.name === name)!
const SLOW = { timeout: 60_000 }
const later = (): Date => new Date(Date.now() + 3_600_000)
const row = (user: Partial<AdapterUser> = {}): AdapterUser => ({
  id: crypto.randomUUID(),
  email: `${crypto.randomUUID()}@example.com`,
  emailVerified: null,
  ...user,
})

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

interface Users {
  id: string
  email: string
  [column: string]: unknown
}
interface Tables {
  User: Users
  users: Users
}

async function open(name: string, plugins?: KyselyPlugin[]) {
  const opened: Opened = await on(name).open(folder, plugins)
  close = opened.close
  return { run: opened.run, db: opened.db as Kysely<Tables> }
}

/** In snake case, as `CamelCasePlugin` has it. */
const snake = (text: string, time: string): string =>
  `CREATE TABLE "user" (id ${text} PRIMARY KEY, name ${text}, email ${text} UNIQUE, email_verified ${time} NULL,
  image ${text}, signed_up_from ${text}, settings ${text});
CREATE TABLE account (id ${text} PRIMARY KEY, user_id ${text} NOT NULL, type ${text} NOT NULL,
  provider ${text} NOT NULL, provider_account_id ${text} NOT NULL, refresh_token text, access_token text,
  expires_at bigint, token_type ${text}, scope ${text}, id_token text, session_state ${text},
  refresh_token_expires_in integer);
CREATE TABLE session (id ${text} PRIMARY KEY, user_id ${text} NOT NULL, session_token ${text} NOT NULL UNIQUE,
  expires ${time} NOT NULL, user_agent ${text});
CREATE TABLE verification_token (identifier ${text} NOT NULL, token ${text} NOT NULL UNIQUE,
  expires ${time} NOT NULL);`

const DDL = {
  sqlite: snake("text", "text"),
  postgres: snake("text", "timestamptz(3)"),
  mysql: snake("varchar(255)", "datetime(3)").replaceAll('"', "`"),
} as const

describe.each(kyselys.map((each) => [each.name, each] as const))(
  "CamelCasePlugin on %s",
  (name, each) => {
    describe.skipIf(!each.reachable)("on a real store", () => {
      let opened: Awaited<ReturnType<typeof open>> | undefined
      let ended: (() => Promise<void>) | undefined
      const adapter = async () => {
        if (!opened) {
          opened = await open(name, [new CamelCasePlugin()])
          ended = close
          await opened.run(DDL[each.kind])
        }
        close = undefined
        return KyselyAdapter(opened.db)
      }
      afterAll(() => ended?.())

      adapterConformance({
        adapter,
        test: { describe, it: (title, body) => it(title, SLOW, body) },
      })

      it("columns of the application come by its own names, and are stored", SLOW, async () => {
        const adapted = await adapter()
        const own = { signedUpFrom: "a ‹form› '\"", settings: null }
        const user = await adapted.createUser({ ...row({ name: "Ada" }), ...own } as AdapterUser)
        expect(user).toMatchObject(own)
        const stored = await opened!.db
          .selectFrom("User")
          .selectAll()
          .where("id", "=", user.id)
          .executeTakeFirstOrThrow()
        expect(stored).toEqual(user)
        expect(await adapted.updateUser({ id: user.id, name: "Grace" })).toEqual({
          ...user,
          name: "Grace",
        })
        const account = await adapted.linkAccount({
          userId: user.id,
          type: "oauth",
          provider: "github",
          providerAccountId: user.id,
          access_token: "a",
          refreshTokenExpiresIn: 7,
          nothing: "x",
        })
        expect(account).toMatchObject({ access_token: "a", refreshTokenExpiresIn: 7 })
        expect(account).not.toHaveProperty("nothing")
        const session = { sessionToken: crypto.randomUUID(), userId: user.id, expires: later() }
        await adapted.createSession({ ...session, userAgent: "curl" } as never)
        expect(await adapted.getSessionAndUser(session.sessionToken)).toMatchObject({
          session: { ...session, userAgent: "curl" },
          user: { ...own, id: user.id },
        })
        expect((await accountTokens(opened!.db).page(null, 500)).length).toBeGreaterThan(0)
      })
    })
  },
)

describe.skipIf(!on("pg").reachable)("on PostgreSQL", () => {
  it("withSchema puts all tables there", async () => {
    const { db, run } = await open("pg")
    await run("CREATE SCHEMA auth")
    const adapter = KyselyAdapter(db.withSchema("auth"))
    const user = await adapter.createUser(row())
    expect(await adapter.increment({ key: "k", by: 2, expires: later() })).toBe(2)
    const { rows } = await sql<{ schema: string }>`select distinct table_schema as schema
      from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')`.execute(
      db,
    )
    expect(rows).toEqual([{ schema: "auth" }])
    const plugged = db.withPlugin(new WithSchemaPlugin("auth"))
    expect(await KyselyAdapter(plugged).getUser(user.id)).toEqual(user)
  })

  it("tables and columns may be called otherwise", async () => {
    const { db } = await open("pg")
    const adapter = KyselyAdapter(db, {
      tables: { users: "users" },
      columns: { users: { emailVerified: "verified_at" } },
    })
    const user = await adapter.createUser(row({ emailVerified: new Date(1_000) }))
    const stored = await db.selectFrom("users").selectAll().executeTakeFirstOrThrow()
    expect(stored).toMatchObject({ id: user.id, verified_at: new Date(1_000) })
  })

  it("in a transaction of the application all is kept or undone with it", async () => {
    const { db } = await open("pg")
    await KyselyAdapter(db).getUser("none")
    const user = row()
    const failed = db.transaction().execute(async (transaction) => {
      const adapter = KyselyAdapter(transaction)
      await adapter.createUser(user)
      await adapter.transaction?.((within) =>
        Promise.resolve(within.updateUser?.({ id: user.id, name: "Ada" })).then(() => {}),
      )
      expect(await adapter.getUser(user.id)).toMatchObject({ name: "Ada" })
      throw new Error("no")
    })
    await expect(failed).rejects.toThrow("no")
    expect(await KyselyAdapter(db).getUser(user.id)).toBeNull()
  })

  it("an array and an object are values of their columns", async () => {
    const { db, run } = await open("pg")
    await KyselyAdapter(db).getUser("none")
    await run('ALTER TABLE "User" ADD COLUMN tags text[], ADD COLUMN settings jsonb')
    const own = { tags: ["a", "b"], settings: { theme: "dark" } }
    // The columns are looked at once per instance.
    const adapter = KyselyAdapter(db.withPlugin(new ParseJSONResultsPlugin()))
    const user = await adapter.createUser({ ...row(), ...own } as AdapterUser)
    expect(await adapter.getUser(user.id)).toMatchObject(own)
  })
})

describe("on SQLite", () => {
  it("makes its tables, with times as text", async () => {
    const { db } = await open("better-sqlite3")
    const adapter = KyselyAdapter(db)
    await adapter.createUser(row({ emailVerified: new Date(1_000) }))
    const stored = await db.selectFrom("User").selectAll().executeTakeFirstOrThrow()
    expect(stored["emailVerified"]).toBe("1970-01-01T00:00:01.000Z")
  })

  it("a dialect without transactions has an adapter without", async () => {
    const { db } = await open("better-sqlite3")
    const adapter = KyselyAdapter(db, { transactions: false })
    expect(adapter.transaction).toBeUndefined()
    const user = await adapter.createUser(row())
    await adapter.deleteUser(user.id)
    expect(await adapter.getUser(user.id)).toBeNull()
  })
})

describe.skipIf(!on("mysql2").reachable)("on MySQL", () => {
  it("an object is no more than a value", async () => {
    const { db, run } = await open("mysql2")
    await KyselyAdapter(db).getUser("none")
    await run("ALTER TABLE `User` ADD COLUMN note text")
    const adapter = KyselyAdapter(db.withTables())
    const note = { id: "x", "a` = 1, name": 1 }
    const user = await adapter.createUser({ ...row(), note } as AdapterUser)
    await adapter.updateUser({ id: user.id, note } as never)
    expect(await adapter.getUser(user.id)).toMatchObject({
      name: null,
      note: JSON.stringify(note),
    })
  })
})

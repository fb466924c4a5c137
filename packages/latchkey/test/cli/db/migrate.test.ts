import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { SqlAdapter } from "../../../src/adapters/sql.ts"
import { type Cli, type CliResult, installCli } from "../sandbox.ts"
import { type Answer, hold, kinds, type Place, type Project, project, until } from "./places.ts"

const SLOW = { timeout: 120_000 }

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const statesOf = ({ tables }: Answer): Record<string, string> =>
  Object.fromEntries(tables.map(({ table, state }) => [table, state]))

describe.each(kinds.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  describe.skipIf(!kind.reachable)("latchkey db migrate", () => {
    let place: Place
    let own: Project
    beforeEach(async () => {
      place = await kind.open()
      own = project(cli, kind, place)
    })
    afterEach(() => place.drop())
    const quote = (text: string): string => (name === "mysql" ? `\`${text}\`` : `"${text}"`)
    const count = async (table: string): Promise<number> =>
      Number((await place.database.rows(`SELECT count(*) AS n FROM ${quote(table)}`, []))[0]!["n"])

    it("makes everything, goes back, and makes it again", SLOW, async () => {
      const before = own.json("status")
      expect(before.code).toBe(1)
      expect(before.answer).toMatchObject({ ok: false, layout: "latchkey", recognised: null })
      expect(new Set(Object.values(statesOf(before.answer)))).toEqual(new Set(["missing"]))
      expect(before.answer.migrations.map(({ state }) => state)).toEqual(
        before.answer.migrations.map(() => "pending"),
      )

      for (let round = 0; round < 2; round++) {
        const up = own.json("migrate")
        expect(up.code, up.stdout + up.stderr).toBe(0)
        expect(up.answer.applied.map(({ n }) => n)).toEqual(
          up.answer.applied.map((_, at) => at + 1),
        )
        expect(up.answer.applied.length).toBeGreaterThan(3)
        const there = own.json("status")
        expect(there.code, there.stdout).toBe(0)
        expect(new Set(Object.values(statesOf(there.answer)))).toEqual(new Set(["there"]))
        expect(there.answer.tables.flatMap(({ types }) => types)).toEqual([])
        expect(own.json("migrate").answer.applied).toEqual([])

        const one = own.json("migrate", "--down")
        expect(one.answer.undone.map(({ n }) => n)).toEqual([up.answer.applied.at(-1)!.n])
        const down = own.json("migrate", "--down", "--to", "0")
        expect(down.code, down.stdout + down.stderr).toBe(0)
        expect(statesOf(own.json("status").answer)).toEqual(statesOf(before.answer))
      }
      // Up to one, and to the next.
      expect(own.json("migrate", "--to", "1").answer.applied).toHaveLength(1)
      expect(statesOf(own.json("status").answer)).toMatchObject({
        users: "there",
        counters: "missing",
      })
      expect(own.json("migrate", "--to", "2").answer.applied.map(({ n }) => n)).toEqual([2])
      const back = own.db("migrate", "--to", "1")
      expect(back).toMatchObject({ code: 2, stderr: expect.stringContaining("--down") as string })
    })

    it(
      "makes the tables that the adapter works on, and finds those that it makes",
      SLOW,
      async () => {
        expect(own.db("migrate").code).toBe(0)
        const made = SqlAdapter(place.client, { createTables: false })
        const user = await made.createUser({ id: "u", email: "a@example.com", emailVerified: null })
        await made.linkAccount({
          userId: user.id,
          type: "oauth",
          provider: "github",
          providerAccountId: "1",
        })
        const expires = new Date(Date.now() + 60_000)
        await made.createSession({ sessionToken: "t", userId: user.id, expires })
        expect(await made.getSessionAndUser("t")).toMatchObject({ user: { id: "u" } })
        expect(await made.increment({ key: "count", by: 1, expires })).toBe(1)

        const other = await kind.open()
        try {
          const adapter = SqlAdapter(other.client)
          await adapter.createUser({ id: "u", email: "a@example.com", emailVerified: null })
          await adapter.increment({ key: "count", by: 1, expires })
          const found = project(cli, kind, other).json("status").answer
          expect(statesOf(found)).toMatchObject({
            users: "there",
            accounts: "there",
            sessions: "there",
            verificationTokens: "there",
            authenticators: "there",
            counters: "there",
            leases: "there",
          })
          expect(found.tables.flatMap(({ types }) => types)).toEqual([])
        } finally {
          await other.drop()
        }
      },
    )

    it("says how many rows would be lost, and drops them only where it is told", SLOW, async () => {
      expect(own.db("migrate").code).toBe(0)
      await place.run(
        `INSERT INTO ${quote("users")} (${quote("id")}, ${quote("email")}) VALUES ('u1', 'a@example.com'), ('u2', null)`,
      )
      const stopped = own.json("migrate", "--down", "--to", "0")
      expect(stopped.code).toBe(1)
      expect(stopped.answer.ok).toBe(false)
      expect(stopped.answer.undone.flatMap(({ losses }) => losses)).toEqual([
        { what: "users", rows: 2 },
      ])
      expect(own.json("status").code).toBe(0)
      const words = own.db("migrate", "--down", "--to", "0")
      expect(words).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("users: 2 rows") as string,
      })
      expect(await count("users")).toBe(2)
      // Nothing of an application's own is lost by the others, so they go without a yes.
      expect(own.db("migrate", "--down", "--to", "1").code).toBe(0)
      expect(own.db("migrate", "--down", "--yes").code).toBe(0)
      expect(statesOf(own.json("status").answer)["users"]).toBe("missing")
    })

    it("does not drop what tables of the application point to", SLOW, async () => {
      expect(own.db("migrate", "--to", "1").code).toBe(0)
      const text =
        name === "mysql" ? "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : "TEXT"
      await place.run(
        `CREATE TABLE post (id INTEGER PRIMARY KEY, writer ${text},
          FOREIGN KEY (writer) REFERENCES users (id) ON DELETE CASCADE)`,
        "INSERT INTO users (id) VALUES ('u1')",
        "INSERT INTO post VALUES (1, 'u1')",
      )
      const stopped = own.db("migrate", "--down", "--to", "0", "--yes")
      expect(stopped).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("post points to users") as string,
      })
      expect(await count("post")).toBe(1)
      expect(await count("users")).toBe(1)
      expect(statesOf(own.json("status").answer)["accounts"]).toBe("there")
      await place.run("DROP TABLE post")
      expect(own.db("migrate", "--down", "--to", "0", "--yes").code).toBe(0)
      expect(new Set(Object.values(statesOf(own.json("status").answer)))).toEqual(
        new Set(["missing"]),
      )
    })

    it("does not take an index of another for its own", SLOW, async () => {
      const text = name === "mysql" ? "VARCHAR(100)" : "TEXT"
      await place.run(
        `CREATE TABLE users (id ${text} PRIMARY KEY, name ${text}, email ${text}, ${quote("emailVerified")} ${text}, image ${text})`,
        `CREATE INDEX ${quote("users_email_unique")} ON users (name)`,
      )
      const stopped = own.db("migrate")
      expect(stopped).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("something is missing still: users") as string,
      })
    })

    it("shows what it would do, and does nothing", SLOW, async () => {
      const dry = own.db("migrate", "--dry-run")
      expect(dry.code).toBe(0)
      expect(dry.stdout).toMatch(/CREATE TABLE IF NOT EXISTS ["`]users/)
      expect(own.json("status").answer.migrations.every(({ state }) => state === "pending")).toBe(
        true,
      )
      expect(new Set(Object.values(statesOf(own.json("status").answer)))).toEqual(
        new Set(["missing"]),
      )
    })

    it("is done once by twenty that begin at once", SLOW, async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, () =>
          cli.start(own.folder, ["db", "migrate", "--json"], own.env),
        ),
      )
      const bad = all.filter(({ code }) => code !== 0)
      expect(bad.map(({ stdout, stderr }) => stdout + stderr)).toEqual([])
      const applied = all.flatMap(({ stdout }) => (JSON.parse(stdout) as Answer).applied)
      expect(applied.map(({ n }) => n).toSorted()).toEqual(
        own.json("status").answer.migrations.map(({ n }) => n),
      )
      expect(own.json("status").code).toBe(0)
      expect(await count("latchkey_migration")).toBe(applied.length)
    })

    // SQLite has no place between two statements to kill it at, and is done in a moment.
    it.each(name !== "sqlite" ? [name] : [])(
      "goes on where it was killed between two statements",
      SLOW,
      async () => {
        const text = name === "mysql" ? "VARCHAR(100)" : "TEXT"
        await place.run(
          `CREATE TABLE sessions (${quote("sessionToken")} ${text}, ${quote("userId")} ${text}, expires ${text})`,
          "INSERT INTO sessions VALUES ('t', 'u', '2030-01-01')",
        )
        const other = await hold(place, "UPDATE sessions SET expires = expires")
        const child = cli.spawn(own.folder, ["db", "migrate"], own.env)
        const ended = new Promise((resolve) => child.on("close", resolve))
        const waiting =
          name === "mysql"
            ? "SELECT 1 AS x FROM information_schema.PROCESSLIST WHERE STATE LIKE '%metadata lock%' AND DB = DATABASE()"
            : "SELECT 1 AS x FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        await until(async () => (await place.database.rows(waiting, [])).length > 0)
        child.kill("SIGKILL")
        await ended
        await other.release()
        await until(async () => {
          const result = own.json("migrate", "--wait", "10")
          if (result.code !== 0) return false
          // MySQL can't undo what was made, and goes on behind it; PostgreSQL begins anew.
          const first = result.answer.applied[0]!.steps.map(({ sql }) => sql).join()
          expect(/CREATE TABLE IF NOT EXISTS .users/.test(first)).toBe(name === "postgres")
          return true
        })
        expect(own.json("status").code).toBe(0)
        expect(own.db("migrate", "--down", "--to", "0").code).toBe(0)
        expect(statesOf(own.json("status").answer)).toMatchObject({
          users: "missing",
          accounts: "missing",
          sessions: "incomplete",
        })
        expect(await count("sessions")).toBe(1)
      },
    )

    // SQLite has no place between two statements to kill it at, and is done in a moment.
    it.each(name !== "sqlite" ? [name] : [])(
      "says what it is at where that takes long, and others wait no longer than they are told",
      SLOW,
      async () => {
        const text = name === "mysql" ? "VARCHAR(100)" : "TEXT"
        await place.run(
          `CREATE TABLE sessions (${quote("sessionToken")} ${text}, ${quote("userId")} ${text}, expires ${text})`,
          "INSERT INTO sessions VALUES ('t', 'u', '2030-01-01')",
        )
        const other = await hold(place, "UPDATE sessions SET expires = expires")
        const first = cli.start(own.folder, ["db", "migrate"], own.env)
        await new Promise((resolve) => setTimeout(resolve, 4_000))
        const second = await cli.start(own.folder, ["db", "migrate", "--wait", "1"], own.env)
        expect(second).toMatchObject({
          code: 1,
          stderr: expect.stringContaining("Another process has been migrating") as string,
        })
        await new Promise((resolve) => setTimeout(resolve, 9_000))
        await other.release()
        const { code, stderr } = await first
        expect(code, stderr).toBe(0)
        expect(stderr).toMatch(/^migration 1, \d of \d+: make sessions .* unique, for 1\d s$/m)
        expect(own.json("status").code).toBe(0)
      },
    )

    it("is ended by the next run where it was killed", SLOW, async () => {
      for (let round = 0; round < 8; round++) {
        const child = cli.spawn(own.folder, ["db", "migrate"], own.env)
        const ended = new Promise((resolve) => child.on("close", resolve))
        await new Promise((resolve) => setTimeout(resolve, 120 + round * 25))
        child.kill("SIGKILL")
        await ended
      }
      const result = own.db("migrate")
      expect(result.code, result.stderr).toBe(0)
      expect(own.json("status").code).toBe(0)
      // What the killed ones made is known to be ours.
      expect(own.db("migrate", "--down", "--to", "0").code).toBe(0)
      expect(new Set(Object.values(statesOf(own.json("status").answer)))).toEqual(
        new Set(["missing"]),
      )
    })

    it("changes nothing where rows break a rule, and says which", SLOW, async () => {
      const text = name === "mysql" ? "VARCHAR(100)" : "TEXT"
      await place.run(
        `CREATE TABLE users (id ${text} PRIMARY KEY, name ${text}, email ${text}, ${quote("emailVerified")} ${text}, image ${text})`,
        `INSERT INTO users (id, email) VALUES ('u1', 'secret-a@example.com'), ('u2', 'secret-a@example.com'), ('u3', 'b@example.com'), ('u4', null), ('u5', null)`,
      )
      const found = own.json("status")
      expect(found.code).toBe(1)
      expect(found.answer.duplicates).toEqual([
        {
          table: "users",
          columns: ["email"],
          values: 1,
          rows: 2,
          example: { column: "id", values: ["u1", "u2"] },
        },
      ])
      const stopped = own.db("migrate")
      expect(stopped.code).toBe(1)
      expect(stopped.stderr).toContain("users (email): 2 rows share one value, e.g. id u1 and u2")
      // Of a row nothing but its id is shown.
      expect(found.stdout + stopped.stdout + stopped.stderr).not.toContain("secret-a")
      expect(statesOf(own.json("status").answer)).toMatchObject({ accounts: "missing" })
      expect(await count("users")).toBe(5)
      await place.run("DELETE FROM users WHERE id = 'u2'")
      expect(own.db("migrate").code).toBe(0)
      expect(own.json("status").code).toBe(0)
      await expect(
        place.run("INSERT INTO users (id, email) VALUES ('u9', 'b@example.com')"),
      ).rejects.toThrow()
      // Back: the table was there before us, and stays with its rows.
      expect(own.db("migrate", "--down", "--to", "0").code).toBe(0)
      expect(await count("users")).toBe(4)
      await place.run("INSERT INTO users (id, email) VALUES ('u9', 'b@example.com')")
    })

    it("leaves a table alone that has our name and is another", SLOW, async () => {
      await place.run("CREATE TABLE users (id INTEGER PRIMARY KEY, login VARCHAR(20))")
      expect(statesOf(own.json("status").answer)["users"]).toBe("foreign")
      const stopped = own.db("migrate")
      expect(stopped).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("--prefix") as string,
      })
      expect(own.db("migrate", "--prefix", "auth_").code).toBe(0)
      const found = own.json("status", "--prefix", "auth_")
      expect(found.code).toBe(0)
      expect(found.answer.tables[0]).toMatchObject({ table: "users", name: "auth_users" })
    })

    it(
      "says where an applied migration has changed, and where it was broken off",
      SLOW,
      async () => {
        expect(own.db("migrate").code).toBe(0)
        await place.run("UPDATE latchkey_migration SET checksum = 'another' WHERE n = 2")
        await place.run(`UPDATE latchkey_migration SET ${quote("when")} = NULL WHERE n = 3`)
        await place.run(`DROP TABLE ${quote("latchkey_counters")}`)
        const states = own.json("status").answer.migrations.map(({ state }) => state)
        expect(states.slice(0, 3)).toEqual(["applied", "changed", "interrupted"])
        const again = own.db("migrate")
        expect(again.code).toBe(0)
        expect(again.stderr).toContain(
          "Migration 2, counters and leases, was applied in another form",
        )
        expect(own.json("status")).toMatchObject({ code: 0 })
        expect(new Set(own.json("status").answer.migrations.map(({ state }) => state))).toEqual(
          new Set(["applied"]),
        )
        const other = own.db("migrate", "--layout", "drizzle")
        expect(other).toMatchObject({
          code: 1,
          stderr: expect.stringContaining("layout") as string,
        })
      },
    )

    it("takes the client of the project's file", SLOW, async () => {
      const lines = {
        sqlite: `import { DatabaseSync } from "node:sqlite"
          const database = new DatabaseSync(process.env.PLACE.slice(5)); const close = () => database.close()`,
        postgres: `import pg from "pg"
          const database = new pg.Pool({ connectionString: process.env.PLACE }); const close = () => database.end()`,
        mysql: `import { createPool } from "mysql2"
          const pool = createPool(process.env.PLACE); const database = () => pool; const close = () => pool.promise().end()`,
      }
      const folder = cli.project({
        "package.json": '{"type":"module"}',
        "latchkey.config.mjs": `${lines[name]}
          export default { database, close, tables: { prefix: "own_" } }`,
      })
      cli.install(folder, kind.drivers)
      const run = (...args: string[]): CliResult =>
        cli.run(folder, ["db", ...args], { PLACE: place.url, DATABASE_URL: "postgres://nowhere" })
      const result = run("migrate")
      expect(result, result.stderr).toMatchObject({ code: 0 })
      const found = JSON.parse(run("status", "--json").stdout) as Answer
      expect(found).toMatchObject({ ok: true, database: { from: "latchkey.config.mjs" } })
      expect(found.tables[0]).toMatchObject({ name: "own_users" })
    })
  })
})

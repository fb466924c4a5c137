/** How the adapter asks servers: how often, by which index, prepared how, and what it does when they fail. */
import mysqlPromise from "mysql2/promise"
import pg from "pg"
import postgres from "postgres"
import { describe, expect, it, vi } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { storedSessionToken } from "../../src/adapters/sql/session-token.ts"
import type { FullAdapter } from "../../src/contracts/adapter.ts"
import { databaseOf } from "../../src/databases/of-client.ts"
import { layouts } from "./layouts.ts"
import { mysqlServer, postgresServer } from "./servers.ts"
import { clientCells, type OpenedClient } from "./sql-clients.ts"

const later = (): Date => new Date(Date.now() + 3_600_000)
const user = { id: "u1", email: "ada@example.com", emailVerified: null }

/** A store with one user and one session of the token `t`. */
async function opened(name: string): Promise<OpenedClient & { adapter: FullAdapter }> {
  const store = await clientCells[name]!.open()
  const adapter = SqlAdapter(store.client)
  await adapter.createUser(user)
  await adapter.createSession({ sessionToken: "t", userId: "u1", expires: later() })
  return { ...store, adapter }
}

describe.skipIf(!postgresServer.reachable)("PostgreSQL", () => {
  it("is asked once for a session, by a statement that each connection prepares once", async () => {
    const { client, adapter, run, close } = await opened("pg, one connection")
    const query = vi.spyOn(client as pg.Client, "query")
    for (let n = 0; n < 20; n++) expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    expect(query).toHaveBeenCalledTimes(20)
    const { rows } = (await run(
      "SELECT name, generic_plans + custom_plans AS used FROM pg_prepared_statements WHERE statement LIKE '%session.userId%'",
    )) as { rows: { name: string; used: string }[] }
    expect(rows).toEqual([{ name: expect.stringMatching(/^latchkey_[\da-f]{16}$/), used: "20" }])
    await close()
  })

  it("prepares nothing where that is not wanted, through pg and postgres.js", async () => {
    const { client, run, close } = await opened("pg, one connection")
    await run("DEALLOCATE ALL")
    const adapter = SqlAdapter(client, { prepare: false })
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    const prepared = "SELECT count(*)::int AS n FROM pg_prepared_statements"
    expect(await run(prepared)).toMatchObject({ rows: [{ n: 0 }] })
    await close()
    for (const [options, n] of [
      [{ prepare: true }, 1],
      [{ prepare: false }, 0],
    ] as const) {
      const js = postgres(postgresServer.url, { max: 1, ...options })
      await databaseOf(js as never).rows("SELECT ?::int AS n", [1])
      const ours = `${prepared} WHERE statement = 'SELECT $1::int AS n'`
      expect(await js.unsafe(ours)).toMatchObject([{ n }])
      await js.end()
    }
  })

  it("goes on behind a pooler that takes prepared statements away, and then prepares none", async () => {
    const { client, adapter, run, close } = await opened("pg, one connection")
    await adapter.getSessionAndUser("t")
    // What happens to a client whose server connection was another's since.
    await run("DEALLOCATE ALL")
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    await run("DEALLOCATE ALL")
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    const prepared = "SELECT count(*)::int AS n FROM pg_prepared_statements"
    expect(await databaseOf(client).rows(prepared, [])).toEqual([{ n: 0 }])
    await close()
  })

  it("goes on after a column was altered under its prepared statements", async () => {
    const { adapter, run, close } = await opened("pg, one connection")
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    await run("ALTER TABLE users ALTER COLUMN image TYPE varchar(500)")
    for (let n = 0; n < 3; n++) expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    await close()
  })

  it("throws while its connections are cut, and never answers nobody; then it goes on", async () => {
    const { client, adapter, run, close } = await opened("pg, a pool")
    ;(client as pg.Pool).on("error", () => {})
    const asking = Array.from({ length: 50 }, async () => adapter.getSessionAndUser("t"))
    const cutting = run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND query LIKE '%session.userId%' AND datname = current_database()`,
    ).catch(() => {})
    const answers = await Promise.allSettled(asking)
    await cutting
    for (const answer of answers)
      if (answer.status === "fulfilled") expect(answer.value?.user.id).toBe("u1")
    expect(await adapter.getSessionAndUser("t")).not.toBeNull()
    await close()
  })

  it("is found by index in the tables of others", async () => {
    const { run, client, close } = await clientCells["pg, one connection"]!.open()
    const layout = layouts["Prisma on PostgreSQL"]!
    await run(layout.ddl)
    const adapter = SqlAdapter(client, layout.options)
    await adapter.createUser(user)
    const query = vi.spyOn(client as pg.Client, "query")
    await adapter.getSessionAndUser("t")
    const [{ text, values }] = query.mock.calls.at(-1) as unknown as [
      { text: string; values: string[] },
    ]
    await run("SET enable_seqscan = off")
    const plan = await (client as pg.Client).query(`EXPLAIN ${text}`, values)
    const steps = plan.rows.map((row) => String((row as Record<string, unknown>)["QUERY PLAN"]))
    expect(steps.join("\n")).toMatch(/Index.*Session_sessionToken_key/)
    expect(steps.join("\n")).not.toMatch(/Seq Scan/)
    await close()
  })

  it("finds none that only looks like it, where a collation folds", async () => {
    const { client, run, close } = await clientCells["pg, a pool"]!.open()
    await run(`CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
      CREATE TABLE users (id text COLLATE folding PRIMARY KEY, name text, email text COLLATE folding UNIQUE,
        "emailVerified" timestamptz, image text);
      CREATE TABLE sessions ("sessionToken" text COLLATE folding PRIMARY KEY, "userId" char(40), expires timestamptz)`)
    const adapter = SqlAdapter(client)
    await adapter.createUser(user)
    for (const email of ["ADA@example.com", "àda@example.com"])
      expect(await adapter.getUserByEmail(email)).toBeNull()
    expect(await adapter.getUserByEmail("ada@example.com")).not.toBeNull()
    expect(await adapter.getUser("U1")).toBeNull()
    await run("INSERT INTO sessions VALUES ('Plain', 'U1', '2099-01-01')")
    // Its user is not who only looks like it, either.
    for (const token of ["plain", "Pláin", "Plain"])
      expect(await adapter.getSessionAndUser(token)).toBeNull()
    await close()
  })

  it("makes its tables once when many start at once", async () => {
    const { client, close } = await clientCells["pg, a pool"]!.open()
    const pools = Array.from({ length: 8 }, () => new pg.Pool((client as pg.Pool).options))
    await Promise.all(pools.map(async (pool) => SqlAdapter(pool).getUser("nobody")))
    expect(await SqlAdapter(client).getUser("nobody")).toBeNull()
    await Promise.all(pools.map((pool) => pool.end()))
    await close()
  })
})

describe.skipIf(!mysqlServer.reachable)("MySQL", () => {
  it("is asked once for a session, by index, though its collation folds", async () => {
    const { client, run, close } = await clientCells["mysql2, a pool"]!.open()
    const layout = layouts["Prisma on MySQL"]!
    await run(layout.ddl)
    const adapter = SqlAdapter(client, layout.options)
    await adapter.createUser(user)
    for (let n = 0; n < 100; n++) {
      await adapter.createUser({ ...user, id: `v${n}`, email: `${n}@example.com` })
      await adapter.createSession({ sessionToken: `t${n}`, userId: `v${n}`, expires: later() })
    }
    const asked: [string, unknown[]][] = []
    const pool = client as mysqlPromise.Pool
    const connect = pool.getConnection.bind(pool)
    pool.getConnection = async () => {
      const connection = await connect()
      const query = connection.query.bind(connection) as (...all: unknown[]) => Promise<never>
      connection.query = ((sql: string, values: unknown[]) => {
        asked.push([sql, values])
        return query(sql, values)
      }) as never
      return connection
    }
    // The database behind a client is made once; this one is another.
    const counted = SqlAdapter(
      { query: pool.query, getConnection: pool.getConnection, execute() {} } as never,
      {
        ...layout.options,
        createTables: false,
      },
    )
    await counted.getSessionAndUser("t7")
    asked.length = 0
    expect((await counted.getSessionAndUser("t7"))?.user.id).toBe("v7")
    expect(asked).toHaveLength(1)
    const [[sql, values]] = asked as [[string, unknown[]]]
    const [plan] = (await pool.query(`EXPLAIN ${sql}`, values)) as unknown as [
      Record<string, unknown>[],
    ]
    expect(plan.find(({ table }) => table === "s")).toMatchObject({
      key: "Session_sessionToken_key",
    })
    expect(Number(plan.find(({ table }) => table === "s")!["rows"])).toBeLessThan(5)
    await close()
  })

  it("finds none that only looks like it, where the collation folds", async () => {
    const { client, run, close } = await clientCells["mysql2, a pool"]!.open()
    const layout = layouts["Drizzle on MySQL"]!
    await run(layout.ddl)
    const adapter = SqlAdapter(client, layout.options)
    await adapter.createUser({ ...user, email: "ada@example.com" })
    for (const email of ["ADA@example.com", "ada@example.com ", "àda@example.com"])
      expect(await adapter.getUserByEmail(email)).toBeNull()
    await run(`INSERT INTO session VALUES ('Plain', 'u1', '2037-01-01')`)
    for (const token of ["plain", "PLAIN", "Plain ", "Pláin"])
      expect(await adapter.getSessionAndUser(token)).toBeNull()
    expect(await adapter.getSessionAndUser("Plain")).not.toBeNull()
    const [rows] = (await run("SELECT sessionToken FROM session")) as [unknown[]]
    expect(rows).toEqual([{ sessionToken: storedSessionToken("Plain") }])
    await close()
  })

  it("makes its tables once when many start at once", async () => {
    const { client, run, close } = await clientCells["mysql2, a pool"]!.open()
    const [[{ name }]] = (await run("SELECT DATABASE() AS name")) as [[{ name: string }]]
    const url = new URL(mysqlServer.url)
    url.pathname = name
    const pools = Array.from({ length: 8 }, () => mysqlPromise.createPool(url.href))
    await Promise.all(pools.map(async (pool) => SqlAdapter(pool).getUser("nobody")))
    expect(await SqlAdapter(client).getUser("nobody")).toBeNull()
    await Promise.all(pools.map((pool) => pool.end()))
    await close()
  })
})

const servers = [
  ["pg, a pool", postgresServer],
  ["mysql2, a pool", mysqlServer],
] as const

describe.each(servers)("through %s", (name, server) => {
  it.skipIf(!server.reachable)(
    "a lease lives by the server's clock, whatever this one says",
    async () => {
      const { adapter, close } = await opened(name)
      const lease = { key: "k", ttl: 60_000 }
      expect(await adapter.takeLease({ ...lease, holder: "a" })).toBe(true)
      const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 86_400_000)
      expect(await adapter.takeLease({ ...lease, holder: "b" })).toBe(false)
      clock.mockRestore()
      await close()
    },
  )

  it.skipIf(!server.reachable)(
    "rows of one e-mail address are said to be in the way of its index",
    async () => {
      const { client, run, close } = await clientCells[name]!.open()
      await run(
        "CREATE TABLE users (id varchar(40) PRIMARY KEY, name text, email varchar(100), image text)",
      )
      await run("INSERT INTO users VALUES ('a', NULL, 'x@y.z', NULL), ('b', NULL, 'x@y.z', NULL)")
      const adapter = SqlAdapter(client)
      await expect((async () => adapter.getUser("a"))()).rejects.toThrow(
        /users.*same email.*createTables: false/,
      )
      await run("DELETE FROM users WHERE id = 'b'")
      expect((await adapter.getUser("a"))?.id).toBe("a")
      await close()
    },
  )
})

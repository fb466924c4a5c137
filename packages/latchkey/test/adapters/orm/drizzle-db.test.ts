/** The `db` of an application as it has it: with a logger, a cache, replicas. */
import Sqlite from "better-sqlite3"
import { drizzle } from "drizzle-orm/better-sqlite3"
import { createClient } from "@libsql/client"
import { drizzle as onLibsql } from "drizzle-orm/libsql"
import { withReplicas } from "drizzle-orm/sqlite-core"
import { describe, expect, it } from "vitest"
import { DrizzleAdapter } from "../../../src/adapters/drizzle.ts"

const user = { id: "u1", email: "ada@example.com", emailVerified: null }
const later = (): Date => new Date(Date.now() + 3_600_000)

describe("a db of Drizzle", () => {
  it("has its logger asked, and its cache not", async () => {
    const logged: string[] = []
    const fail = (): never => {
      throw new Error("the cache was asked")
    }
    const client = createClient({ url: ":memory:" })
    const db = onLibsql({
      client,
      logger: { logQuery: (query) => void logged.push(query) },
      cache: { strategy: () => "all", get: fail, put: fail, onMutate: fail } as never,
    })
    const adapter = DrizzleAdapter(db)
    await adapter.createUser(user)
    const session = { sessionToken: "token", userId: "u1", expires: later() }
    await adapter.createSession(session)
    expect(await adapter.getSessionAndUser("token")).toMatchObject({ session, user })
    await adapter.deleteSession("token")
    expect(await adapter.getSessionAndUser("token")).toBeNull()
    expect(logged.filter((query) => query.includes("FROM `session`"))).not.toEqual([])
    client.close()
  })

  it("with replicas, the primary is asked", async () => {
    const [first, second] = [new Sqlite(":memory:"), new Sqlite(":memory:")]
    const db = withReplicas(drizzle({ client: first }), [drizzle({ client: second })])
    const adapter = DrizzleAdapter(db)
    await adapter.createUser(user)
    expect(await adapter.getUser("u1")).toMatchObject(user)
    expect(second.prepare("SELECT name FROM sqlite_master").all()).toEqual([])
  })

  it("made anew with each request, looks at its tables once", async () => {
    const logged: string[] = []
    const client = new Sqlite(":memory:")
    const db = drizzle({ client, logger: { logQuery: (query) => void logged.push(query) } })
    await DrizzleAdapter(db).createUser(user)
    const before = logged.length
    await DrizzleAdapter(db).getUser("u1")
    expect(logged).toHaveLength(before + 1)
  })
})

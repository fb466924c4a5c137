/** How often a database is asked for one session check, and for one `GET /session`. */
import { PGlite } from "@electric-sql/pglite"
import { DatabaseSync, StatementSync } from "node:sqlite"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { Auth, type AuthConfig, getSession } from "../../src/index.ts"

const NAME = "__Host-latchkey.session-token"
const TOKEN = "one-of-the-sessions-that-lie-in-the-table"
const logger = { error() {}, warn() {}, debug() {}, info() {} }

let config: AuthConfig
let asked: string[] = []

beforeEach(async () => {
  const db = new DatabaseSync(":memory:")
  const adapter = SqlAdapter(db)
  const user = { id: "1", name: "Ada", email: "ada@example.com", emailVerified: null }
  const { id } = await adapter.createUser(user)
  const expires = new Date(Date.now() + 86_400_000 * 30)
  await adapter.createSession({ sessionToken: TOKEN, userId: id, expires })
  config = {
    secret: "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk",
    trustHost: true,
    providers: [],
    adapter,
    session: { strategy: "database" },
    logger,
  }
  await getSession(requestOf(), config)
  asked = []
  for (const method of ["all", "get", "run", "iterate"] as const) {
    const original = StatementSync.prototype[method] as (...args: unknown[]) => unknown
    vi.spyOn(StatementSync.prototype, method).mockImplementation(function (
      this: StatementSync,
      ...args: unknown[]
    ) {
      asked.push(this.sourceSQL)
      return original.apply(this, args)
    } as never)
  }
})
afterEach(() => vi.restoreAllMocks())

function requestOf(token = TOKEN): Request {
  return new Request("https://app.example/auth/session", {
    headers: { cookie: `theme=dark; ${NAME}=${token}` },
  })
}

const calls = {
  "a session check": async () => (await getSession(requestOf(), config))?.user?.email,
  "GET /session": async () => {
    const answer = (await (await Auth(requestOf(), config)).json()) as {
      user?: { email?: string }
    } | null
    return answer?.user?.email
  },
}

it.each(Object.entries(calls))("%s is one query", async (_, call) => {
  expect(await call()).toBe("ada@example.com")
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatch(/^select /i)
})

it("prepares nothing anew at the next", async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
  await calls["a session check"]()
  await calls["GET /session"]()
  expect(prepare).not.toHaveBeenCalled()
})

describe("many checks under way at once, where a server is asked", () => {
  const db = new PGlite()
  const tokens = Array.from({ length: 33 }, (_, n) => `${TOKEN}-${n}`)
  const mailOf = (n: number): string => `ada-${n}@example.com`
  afterAll(() => db.close())

  beforeAll(async () => {
    const adapter = SqlAdapter(db)
    const expires = new Date(Date.now() + 86_400_000 * 30)
    for (const [n, sessionToken] of tokens.entries()) {
      const user = { id: `${n}`, name: "Ada", email: mailOf(n), emailVerified: null }
      const { id } = await adapter.createUser(user)
      await adapter.createSession({ sessionToken, userId: id, expires })
    }
  })

  it.each([
    ["are few queries", {}, 3],
    ["are a query each, where nobody may ask for another", { batch: false }, 33],
  ])("%s", async (_, options, queries) => {
    const many = { ...config, adapter: SqlAdapter(db, options) }
    await getSession(requestOf(tokens[0]), many)
    const query = vi.spyOn(db, "query")
    const found = await Promise.all(tokens.map((token) => getSession(requestOf(token), many)))
    expect(found.map((session) => session?.user?.email)).toEqual(
      tokens.map((_token, n) => mailOf(n)),
    )
    expect(query).toHaveBeenCalledTimes(queries)
  })
})

import { afterAll, beforeAll, describe, it } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import { storedSessionToken } from "../../src/adapters/sql/session-token.ts"
import { databaseOf } from "../../src/databases/of-client.ts"
import { quoteName } from "../../src/databases/ddl.ts"
import { adapterConformance, type AdapterRows } from "../../src/testing/index.ts"
import { roundsOr } from "./rounds.ts"
import { clientCells, type OpenedClient } from "./sql-clients.ts"

const { rounds, timeout } = roundsOr(10)

describe("MemoryAdapter", () => {
  adapterConformance({
    test: { describe, it: (title, body) => it(title, body, timeout) },
    adapter: () => MemoryAdapter(),
    rounds,
  })
})

for (const [name, cell] of Object.entries(clientCells)) {
  describe.skipIf(!cell.reachable)(`SqlAdapter through ${name}`, () => {
    let opened: OpenedClient
    beforeAll(async () => {
      opened = await cell.open()
    }, 60_000)
    afterAll(async () => opened.close())
    adapterConformance({
      test: { describe, it: (title, body) => it(title, body, timeout) },
      rounds,
      adapter: () => SqlAdapter(opened.client),
      db: () => rowsOf(opened),
    })
  })
}

/** Looks into the tables past the adapter. */
function rowsOf({ client }: OpenedClient): AdapterRows {
  const database = databaseOf(client)
  const first = async (table: string, values: Record<string, string>): Promise<unknown> => {
    const where = Object.keys(values).map((column) => `${quoteName(database.kind, column)} = ?`)
    const sql = `SELECT * FROM ${quoteName(database.kind, table)} WHERE ${where.join(" AND ")}`
    return (await database.rows(sql, Object.values(values)))[0] ?? null
  }
  return {
    user: (id) => first("users", { id }),
    session: (token) => first("sessions", { sessionToken: storedSessionToken(token) }),
    account: ({ provider, providerAccountId }) =>
      first("accounts", { provider, providerAccountId }),
    verificationToken: ({ identifier, token }) =>
      first("verification_tokens", { identifier, token }),
  }
}

import { createClient } from "@libsql/client"
import BetterSqlite3 from "better-sqlite3"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import { accountTokens, drizzleTables, SqlAdapter } from "../sql.ts"
import type { SealedData } from "../../contracts/data.ts"
import { accountContext } from "../../keys/data/account-tokens.ts"
import { census, heldBy } from "../../keys/data/census.ts"
import { openData, sealData } from "../../keys/data/seal-data.ts"
import { reseal } from "../../keys/data/sweep.ts"
import { createRing } from "../../keys/ring.ts"

const A = "the-first-key-of-stored-data-0123456789abcdef"
const B = "the-second-key-of-stored-data-0123456789abcde"
/** Names that SQL, a collation or a separator could take for others. */
const ids = ["1", "10", "2", "a/b", "a%2Fb", "100%", "é", "É", "e", "E", "' OR 1=1 --", " 1", "1 "]
const fields = ["access_token", "refresh_token", "id_token"] as const

async function keysOf(data: SealedData, limit: number): Promise<string[]> {
  const keys: string[] = []
  for (;;) {
    const page = await data.page(keys.at(-1) ?? null, limit)
    expect(page.length).toBeLessThanOrEqual(limit)
    if (page.length === 0) return keys
    keys.push(...page.map(({ key }) => key))
  }
}

describe.each([
  ["node:sqlite", () => new DatabaseSync(":memory:"), {}],
  [
    "better-sqlite3, Drizzle's tables",
    () => new BetterSqlite3(":memory:"),
    { tables: drizzleTables },
  ],
  ["libsql", () => createClient({ url: ":memory:" }), { prefix: "auth_" }],
] as const)("the accounts' tokens on %s", (_, open, options) => {
  it("are paged in one order, whatever the page's size, and sealed anew in place", async () => {
    const client = open()
    const adapter = SqlAdapter(client, options)
    const data = accountTokens(client, options)
    const ring = await createRing([A], "test")
    await adapter.createUser({ id: "u", email: "a@example.com", emailVerified: null })
    let texts = 0
    for (const [n, providerAccountId] of ids.entries()) {
      const place = { provider: n % 2 === 0 ? "github" : "a/b", providerAccountId }
      const tokens: Record<string, string> = {}
      for (const [bit, field] of fields.entries()) {
        if (!(n & (1 << bit))) continue
        tokens[field] = await sealData(ring, `${n} ${field}`, accountContext(place, field))
        texts++
      }
      await adapter.linkAccount({ ...place, ...tokens, userId: "u", type: "oauth" })
    }
    const all = await keysOf(data, 1_000)
    expect(all).toHaveLength(texts)
    expect(new Set(all).size).toBe(texts)
    for (const limit of [1, 2, 3, 7]) expect(await keysOf(data, limit)).toEqual(all)
    expect(await data.count!(null)).toBe(texts)
    expect(await heldBy(data)([ring.keys[0]!.id, "AAAAAAAA"])).toEqual([ring.keys[0]!.id])

    const done = await reseal({ secret: [B, A], data, apply: true, batch: 2 })
    expect(done).toMatchObject({ rows: texts, resealed: texts, problems: [] })
    const next = await createRing([B], "test")
    expect((await census(data)).keys).toEqual({ [next.keys[0]!.id]: texts })
    for (const [n, providerAccountId] of ids.entries()) {
      const place = { provider: n % 2 === 0 ? "github" : "a/b", providerAccountId }
      const account = (await adapter.getAccount(providerAccountId, place.provider))!
      for (const [bit, field] of fields.entries()) {
        if (!(n & (1 << bit))) continue
        const opened = await openData(next, account[field]!, accountContext(place, field))
        expect(opened).toMatchObject({ text: `${n} ${field}` })
      }
    }
  })

  it("what was changed meanwhile is not replaced, and what is no row is refused", async () => {
    const client = open()
    const adapter = SqlAdapter(client, options)
    const data = accountTokens(client, options)
    await adapter.createUser({ id: "u", email: "a@example.com", emailVerified: null })
    const account = { userId: "u", type: "oauth", provider: "p", providerAccountId: "1" } as const
    await adapter.linkAccount({ ...account, access_token: "one" })
    expect(await data.replace("p/1/access_token", "another", "two")).toBe(false)
    expect(await data.replace("p/1/id_token", "one", "two")).toBe(false)
    expect(await data.replace("p/1/access_token", "one", "two")).toBe(true)
    expect(await adapter.getAccount("1", "p")).toMatchObject({ access_token: "two" })
    for (const key of ["p/1", "p/1/userId", "p/1/access_token/x", ""]) {
      await expect(data.replace(key, "two", "three")).rejects.toThrow(TypeError)
    }
  })
})

import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import pg from "pg"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { accountContext } from "../../src/keys/data/account-tokens.ts"
import { census, heldBy } from "../../src/keys/data/census.ts"
import { accountTokens, postgresData } from "../../src/keys/data/postgres.ts"
import { openData, sealData } from "../../src/keys/data/seal-data.ts"
import { reseal, type SweepReport } from "../../src/keys/data/sweep.ts"
import { createRing, type Ring } from "../../src/keys/ring.ts"
import { postgresServer } from "../stores/servers.ts"
import type { Said } from "./sweeper.ts"

const A = "dT7pXw2LkQ9vRz4NmB6yHc1JsFg8Ea3Ui5ToVqNe0xA"
const B = "hY3nKs8WfQ1bVx6MpC5tLg2JrDa9Ez7Uo4IiRqTwN0B"
const ROWS = 20_000
const table = `lk_sweep_${process.pid}_${Date.now().toString(36)}`
const { url } = postgresServer
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const place = (n: number): { provider: string; providerAccountId: string } => ({
  provider: "github",
  providerAccountId: `${n}/%`,
})
const contextOf = (n: number): string => accountContext(place(n), "refresh_token")

/** A sweep in a process of its own, that can be killed. */
class Sweeper {
  readonly #child: ChildProcess
  readonly done: Promise<SweepReport | null>
  after: string | null = null
  onRows: (rows: number) => void = () => {}

  constructor(after?: string) {
    this.#child = fork(here("./sweeper.ts"), [url, table, ...(after ? [after] : [])], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: { ...process.env, NODE_ENV: "production", AUTH_SECRET: A, AUTH_SECRET_1: B },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
    let report: SweepReport | null = null
    this.#child.on("message", (said: Said) => {
      if ("report" in said) report = said.report
      else {
        this.after = said.progress.after
        this.onRows(said.progress.rows)
      }
    })
    this.done = new Promise((resolve) => this.#child.on("exit", () => resolve(report)))
  }

  kill(): void {
    this.#child.kill("SIGKILL")
  }
}

describe.skipIf(!postgresServer.reachable)("a sweep of accounts in PostgreSQL", () => {
  const pool = new pg.Pool({ connectionString: url, max: 4, options: "-c synchronous_commit=off" })
  const texts = new Map<number, string>()
  let [old, both]: Ring[] = []

  beforeAll(async () => {
    old = await createRing([A], "test")
    both = await createRing([B, A], "test")
    await pool.query(`CREATE TABLE ${table} (id serial PRIMARY KEY, "userId" text, provider text NOT NULL,
      "providerAccountId" text NOT NULL, access_token text, refresh_token text, id_token text,
      UNIQUE (provider, "providerAccountId"))`)
    const ids: string[] = []
    const sealed: string[] = []
    for (let n = 0; n < ROWS; n++) {
      texts.set(n, `token ${n}`)
      ids.push(place(n).providerAccountId)
      sealed.push(await sealData(old, `token ${n}`, contextOf(n)))
    }
    await pool.query(
      `INSERT INTO ${table} (provider, "providerAccountId", refresh_token)
       SELECT 'github', * FROM unnest($1::text[], $2::text[])`,
      [ids, sealed],
    )
  }, 60_000)

  afterAll(async () => {
    await pool.query(`DROP TABLE IF EXISTS ${table}, ${table}_notes`)
    await pool.end()
  })

  /** Opens every row, and answers how many each key has sealed. */
  async function readAll(): Promise<Record<string, number>> {
    const { rows } = await pool.query<{ id: string; refresh_token: string }>(
      `SELECT "providerAccountId" AS id, refresh_token FROM ${table}`,
    )
    expect(rows).toHaveLength(ROWS)
    const keys: Record<string, number> = {}
    for (const { id, refresh_token } of rows) {
      const n = Number.parseInt(id)
      const opened = await openData(both!, refresh_token, contextOf(n))
      if (opened.status !== "ok" || opened.text !== texts.get(n)) {
        throw new Error(`row ${n}: ${opened.status}`)
      }
      keys[opened.kid] = (keys[opened.kid] ?? 0) + 1
    }
    return keys
  }

  it(
    "is killed in the middle, resumed, doubled, and written beside: no token is lost, and all end under one key",
    { timeout: 180_000 },
    async () => {
      const [kidA, kidB] = [old!.keys[0]!.id, both!.keys[0]!.id]
      const data = accountTokens(pool, { table })
      expect(await reseal({ secret: [B, A], data, batch: 1_000 })).toMatchObject({
        rows: ROWS,
        older: ROWS,
        resealed: 0,
      })
      expect(await data.count!(null)).toBe(ROWS)

      const first = new Sweeper()
      first.onRows = (rows) => rows >= 5_000 && first.kill()
      expect(await first.done).toBeNull()
      const halfway = await readAll()
      expect(halfway[kidB]).toBeGreaterThanOrEqual(5_000)
      expect(halfway[kidA]).toBeGreaterThan(0)

      const two = [new Sweeper(first.after!), new Sweeper()]
      let running = true
      let written = 0
      const write = async (): Promise<void> => {
        while (running) {
          const n = Math.floor(Math.random() * ROWS)
          const text = `token ${n}, written ${++written}`
          // Every other one by an instance that has not heard of the new key.
          const sealed = await sealData(written % 2 === 0 ? both! : old!, text, contextOf(n))
          const sql = `UPDATE ${table} SET refresh_token = $1 WHERE provider = 'github' AND "providerAccountId" = $2`
          await pool.query(sql, [sealed, place(n).providerAccountId])
          texts.set(n, text)
        }
      }
      const writing = write()
      const reports = await Promise.all(two.map(({ done }) => done))
      running = false
      await writing
      expect(written).toBeGreaterThan(100)
      for (const report of reports) expect(report).toMatchObject({ done: true, problems: [] })
      const after = await readAll()
      // What the late instance wrote behind the sweep's back, and nothing else.
      expect(after[kidA] ?? 0).toBeLessThanOrEqual(written / 2 + 1)

      expect(await reseal({ secret: [B, A], data, apply: true })).toMatchObject({ done: true })
      expect(await readAll()).toEqual({ [kidB]: ROWS })
      expect((await census(data)).keys).toEqual({ [kidB]: ROWS })
      expect(await heldBy(data)([kidA, kidB])).toEqual([kidB])
    },
  )

  it("any table: keys of other types, several columns, a schema, and the other client", async () => {
    await pool.query(`CREATE TABLE ${table}_notes (tenant int, id uuid DEFAULT gen_random_uuid(), title varchar(500),
      body text, PRIMARY KEY (tenant, id))`)
    const sql = postgres(url, { max: 2, onnotice: () => {} })
    const options = {
      table: `public.${table}_notes`,
      key: ["tenant", "id"],
      columns: ["title", "body"],
    }
    const ring = await createRing([A], "test")
    for (let n = 0; n < 25; n++) {
      const { rows } = await pool.query<{ id: string }>(
        `INSERT INTO ${table}_notes (tenant) VALUES ($1) RETURNING id`,
        [n % 11],
      )
      const at = `${options.table}/${n % 11}/${rows[0]!.id}`
      await pool.query(`UPDATE ${table}_notes SET title = $1, body = $2 WHERE id = $3`, [
        n % 5 === 0 ? null : await sealData(ring, "title", `${at}/title`),
        n % 3 === 0 ? null : await sealData(ring, "body", `${at}/body`),
        rows[0]!.id,
      ])
    }
    try {
      for (const client of [pool, sql]) {
        const data = postgresData(client, options)
        const found = await reseal({ secret: [B, A], data, batch: 3 })
        expect(found).toMatchObject({ rows: 36, problems: [], done: true })
        expect(await data.count!(null)).toBe(36)
        expect(await data.count!(found.after)).toBe(0)
      }
      const data = postgresData(sql, options)
      expect(await reseal({ secret: [B, A], data, apply: true, batch: 4 })).toMatchObject({
        resealed: 36,
        changed: 0,
      })
      expect(Object.keys((await census(postgresData(pool, options))).keys)).toEqual([
        (await createRing([B], "test")).keys[0]!.id,
      ])
      await expect(data.replace("not/a/key/of/it", "a", "b")).rejects.toThrow(TypeError)
    } finally {
      await sql.end()
    }
  })
})

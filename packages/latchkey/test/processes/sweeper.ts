import pg from "pg"
import { accountTokens } from "../../src/keys/data/postgres.ts"
import { reseal } from "../../src/keys/data/sweep.ts"
import type { SweepProgress, SweepReport } from "../../src/keys/data/sweep.ts"

/** What a sweep in a process of its own says. */
export type Said = { readonly progress: SweepProgress } | { readonly report: SweepReport }

const [url, table, after] = process.argv.slice(2) as [string, string, string | undefined]
const pool = new pg.Pool({ connectionString: url, max: 4, options: "-c synchronous_commit=off" })
const say = (said: Said): void => void process.send!(said)
const report = await reseal({
  data: accountTokens(pool, { table }),
  apply: true,
  batch: 100,
  after: after ?? null,
  onProgress: (progress) => say({ progress }),
})
say({ report })
await pool.end()
process.disconnect()

import { paint } from "../../../src/cli/terminal.ts"
import { describe, expect, it } from "vitest"
import { SqlAdapter } from "../../../src/adapters/sql.ts"
import type { Invocation } from "../../../src/cli/command.ts"
import { targetOf } from "../../../src/cli/db/options.ts"
import { goUp } from "../../../src/cli/db/run/go-up.ts"
import { LATEST } from "../../../src/cli/db/tables/migrations.ts"
import { databaseOf } from "../../../src/databases/of-client.ts"
import { type Answer, kinds } from "./places.ts"

const SLOW = { timeout: 120_000 }
const ROUNDS = 5

/** The command as it runs in a process, without its start, which would be longer than the race. */
async function migrated(kind: (typeof kinds)[number], url: string): Promise<Answer> {
  const { client, close } = kind.connect(url)
  try {
    const database = databaseOf(client)
    let said = ""
    const invocation = {
      flags: {},
      json: true,
      terminal: { out: (text: string) => (said += text), paint: paint(false) },
    } as unknown as Invocation
    const opened = { database, label: "", from: "", tables: {}, redact: (text: string) => text }
    const target = await targetOf(database, invocation, {})
    await goUp({ invocation, opened, target, to: LATEST, dryRun: false, patience: 30_000 })
    return JSON.parse(said) as Answer
  } finally {
    await close()
  }
}

async function asInstance(kind: (typeof kinds)[number], url: string, n: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5 * n))
  // One that has looked at nothing yet.
  const { client, close } = kind.connect(url)
  const user = { id: `u${n}`, email: `u${n}@example.com`, emailVerified: null }
  try {
    await SqlAdapter(client).createUser(user)
  } finally {
    await close()
  }
}

describe.each(kinds.map((kind) => [kind.name, kind] as const))("%s", (_, kind) => {
  it.skipIf(!kind.reachable)(
    "instances that make their tables at the same moment are in nobody's way",
    SLOW,
    async () => {
      let alone = 0
      for (let round = 0; round < ROUNDS; round++) {
        const place = await kind.open()
        try {
          const migrating = [migrated(kind, place.url), migrated(kind, place.url)]
          const instances = Array.from({ length: 6 }, (__, n) => asInstance(kind, place.url, n))
          const ended = await Promise.allSettled([...migrating, ...instances])
          expect(ended.filter(({ status }) => status === "rejected")).toEqual([])
          const [first, second] = (await Promise.all(migrating)) as [Answer, Answer]
          const applied = [first, second].flatMap((answer) => answer.applied)
          expect(applied.map(({ n }) => n).toSorted()).toEqual(
            Array.from({ length: LATEST }, (__, at) => at + 1),
          )
          const made = applied.flatMap(({ steps }) => steps.map(({ sql }) => sql))
          alone += made.filter((sql) => /^CREATE TABLE IF NOT EXISTS .users/.test(sql)).length
          const rows = await place.database.rows("SELECT count(*) AS n FROM users", [])
          expect(Number(rows[0]!["n"])).toBe(6)
        } finally {
          await place.drop()
        }
      }
      // Now one is faster, now the other.
      expect(alone).toBeLessThanOrEqual(ROUNDS)
    },
  )
})

/** The conformance suite on Drizzle and Kysely, with every driver, on the real servers. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, it } from "vitest"
import { DrizzleAdapter } from "../../../src/adapters/drizzle.ts"
import { KyselyAdapter } from "../../../src/adapters/kysely.ts"
import type { Adapter } from "../../../src/contracts/adapter.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { roundsOr } from "../../stores/rounds.ts"
import { drizzles, kyselys, type Opened } from "./opened.ts"

const folder = mkdtempSync(join(tmpdir(), "latchkey-orm-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const all = [
  ...drizzles.map((each) => ({
    ...each,
    name: `DrizzleAdapter on ${each.name}`,
    make: (db: never): Adapter => DrizzleAdapter(db),
  })),
  ...kyselys.map((each) => ({
    ...each,
    name: `KyselyAdapter on ${each.name}`,
    make: (db: never): Adapter => KyselyAdapter(db),
  })),
]

const { rounds, ...SLOW } = roundsOr(1)

describe.each(all)("$name", ({ open, reachable, make }) => {
  describe.skipIf(!reachable)("with tables that it made", () => {
    let opened: Opened
    beforeAll(async () => {
      opened = await open(folder)
    }, SLOW.timeout)
    afterAll(() => opened?.close())

    adapterConformance({
      adapter: () => make(opened.db as never),
      test: { describe, it: (title, body) => it(title, SLOW, body) },
      rounds,
    })
  })
})

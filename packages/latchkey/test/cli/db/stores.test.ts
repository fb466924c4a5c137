/** The tables that stores make for themselves are those of `latchkey db`, and they work on those that it makes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { SqlClient } from "../../../src/databases/of-client.ts"
import { mysqlStore } from "../../../src/keys/stores/mysql.ts"
import { postgresStore } from "../../../src/keys/stores/postgres.ts"
import { sqliteStore } from "../../../src/keys/stores/sqlite.ts"
import { sqlRecords } from "../../../src/records/sql.ts"
import { eventTable } from "../../../src/security-events/table.ts"
import { mysqlRevocations } from "../../../src/revocations/mysql.ts"
import { postgresRevocations } from "../../../src/revocations/postgres.ts"
import { sqliteRevocations } from "../../../src/revocations/sqlite.ts"
import { mysqlRegister } from "../../../src/session/registers/mysql.ts"
import { postgresRegister } from "../../../src/session/registers/postgres.ts"
import { sqliteRegister } from "../../../src/session/registers/sqlite.ts"
import { type Cli, installCli } from "../sandbox.ts"
import { kinds, type Place, project } from "./places.ts"

const SLOW = { timeout: 60_000 }

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const stores = {
  sqlite: { revocations: sqliteRevocations, register: sqliteRegister, keys: sqliteStore },
  postgres: { revocations: postgresRevocations, register: postgresRegister, keys: postgresStore },
  mysql: { revocations: mysqlRevocations, register: mysqlRegister, keys: mysqlStore },
}

/** Each store of that kind does what makes its tables. */
async function use(name: keyof typeof stores, client: SqlClient): Promise<void> {
  const { revocations, register, keys } = stores[name]
  const until = Date.now() + 60_000
  const noted = revocations(client as never)
  await noted.add({ kind: "user", id: "u", at: 1, until })
  expect((await noted.since(null)).revocations).toEqual([{ kind: "user", id: "u", at: 1, until }])
  const known = register(client as never)
  await known.add({ id: "s", claims: "c", expires: until })
  const asked = { id: "s", claims: "c", revoked: 1, now: Date.now(), grace: 0 }
  expect(await known.redeem(asked)).toBe(true)
  const began = Date.now()
  const session = { id: "s", user: "u", created: began, seen: began, expires: until }
  const records = sqlRecords(client)
  await records.add({ ...session, provider: "github", amr: ["fed"] })
  expect(await records.list("u", began)).toMatchObject([session])
  const events = eventTable(client)
  const event = { id: "e", time: began, type: "sign-in", outcome: "success", user: "u" } as const
  await events.write(event, { logger: { error() {}, warn() {}, debug() {}, info() {} } })
  expect(await events.list({ user: "u" })).toMatchObject([{ id: "e" }])
  const ring = keys(client as never)
  expect(await ring.read()).toBeNull()
}

const OWN = [
  "records",
  "revocations",
  "register",
  "keyring",
  "keyringInstances",
  "securityEvents",
  "eventDeliveries",
]

describe.each(kinds.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  const inPlace = async (work: (place: Place) => Promise<void>): Promise<void> => {
    const place = await kind.open()
    try {
      await work(place)
    } finally {
      await place.drop()
    }
  }

  it.skipIf(!kind.reachable)("what the stores made is all there", SLOW, () =>
    inPlace(async (place) => {
      await use(name, place.client)
      const { tables } = project(cli, kind, place).json("status").answer
      const own = tables.filter(({ table }) => OWN.includes(table))
      expect(own.map(({ state }) => state)).toEqual(OWN.map(() => "there"))
      expect(own.flatMap(({ types }) => types)).toEqual([])
    }),
  )

  it.skipIf(!kind.reachable)("and they use what it makes", SLOW, () =>
    inPlace(async (place) => {
      const own = project(cli, kind, place)
      expect(own.db("migrate")).toMatchObject({ code: 0 })
      await use(name, place.client)
      expect(own.db("status")).toMatchObject({ code: 0 })
    }),
  )
})

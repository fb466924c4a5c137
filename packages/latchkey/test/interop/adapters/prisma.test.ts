/** Our Prisma adapter on real databases, through Prisma's own client. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { PrismaAdapter, type PrismaClientLike } from "../../../src/adapters/prisma.ts"
import type { Adapter, AdapterUser } from "../../../src/contracts/adapter.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { recordStoreConformance } from "../../../src/testing/record-store-conformance.ts"
import { revocationStoreConformance } from "../../../src/testing/revocation-store-conformance.ts"
import { roundsOr } from "../../stores/rounds.ts"
import { mysqlServer, postgresServer, redisServer } from "../../stores/servers.ts"
import { folder } from "./subjects.ts"

const { rounds, ...SLOW } = roundsOr(1)

interface Opened {
  readonly client: PrismaClientLike
  readonly run: (sql: string) => Promise<unknown>
  readonly close: () => Promise<void>
}
interface Place {
  readonly id: string
  readonly needs: readonly ("postgres" | "mysql")[]
  open(places: object): Promise<Opened>
}
const from = <Module>(file: string): Promise<Module> =>
  import(/* @vite-ignore */ join(folder, file)) as Promise<Module>
const { places, openGuide } = await from<{
  places: readonly Place[]
  openGuide(places: object): Promise<Omit<Opened, "run">>
}>("clients-of-prisma.ts")
const { PrismaAdapter: AuthJsPrismaAdapter } = await from<{
  PrismaAdapter(client: PrismaClientLike): Required<Adapter>
}>("node_modules/@auth/prisma-adapter/index.js")

const servers = { postgres: postgresServer, mysql: mysqlServer }
const own = mkdtempSync(join(tmpdir(), "latchkey-prisma-"))
afterAll(() => rmSync(own, { recursive: true, force: true }))
const at = {
  postgres: postgresServer.url,
  mysql: mysqlServer.url,
  redis: redisServer.url,
  folder: own,
}

const slowly = (title: string, body: () => Promise<void>): unknown => it(title, SLOW, body)

const person = (): AdapterUser => ({
  id: crypto.randomUUID(),
  name: "Ada",
  email: `${crypto.randomUUID()}@example.com`,
  emailVerified: null,
})

const RACES = 50
const all = <T>(work: (n: number) => PromiseLike<T> | T): Promise<T[]> =>
  Promise.all(Array.from({ length: RACES }, async (_, n) => work(n)))

async function publicId(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))
  return Buffer.from(digest).toString("base64url")
}

/** What the suite does not ask. */
function moreOf(adapter: () => Required<Adapter>, client: () => PrismaClientLike): void {
  const session = async (userId: string, by = adapter()): Promise<string> => {
    const sessionToken = crypto.randomUUID()
    const expires = new Date(Date.now() + 3_600_000)
    await by.createSession({ sessionToken, userId, expires })
    return sessionToken
  }
  const rows = (): Promise<{ sessionToken: string }[]> =>
    (client().session as never as { findMany(): Promise<{ sessionToken: string }[]> }).findMany()

  describe("more methods", () => {
    it("fields of the application come back, and can be changed", SLOW, async () => {
      const user = (await adapter().createUser({
        ...person(),
        role: "admin",
        nope: 1,
      } as AdapterUser)) as never as { id: string; role: string }
      expect(user).toMatchObject({ role: "admin" })
      expect(await adapter().updateUser({ id: user.id, role: "owner" } as never)).toMatchObject({
        role: "owner",
      })
      const token = await session(user.id)
      expect((await adapter().getSessionAndUser(token))?.user).toMatchObject({ role: "owner" })
      expect((await adapter().createUser(person())) as never as object).toMatchObject({
        role: "user",
      })
    })

    it(
      "a token is stored as a hash, and a plain one that Auth.js's adapter stored becomes one",
      SLOW,
      async () => {
        const theirs = AuthJsPrismaAdapter(client())
        const user = await theirs.createUser(person())
        const [mine, plain, ended, renewed] = [
          await session(user.id),
          await session(user.id, theirs),
          await session(user.id, theirs),
          await session(user.id, theirs),
        ]
        const listed = (await adapter().listSessionsByUserId(user.id)).map(({ id }) => id)
        expect(listed.toSorted()).toEqual(
          (await Promise.all([mine, plain, ended, renewed].map(publicId))).toSorted(),
        )
        const found = await all(() => adapter().getSessionAndUser(plain))
        for (const one of found)
          expect(one).toMatchObject({ session: { sessionToken: plain }, user: { id: user.id } })
        const expires = new Date(Date.now() + 7_200_000)
        expect(await adapter().updateSession({ sessionToken: renewed, expires })).toMatchObject({
          sessionToken: renewed,
          expires,
        })
        expect(await adapter().deleteSession(ended)).toMatchObject({ sessionToken: ended })
        const stored = (await rows()).map(({ sessionToken }) => sessionToken)
        for (const token of [mine, plain, ended, renewed]) expect(stored).not.toContain(token)
        // The stored value is no token.
        for (const value of stored) expect(await adapter().getSessionAndUser(value)).toBeNull()
      },
    )

    it("ends the sessions that are meant, each once", SLOW, async () => {
      const user = await adapter().createUser(person())
      const other = await adapter().createUser(person())
      const tokens = [await session(user.id), await session(user.id), await session(user.id)]
      const theirs = await session(other.id)
      const ids = await Promise.all(tokens.map(publicId))
      expect(await adapter().deleteSessionsByUserId(other.id, { only: ids[0]! })).toEqual([])
      expect(await adapter().deleteSessionsByUserId(user.id, { only: ids[0]! })).toEqual([ids[0]])
      const done = await all(() => adapter().deleteSessionsByUserId(user.id, { except: ids[1]! }))
      expect(done.flat()).toEqual([ids[2]])
      expect(await adapter().getSessionAndUser(tokens[1]!)).not.toBeNull()
      expect(await adapter().deleteSessionsByUserId(user.id)).toEqual([ids[1]])
      expect(await adapter().getSessionAndUser(theirs)).not.toBeNull()
    })

    it("lists accounts, and changes one only as it is expected", SLOW, async () => {
      const user = await adapter().createUser(person())
      const key = { provider: "example", providerAccountId: crypto.randomUUID() }
      await adapter().linkAccount({
        ...key,
        userId: user.id,
        type: "oidc",
        access_token: "0",
        scope: "a",
      })
      expect(await adapter().listAccountsByUserId(user.id)).toMatchObject([
        { ...key, userId: user.id },
      ])
      const done = await all((n) =>
        adapter().updateAccount({ ...key, access_token: `${n + 1}` }, { access_token: "0" }),
      )
      expect(done.filter(Boolean)).toHaveLength(1)
      await adapter().updateAccount({ ...key, access_token: null as never })
      const emptied = await adapter().updateAccount(
        { ...key, scope: "b" },
        { access_token: null as never },
      )
      expect(emptied).toMatchObject({ scope: "b" })
      expect(emptied!.access_token ?? null).toBeNull()
      expect(await adapter().updateAccount({ ...key, provider: "nobody" })).toBeNull()
    })

    it(
      "of fifty who want a lease one gets it; it is let go, taken again, and over by itself",
      SLOW,
      async () => {
        const key = crypto.randomUUID()
        const got = await all((n) => adapter().takeLease({ key, holder: `${n}`, ttl: 10_000 }))
        expect(got.filter(Boolean)).toHaveLength(1)
        const holder = `${got.indexOf(true)}`
        await adapter().releaseLease({ key, holder: "somebody else" })
        expect(await adapter().takeLease({ key, holder: "somebody else", ttl: 5_000 })).toBe(false)
        expect(await adapter().takeLease({ key, holder, ttl: 5_000 })).toBe(true)
        await adapter().releaseLease({ key, holder })
        expect(await adapter().takeLease({ key, holder: "next", ttl: 100 })).toBe(true)
        await new Promise((resolve) => setTimeout(resolve, 150))
        const again = await all((n) =>
          adapter().takeLease({ key, holder: `again ${n}`, ttl: 10_000 }),
        )
        expect(again.filter(Boolean)).toHaveLength(1)
      },
    )
  })
}

for (const place of places) {
  describe.skipIf(!place.needs.every((name) => servers[name].reachable))(place.id, () => {
    let opened: Opened
    let adapter: Required<Adapter>
    beforeAll(async () => {
      opened = await place.open(at)
      adapter = PrismaAdapter(opened.client) as Required<Adapter>
    }, SLOW.timeout)
    afterAll(() => opened?.close())

    adapterConformance({ adapter: () => adapter, test: { describe, it: slowly }, rounds })
    moreOf(
      () => adapter,
      () => opened.client,
    )
    recordStoreConformance({ store: () => adapter.records, test: { describe, it: slowly } })
    revocationStoreConformance({ store: () => adapter.revocations, test: { describe, it: slowly } })

    it("after a restored backup, when numbers begin anew, all that has ended is read", async () => {
      const { revocations } = adapter
      const id = crypto.randomUUID()
      await revocations.add({ kind: "user", id, at: Date.now(), until: Date.now() + 60_000 })
      const first = await revocations.since(null)
      expect((await revocations.since("999999999:1")).revocations.map((each) => each.id)).toContain(
        id,
      )
      expect((await revocations.since("999999999:1")).cursor).toBe(first.cursor)
    })
  })
}

describe("the schema of Auth.js's guide", () => {
  let opened: Awaited<ReturnType<typeof openGuide>>
  beforeAll(async () => {
    opened = await openGuide(at)
  }, SLOW.timeout)
  afterAll(() => opened?.close())

  it("has no models for more, so the adapter has no such methods", () => {
    const adapter = PrismaAdapter(opened.client)
    for (const name of ["increment", "takeLease", "releaseLease", "records", "revocations"])
      expect(Object.hasOwn(adapter, name)).toBe(false)
    expect(PrismaAdapter(opened.client)).toBe(adapter)
  })

  adapterConformance({
    adapter: () => PrismaAdapter(opened.client) as Adapter,
    test: { describe, it: slowly },
    // Its counter is a column of 32 bits.
    skip: ["increment", "leases", "C50"],
    rounds,
  })

  it("what is no client is refused", () => {
    for (const wrong of [{}, { user: {} }, { user: opened.client.user }])
      expect(() => PrismaAdapter(wrong as never)).toThrow(TypeError)
  })
})

it("the schema of the documentation is the one that was tested", () => {
  const tested = readFileSync(join(folder, "prisma/latchkey-sqlite.prisma"), "utf8")
  const page = readFileSync(new URL("../../../../../docs/adapters-orm.md", import.meta.url), "utf8")
  const shown = /```prisma\n([\s\S]*?)```/.exec(page)![1]!
  const models = tested.slice(tested.indexOf("model User")).replace(/^.* role .*\n/m, "")
  expect(shown).toBe(models)
})

/**
 * Ours in the place of the published adapters for Drizzle and Kysely: the same `db`, from another copy of the ORM than
 * ours is tested with elsewhere, and the same tables, in both directions.
 */
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { DrizzleAdapter } from "../../../src/adapters/drizzle.ts"
import { KyselyAdapter } from "../../../src/adapters/kysely.ts"
import type { Adapter, AdapterAccount } from "../../../src/contracts/adapter.ts"
import { adapterConformance } from "../../../src/testing/index.ts"
import { folder, isReachable, open, type Subject, subjects } from "./subjects.ts"

const SLOW = { timeout: 60_000 }
const replaced = subjects.filter(({ id }) => /^(?:drizzle|kysely)-/.test(id))

/** Cases that the tables of the guides can't keep, whoever writes into them. */
const COLUMNS: Readonly<Record<string, readonly `C${number}`[]>> = {
  // The columns of tokens are too short for C20, TIMESTAMP knows no 1970, and INTEGER no 32 unsigned bits.
  "drizzle-mysql": ["C20", "C36", "C47", "C50"],
  "drizzle-postgres": ["C50"],
  // Ids have 36 characters; and MySQL makes nothing unique by columns of TEXT.
  "kysely-mysql": ["C05", "C10", "C24", "C25"],
}

it("there are three of each", () => {
  expect(replaced).toHaveLength(6)
})

describe.each(replaced.map((subject) => [subject.id, subject] as const))("%s", (id, subject) => {
  describe.skipIf(!isReachable(subject))("on a real store", () => {
    replaces(id, subject)
  })
})

describe("Drizzle on D1", () => {
  let opened: { readonly db: object; close(): Promise<void> }
  beforeAll(async () => {
    const d1 = (await import(/* @vite-ignore */ join(folder, "d1.ts"))) as {
      openD1: () => Promise<typeof opened>
    }
    opened = await d1.openD1()
  }, SLOW.timeout)
  afterAll(() => opened?.close())
  const adapter = () => DrizzleAdapter(opened.db as never)

  it("has no transactions", () => {
    expect(adapter().transaction).toBeUndefined()
  })

  adapterConformance({
    adapter,
    test: { describe, it: (title, body) => it(title, SLOW, body) },
    skip: ["transaction"],
    // Each statement goes over HTTP to one process.
    races: 10,
  })
})

function replaces(id: string, subject: Subject): void {
  const { TZ } = process.env
  let opened: Awaited<ReturnType<typeof open>>
  let theirs: Required<Adapter>
  beforeAll(async () => {
    // A driver that writes the time of the day here must not be taken for one that writes UTC.
    process.env["TZ"] = "America/New_York"
    opened = await open(subject)
    theirs = opened.adapter as Required<Adapter>
  }, SLOW.timeout)
  afterAll(async () => {
    await opened?.close()
    if (TZ === undefined) delete process.env["TZ"]
    else process.env["TZ"] = TZ
  })
  const ours = () =>
    id.startsWith("drizzle")
      ? DrizzleAdapter(opened.db as never)
      : KyselyAdapter(opened.db as never)

  const second = (): Date => new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000)
  const newUser = () => ({
    id: crypto.randomUUID(),
    name: "Ada ☃",
    email: `${crypto.randomUUID()}@example.com`,
    emailVerified: second(),
    image: null,
  })
  const accountOf = (userId: string): AdapterAccount => ({
    userId,
    type: "oidc",
    provider: "google",
    providerAccountId: crypto.randomUUID(),
    access_token: "a",
    expires_at: 1_700_000_000,
  })

  it("what theirs wrote is read", SLOW, async () => {
    const user = await theirs.createUser(newUser())
    expect(await ours().getUser(user.id)).toEqual(user)
    expect(await ours().getUserByEmail(user.email)).toEqual(user)
    const account = accountOf(user.id)
    await theirs.linkAccount(account)
    expect(await ours().getUserByAccount(account)).toEqual(user)
    expect(await ours().getAccount(account.providerAccountId, "google")).toMatchObject(account)
    const session = { sessionToken: crypto.randomUUID(), userId: user.id, expires: second() }
    await theirs.createSession(session)
    const found = await ours().getSessionAndUser(session.sessionToken)
    expect(found).toEqual({ session, user })
    // From now on it is stored as a hash.
    expect(await theirs.getSessionAndUser(session.sessionToken)).toBeNull()
    expect(await ours().getSessionAndUser(session.sessionToken)).toEqual(found)
    const token = { identifier: user.email, token: crypto.randomUUID(), expires: second() }
    await theirs.createVerificationToken(token)
    expect(await ours().useVerificationToken(token)).toEqual(token)
    expect(await ours().useVerificationToken(token)).toBeNull()
  })

  it("what ours wrote is read by theirs", SLOW, async () => {
    const user = await ours().createUser(newUser())
    expect(await theirs.getUser(user.id)).toEqual(user)
    const account = accountOf(user.id)
    await ours().linkAccount(account)
    expect(await theirs.getUserByAccount(account)).toEqual(user)
    const token = { identifier: user.email, token: crypto.randomUUID(), expires: second() }
    await ours().createVerificationToken(token)
    expect(await theirs.useVerificationToken(token)).toMatchObject(token)
    const changed = { id: user.id, emailVerified: new Date(second().getTime() + 7_000) }
    await ours().updateUser(changed)
    expect(await theirs.getUser(user.id)).toMatchObject(changed)
    await theirs.updateUser({ id: user.id, name: "Grace" })
    expect(await ours().getUser(user.id)).toMatchObject({ ...changed, name: "Grace" })
    // Of a session they would find the hash alone.
    const session = { sessionToken: crypto.randomUUID(), userId: user.id, expires: second() }
    await ours().createSession(session)
    expect(await theirs.getSessionAndUser(session.sessionToken)).toBeNull()
    await ours().deleteUser(user.id)
    expect(await theirs.getUser(user.id)).toBeNull()
  })

  adapterConformance({
    adapter: ours,
    test: { describe, it: (title, body) => it(title, SLOW, body) },
    skip: COLUMNS[id] ?? [],
  })
}

/** `latchkey db` on databases of published adapters, and what it writes for ORMs, judged by these. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Adapter } from "../../../src/contracts/adapter.ts"
import { kinds, type Place, type Project, project } from "../../cli/db/places.ts"
import { type Cli, installCli } from "../../cli/sandbox.ts"
import { bin } from "../../doors/tools.ts"
import { folder as tree, isReachable, open, type Subject, subjects } from "./subjects.ts"

const SLOW = { timeout: 120_000 }

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

/** What each of them has made, by the name that people know it by. */
const OF: Readonly<Record<string, readonly [layout: string, title: string]>> = {
  pg: ["pg", "@auth/pg-adapter's"],
  "pg-unique": ["pg", "@auth/pg-adapter's"],
  "drizzle-sqlite": ["drizzle", "Drizzle's"],
  "drizzle-postgres": ["drizzle", "Drizzle's"],
  "drizzle-mysql": ["drizzle", "Drizzle's"],
  "prisma-sqlite": ["prisma", "Prisma's"],
  "prisma-postgres": ["prisma", "Prisma's"],
  "prisma-mysql": ["prisma", "Prisma's"],
  "kysely-sqlite": ["prisma", "Kysely's or Prisma's"],
  "kysely-postgres": ["prisma", "Kysely's or Prisma's"],
  "kysely-mysql": ["prisma", "Kysely's or Prisma's"],
}

const known = subjects.filter(({ id }) => id in OF).map((subject) => [subject.id, subject] as const)

it("every adapter on tables is among them", () => {
  expect(known.map(([id]) => id).toSorted()).toEqual(Object.keys(OF).toSorted())
})

/** Writes as an application would, and answers what it reads then. */
async function rowsThrough(adapter: Adapter, write: boolean): Promise<unknown> {
  const email = "person@example.com"
  if (write) {
    const user = await adapter.createUser!({
      id: crypto.randomUUID(),
      email,
      name: "Person",
      emailVerified: null,
    })
    await adapter.linkAccount!({
      userId: user.id,
      type: "oauth",
      provider: "github",
      providerAccountId: "1",
      access_token: "token",
    })
    const expires = new Date("2031-02-03T04:05:06.000Z")
    await adapter.createSession!({ sessionToken: "session", userId: user.id, expires })
    await adapter.createVerificationToken!({ identifier: email, token: "hash", expires })
  }
  return {
    user: await adapter.getUserByEmail!(email),
    account: await adapter.getUserByAccount!({ provider: "github", providerAccountId: "1" }),
    session: await adapter.getSessionAndUser!("session"),
  }
}

describe.each(known)("the tables of %s", (id, subject: Subject) => {
  it.skipIf(!isReachable(subject))("are widened in place and put back", SLOW, async () => {
    const { adapter, url, close } = await open(subject)
    const kind = kinds.find(({ name }) => url!.startsWith(name === "sqlite" ? "file:" : name))!
    try {
      const own = project(cli, kind, { url } as Place)
      const before = await rowsThrough(adapter, true)
      expect(before).toMatchObject({ user: { name: "Person" }, session: { user: {} } })
      const found = own.json("status")
      const [layout, title] = OF[id]!
      expect(found.answer).toMatchObject({ ok: false, layout, recognised: title })
      const states = Object.fromEntries(found.answer.tables.map((table) => [table.table, table]))
      for (const name of ["users", "accounts", "sessions", "verificationTokens"]) {
        expect(states[name]!.state).toMatch(/^(there|incomplete)$/)
        expect(states[name]!.columns).toEqual([])
      }
      expect(states["counters"]).toMatchObject({ state: "missing" })

      const up = own.json("migrate")
      expect(up.code, up.stdout + up.stderr).toBe(0)
      const after = own.json("status")
      expect(after.code, after.stdout).toBe(0)
      expect(await rowsThrough(adapter, false)).toEqual(before)
      // What must be unique is it now.
      const again = { userId: "x", type: "oauth", provider: "github", providerAccountId: "1" }
      await expect(
        Promise.resolve(adapter.linkAccount!({ ...again, type: "oauth" })).then((account) => {
          if (!account) throw new Error("not linked")
        }),
      ).rejects.toThrow()

      const down = own.json("migrate", "--down", "--to", "0")
      expect(down.code, down.stdout + down.stderr).toBe(0)
      expect(await rowsThrough(adapter, false)).toEqual(before)
      const shape = (answer: typeof found.answer): unknown => answer.tables
      expect(shape(own.json("status").answer)).toEqual(shape(found.answer))
      expect(own.json("migrate").code).toBe(0)
      expect(await rowsThrough(adapter, false)).toEqual(before)
    } finally {
      await close()
    }
  })
})

/** A folder from which the packages of that tree are found. */
function workshop(files: Record<string, string>): string {
  const place = mkdtempSync(join(tmpdir(), "latchkey-generated-"))
  symlinkSync(join(tree, "node_modules"), join(place, "node_modules"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noEmit: true,
    skipLibCheck: true,
    module: "nodenext",
    target: "es2023",
    lib: ["es2023", "dom"],
    types: [],
    allowImportingTsExtensions: true,
  }
  writeFileSync(join(place, "package.json"), '{"type":"module"}')
  writeFileSync(
    join(place, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts", "migrations/*.ts"] }),
  )
  return place
}

function said(program: string, args: readonly string[], cwd: string, env = {}): string {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: "utf8",
      stdio: "pipe",
      env: { PATH: process.env["PATH"] ?? "", HOME: cwd, NODE_ENV: "test", ...env },
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `failed: ${stdout}${stderr}`
  }
}

const require = createRequire(import.meta.url)

const compiled = (place: string): string => said(join(bin, "tsc"), ["-p", "."], place)

const drizzleOn = {
  sqlite: `import { createClient } from "@libsql/client"
    import { drizzle } from "drizzle-orm/libsql"
    const client = createClient({ url: process.env["PLACE"]! })
    const db = drizzle({ client })
    const close = async (): Promise<void> => client.close()`,
  postgres: `import { drizzle } from "drizzle-orm/node-postgres"
    import pg from "pg"
    const client = new pg.Pool({ connectionString: process.env["PLACE"]! })
    const db = drizzle({ client })
    const close = (): Promise<void> => client.end()`,
  mysql: `import { drizzle } from "drizzle-orm/mysql2"
    import { createPool } from "mysql2/promise"
    const client = createPool(process.env["PLACE"]!)
    const db = drizzle({ client })
    const close = (): Promise<void> => client.end()`,
}

const drizzleUse = `
import { DrizzleAdapter } from "@auth/drizzle-adapter"
import { eq } from "drizzle-orm"
import * as schema from "./schema.ts"

declare const process: { env: Record<string, string | undefined> }

const adapter = DrizzleAdapter(db, {
  usersTable: schema.users,
  accountsTable: schema.accounts,
  sessionsTable: schema.sessions,
  verificationTokensTable: schema.verificationTokens,
  authenticatorsTable: schema.authenticators,
})
const user = await adapter.createUser!({ id: "u", email: "a@example.com", emailVerified: new Date(1e12) })
await adapter.createSession!({ sessionToken: "t", userId: user.id, expires: new Date(2e12) })
await db.insert(schema.revocations).values({
  kind: "user", id: "u", began_until: 1, except_id: "", needed_until: 2, noted: 3,
})
const [revocation] = await db.select().from(schema.revocations).where(eq(schema.revocations.id, "u"))
const found = await adapter.getSessionAndUser!("t")
const n: number = revocation!.n
const at: Date | null = found!.user.emailVerified
console.log(JSON.stringify({ n, at: at!.getTime(), expires: found!.session.expires.getTime() }))
await close()
`

const kyselyOn = {
  sqlite: `import { Kysely, Migrator, SqliteDialect } from "kysely"
    const { default: Sqlite } = await import(process.env["SQLITE"]!)
    const path: string = process.env["PLACE"]!.slice(5)
    const dialect = new SqliteDialect({ database: new Sqlite(path) })`,
  postgres: `import { Kysely, Migrator, PostgresDialect } from "kysely"
    import pg from "pg"
    const dialect = new PostgresDialect({ pool: new pg.Pool({ connectionString: process.env["PLACE"]! }) })`,
  mysql: `import { Kysely, Migrator, MysqlDialect } from "kysely"
    import { createPool } from "mysql2"
    const dialect = new MysqlDialect({ pool: createPool(process.env["PLACE"]!) as never })`,
}

const kyselyUse = `
import type { Database } from "./latchkey-database.ts"
import * as first from "./migrations/0001_latchkey.ts"

declare const process: { env: Record<string, string | undefined>; argv: string[] }

const db = new Kysely<Database>({ dialect })
const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ "0001": first }) } })
const { error } = process.argv[2] === "down" ? await migrator.migrateDown() : await migrator.migrateToLatest()
if (error) throw error
if (process.argv[2] !== "down") {
  await db.insertInto("users").values({ id: "u", email: "a@example.com" }).execute()
  await db.insertInto("auth_session_revocation")
    .values({ kind: "user", id: "u", began_until: 1, except_id: "", needed_until: 2, noted: 3 })
    .execute()
  const row = await db.selectFrom("auth_session_revocation").select(["n", "noted"]).executeTakeFirstOrThrow()
  const user = await db.selectFrom("users").selectAll().executeTakeFirstOrThrow()
  const name: string | null = user.name
  console.log(JSON.stringify({ n: Number(row.n), noted: Number(row.noted), id: user.id, name }))
  await db.deleteFrom("users").execute()
}
await db.destroy()
`

describe.each(kinds.map((kind) => [kind.name, kind] as const))("written for %s", (name, kind) => {
  let place: Place
  let own: Project
  beforeAll(async () => {
    if (!kind.reachable) return
    place = await kind.open()
    own = project(cli, kind, place)
  })
  afterAll(() => place?.drop())

  it.skipIf(!kind.reachable)("Drizzle's schema is what drizzle-orm takes", SLOW, async () => {
    const shop = workshop({})
    try {
      const args = ["--for", "drizzle", "--dialect", name, "--out", join(shop, "schema.ts")]
      expect(own.db("generate", ...args)).toMatchObject({ code: 0 })
      writeFileSync(join(shop, "use.ts"), drizzleOn[name] + drizzleUse)
      expect(compiled(shop)).toBe("")
      expect(own.db("migrate", "--layout", "drizzle")).toMatchObject({ code: 0 })
      const answer = said(process.execPath, ["use.ts"], shop, { PLACE: place.url })
      expect(answer).toBe('{"n":1,"at":1000000000000,"expires":2000000000000}\n')
      // Types that have no such column are refused.
      const wrong =
        'import { users } from "./schema.ts"\nexport const x: number = users.email.name\n'
      writeFileSync(join(shop, "wrong.ts"), wrong)
      expect(compiled(shop)).toContain("wrong.ts")
    } finally {
      rmSync(shop, { recursive: true, force: true })
    }
    expect(own.db("migrate", "--down", "--to", "0", "--yes")).toMatchObject({ code: 0 })
  })

  it.skipIf(!kind.reachable)(
    "Kysely's type and migration are what Kysely takes",
    SLOW,
    async () => {
      const shop = workshop({})
      try {
        const args = ["--for", "kysely", "--dialect", name]
        const at = [
          "--out",
          join(shop, "migrations"),
          "--types",
          join(shop, "latchkey-database.ts"),
        ]
        expect(own.db("generate", ...args, ...at)).toMatchObject({ code: 0 })
        writeFileSync(join(shop, "use.ts"), kyselyOn[name] + kyselyUse)
        expect(compiled(shop)).toBe("")
        const env = { PLACE: place.url, SQLITE: require.resolve("better-sqlite3") }
        const answer = said(process.execPath, ["use.ts"], shop, env)
        expect(answer).toBe('{"n":1,"noted":3,"id":"u","name":null}\n')
        expect(own.db("status")).toMatchObject({ code: 0 })
        expect(said(process.execPath, ["use.ts", "down"], shop, env)).toBe("")
        expect(own.json("status").answer.tables.every(({ state }) => state === "missing")).toBe(
          true,
        )
      } finally {
        rmSync(shop, { recursive: true, force: true })
      }
    },
  )

  it("Prisma's models are what Prisma takes, also beside those of the guide", SLOW, () => {
    const provider = name === "postgres" ? "postgresql" : name
    const guide = readFileSync(join(tree, "prisma", `${provider}.prisma`), "utf8")
    const head = guide.slice(0, guide.indexOf("model "))
    const folder = cli.project({
      "package.json": "{}",
      "prisma/schema.prisma": guide,
      "empty.prisma": head,
    })
    const db = (...args: string[]): ReturnType<Cli["run"]> =>
      cli.run(folder, ["db", "generate", "--for", "prisma", ...args])
    const shown = db()
    expect(shown).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^\+ model LatchkeyCounter/m) as string,
    })
    expect(readFileSync(join(folder, "prisma/schema.prisma"), "utf8")).toBe(guide)
    expect(shown.stdout).not.toMatch(/^- /m)
    expect(shown.stdout).not.toMatch(/^\+ model (?:User|Account|Session) /m)
    expect(db("--write")).toMatchObject({ code: 0 })
    expect(db("--out", "empty.prisma", "--write")).toMatchObject({ code: 0 })
    for (const file of ["prisma/schema.prisma", "empty.prisma"]) {
      const program = join(tree, "node_modules/prisma/build/index.js")
      const env = {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      }
      const answer = said(
        process.execPath,
        [program, "validate", "--schema", join(folder, file)],
        tree,
        env,
      )
      expect(answer).toContain("is valid")
      // Nothing is left to add.
      expect(db("--out", file)).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("as it should be") as string,
      })
    }
  })
})

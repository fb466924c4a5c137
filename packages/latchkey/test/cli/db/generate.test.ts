import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Cli, type CliResult, installCli } from "../sandbox.ts"
import { kinds, type Place, type Project, project } from "./places.ts"

const SLOW = { timeout: 60_000 }

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8")

/** The statements of a file. */
const statements = (text: string): string[] =>
  text
    .replaceAll(/^--.*$/gm, "")
    .split(/;\n/)
    .map((sql) => sql.trim())
    .filter(Boolean)

describe.each(kinds.map((kind) => [kind.name, kind] as const))("SQL for %s", (name, kind) => {
  describe.skipIf(!kind.reachable)("run by hand", () => {
    let place: Place
    let own: Project
    beforeEach(async () => {
      place = await kind.open()
      own = project(cli, kind, place)
    })
    afterEach(() => place.drop())

    it("is what `migrate` makes, and its way back takes it away", SLOW, async () => {
      expect(own.db("generate", "--for", "sql", "--dialect", name).code).toBe(0)
      const files = ["0001_latchkey.down.sql", "0001_latchkey.up.sql"]
      expect(readdirSync(join(own.folder, "migrations")).toSorted()).toEqual(files)
      const up = read(own.folder, "migrations/0001_latchkey.up.sql")
      expect(up).toMatch(
        new RegExp(`^-- latchkey db generate: version \\d+, ${name}, layout latchkey\\n`),
      )
      await place.run(...statements(up))
      expect(own.db("status").code).toBe(0)
      // Nothing is left for it to do but to write down that it is done.
      expect(own.json("migrate").answer.applied.flatMap(({ steps }) => steps)).toEqual([])
      await place.run(...statements(read(own.folder, "migrations/0001_latchkey.down.sql")))
      expect(own.json("status").answer.tables.every(({ state }) => state === "missing")).toBe(true)
    })

    it("has only what the database lacks", SLOW, async () => {
      expect(own.db("migrate", "--to", "2").code).toBe(0)
      await place.run(`DROP TABLE ${name === "mysql" ? "`accounts`" : '"accounts"'}`)
      expect(own.db("generate", "--for", "sql").code).toBe(0)
      const up = statements(read(own.folder, "migrations/0001_latchkey.up.sql"))
      expect(up.some((sql) => /CREATE TABLE IF NOT EXISTS .accounts/.test(sql))).toBe(true)
      expect(up.some((sql) => /CREATE TABLE IF NOT EXISTS .users/.test(sql))).toBe(false)
      await place.run(...up)
      expect(own.db("status").code).toBe(0)
    })
  })
})

describe("files that are there", () => {
  const generate = (folder: string, ...args: string[]): CliResult =>
    cli.run(folder, ["db", "generate", ...args])

  it("an earlier file's version is known, and the next has the next number", () => {
    const folder = cli.project({ "migrations/20260101120000_init.sql": "SELECT 1;\n" })
    const sql = ["--for", "sql", "--dialect", "postgres"]
    expect(generate(folder, ...sql).code).toBe(0)
    const first = "migrations/20260101120001_latchkey.up.sql"
    const whole = read(folder, first)
    expect(generate(folder, ...sql)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("Nothing is new") as string,
    })
    // As an earlier version of ours would have written it.
    writeFileSync(join(folder, first), whole.replace(/version \d+/, "version 3"))
    expect(generate(folder, ...sql).code).toBe(0)
    const next = read(folder, "migrations/20260101120002_latchkey.up.sql")
    expect(next).toContain("auth_keyring")
    expect(next).not.toContain("latchkey_counters")
    expect(generate(folder, ...sql).stderr).toContain("Nothing is new")
    // Another form is another history.
    expect(generate(folder, ...sql, "--prefix", "auth_").code).toBe(0)
    expect(readdirSync(join(folder, "migrations"))).toHaveLength(7)
  })

  it.each(["drizzle", "kysely"])("a changed file for %s is shown and left", (target) => {
    const folder = cli.project({})
    const out = target === "drizzle" ? ["--out", "schema.ts"] : []
    const args = ["--for", target, "--dialect", "sqlite", ...out]
    expect(generate(folder, ...args).code).toBe(0)
    const file = target === "drizzle" ? "schema.ts" : "latchkey-database.ts"
    const text = read(folder, file)
    writeFileSync(join(folder, file), `${text}// mine\n`)
    const again = generate(folder, ...args)
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining("- // mine") as string })
    expect(read(folder, file)).toBe(`${text}// mine\n`)
    const json = JSON.parse(generate(folder, ...args, "--json").stdout) as object
    expect(json).toMatchObject({ ok: false, files: [{ file, state: "differs" }] })
    expect(generate(folder, ...args, "--write").code).toBe(0)
    expect(read(folder, file)).toBe(text)
  })

  it("models of Prisma by other names, with fields of the application's own, are widened", () => {
    const schema = `datasource db {
  provider = "postgresql"
}

// Our people.
model Person {
  id       String  @id
  mail     String? @unique @map("email")
  nickname String
  logins   Login[]

  @@map("User")
}

model Login {
  id                String @id
  owner             Person @relation(fields: [userId], references: [id])
  userId            String
  type              String
  provider          String
  providerAccountId String

  @@unique([provider, providerAccountId])
  @@map("Account")
}
`
    const folder = cli.project({ "schema.prisma": schema })
    expect(generate(folder, "--for", "prisma", "--write").code).toBe(0)
    const text = read(folder, "schema.prisma")
    const model = (name: string): string =>
      new RegExp(`^model ${name} \\{[^}]*\\}`, "m").exec(text)?.[0] ?? ""
    expect(text).toContain("// Our people.")
    expect(model("Person")).toContain("emailVerified DateTime?")
    expect(model("Person")).toMatch(/sessions Session\[\]/)
    expect(model("Person")).not.toMatch(/\bemail\b String|Login\[\][^]*Login\[\]/)
    expect(model("Login")).toContain("refresh_token")
    expect(model("Login")).not.toMatch(/@@id|user Person/)
    expect(model("Session")).toContain("user Person @relation")
    expect(model("User") + model("Account")).toBe("")
    expect(generate(folder, "--for", "prisma")).toMatchObject({ code: 0 })
  })

  it("says it in JSON, without a file", () => {
    const folder = cli.project({})
    const { stdout, code } = generate(folder, "--for", "drizzle", "--dialect", "mysql", "--json")
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      version: expect.any(Number) as number,
      dialect: "mysql",
      layout: "drizzle",
      files: [],
      text: expect.stringContaining("mysqlTable(") as string,
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

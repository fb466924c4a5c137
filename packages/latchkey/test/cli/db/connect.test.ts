import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mysqlServer, NOWHERE, postgresServer } from "../../stores/servers.ts"
import { type Cli, type CliResult, installCli } from "../sandbox.ts"
import { type Answer, kinds, type Place, project } from "./places.ts"

const SLOW = { timeout: 60_000 }
const PASSWORD = "canary-Zr7wQ2kPx9Lm4T%26"
const modules = new URL("../../../../../node_modules/", import.meta.url).pathname

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

/** `latchkey db …` in a project with these packages; nothing of it may hold the password. */
function db(url: string, args: readonly string[], packages: readonly string[] = []): CliResult {
  const folder = cli.project({ "package.json": '{"type":"module"}' })
  for (const name of packages) {
    const link = join(folder, "node_modules", name)
    mkdirSync(join(link, ".."), { recursive: true })
    symlinkSync(join(modules, name), link)
  }
  const result = cli.run(folder, ["db", ...args], { DATABASE_URL: url })
  expect(result.stdout + result.stderr).not.toMatch(/canary/i)
  expect(result.stderr).not.toMatch(/\n\s+at /)
  return result
}

const withPassword = (server: string, user: string): string => {
  const url = new URL(server)
  return `${url.protocol}//${user}:${PASSWORD}@${url.host}${url.pathname}`
}

const [sqlite, postgres, mysql] = kinds as [(typeof kinds)[0], (typeof kinds)[0], (typeof kinds)[0]]

describe("a database that is not to be had", () => {
  it.each([
    ["postgres", "pg or postgres", "npm install pg"],
    ["postgresql", "pg or postgres", "npm install pg"],
    ["mysql", "mysql2", "npm install mysql2"],
    ["mariadb", "mysql2", "npm install mysql2"],
    ["libsql", "@libsql/client", "npm install @libsql/client"],
  ])("%s: says what to install", (scheme, wanted, line) => {
    const result = db(`${scheme}://app:${PASSWORD}@${NOWHERE}/app`, ["status"])
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(`DATABASE_URL needs the package ${wanted}`)
    expect(result.stderr).toContain(line)
  })

  it.each([
    ["postgres", ["pg"]],
    ["postgres", ["postgres"]],
    ["mysql", ["mysql2"]],
  ])("%s with %j: says that nothing answers", SLOW, (scheme, packages) => {
    const result = db(`${scheme}://app:${PASSWORD}@${NOWHERE}/app`, ["status"], packages)
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Nothing answers there") as string,
    })
  })

  it("says in JSON what is wrong", () => {
    const result = db(`postgres://app:${PASSWORD}@${NOWHERE}/app`, ["status", "--json"], ["pg"])
    expect(result.code).toBe(1)
    expect(JSON.parse(result.stdout)).toEqual({
      ok: false,
      error: expect.stringContaining("Nothing answers") as string,
    })
  })

  it.each([
    ["an address of something else", "redis://app:canary-123@localhost/0"],
    ["a password that is not encoded", "postgres://app:canary#/?12@localhost/app"],
    ["no address", "canary-123456789"],
  ])("%s is refused without being repeated", (_, url) => {
    expect(db(url, ["status"], ["pg"]).code).toBe(1)
  })

  it("a file that is not there is not made by looking", () => {
    const result = db("file:./none.db", ["status"])
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no file ./none.db") as string,
    })
  })

  it.skipIf(!mysqlServer.reachable)("a wrong password at MySQL", SLOW, () => {
    const result = db(withPassword(mysqlServer.url, "root"), ["migrate"], ["mysql2"])
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("refuses this user or password") as string,
    })
  })

  it.skipIf(!postgresServer.reachable)("a user that PostgreSQL does not know", SLOW, () => {
    for (const driver of ["pg", "postgres"]) {
      const result = db(withPassword(postgresServer.url, "nobody_here"), ["status"], [driver])
      expect(result).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("refuses this user or password") as string,
      })
    }
  })
})

describe("a wrong call", () => {
  it.each([
    [["status", "--layout", "other"], "--layout is one of"],
    [["status", "--prefix", 'a"; drop'], "--prefix has letters"],
    [["status", "extra"], "more arguments"],
    [["migrate", "--to", "-1"], ""],
    [["migrate", "--to", "99"], "--to is a number from 0 to"],
    [["migrate", "--wait", "soon"], "--wait is a number"],
    [["status", "--layout", "pg"], "for postgres only"],
    [["generate"], "--for is one of"],
    [["generate", "--for", "sql", "--dialect", "oracle"], "--dialect is one of"],
    [["generate", "--for", "sql", "--dialect", "mysql", "--layout", "pg"], "for postgres only"],
  ])("%j", SLOW, async (args, words) => {
    const place = await sqlite.open()
    try {
      const result = db(place.url, args)
      expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(words) as string })
    } finally {
      await place.drop()
    }
  })

  it("without any database", () => {
    const folder = cli.project({ "package.json": "{}" })
    for (const args of [["status"], ["migrate"], ["generate", "--for", "sql"]]) {
      expect(cli.run(folder, ["db", ...args]).code).toBe(2)
    }
    expect(cli.run(folder, ["db"]).code).toBe(2)
    for (const name of ["status", "migrate", "generate"]) {
      const help = cli.run(folder, ["db", name, "--help"])
      expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("--url") as string })
      const widest = Math.max(...help.stdout.split("\n").map((line) => line.length))
      expect(widest).toBeLessThanOrEqual(120)
    }
  })
})

describe("other drivers", () => {
  it.each([
    ["better-sqlite3", sqlite, "better-sqlite3", ["--no-experimental-sqlite"]],
    ["postgres.js", postgres, "postgres", []],
  ] as const)("%s", SLOW, async (title, kind, name, flags) => {
    if (!kind.reachable) return
    const place = await kind.open()
    try {
      const folder = cli.project({ "package.json": '{"type":"module"}' })
      cli.install(folder, [name])
      const env = { DATABASE_URL: place.url, NODE_OPTIONS: flags.join(" ") }
      expect(cli.run(folder, ["db", "migrate"], env)).toMatchObject({ code: 0, stderr: "" })
      const { database } = JSON.parse(
        cli.run(folder, ["db", "status", "--json"], env).stdout,
      ) as Answer
      expect(database).toMatchObject({ client: title })
    } finally {
      await place.drop()
    }
  })

  it("@libsql/client in the project's file", SLOW, async () => {
    const folder = cli.project({
      "package.json": '{"type":"module"}',
      "latchkey.config.mjs": `import { createClient } from "@libsql/client"
        const database = createClient({ url: "file:./auth.db" })
        export default { database, close: () => database.close() }`,
    })
    cli.install(folder, [])
    mkdirSync(join(folder, "node_modules/@libsql"))
    symlinkSync(join(modules, "@libsql/client"), join(folder, "node_modules/@libsql/client"))
    expect(cli.run(folder, ["db", "migrate"])).toMatchObject({ code: 0 })
    expect(cli.run(folder, ["db", "status"])).toMatchObject({ code: 0 })
    expect(cli.run(folder, ["db", "migrate", "--down", "--to", "0"])).toMatchObject({ code: 0 })
  })

  it.skipIf(!postgres.reachable)("a schema, as Prisma's addresses name it", SLOW, async () => {
    const place = await postgres.open()
    try {
      await place.run('CREATE SCHEMA "Own"')
      for (const driver of ["pg", "postgres"]) {
        const url = `${place.url}?schema=Own&connection_limit=5`
        expect(db(url, ["migrate"], [driver])).toMatchObject({ code: 0 })
        expect(db(url, ["status"], [driver])).toMatchObject({ code: 0 })
      }
      const sql =
        "SELECT DISTINCT table_schema AS s FROM information_schema.tables WHERE table_name = 'users'"
      expect(await place.database.rows(sql, [])).toEqual([{ s: "Own" }])
    } finally {
      await place.drop()
    }
  })
})

/** A role that may read and nothing else, at both servers. */
const readers = [
  [
    "PostgreSQL",
    postgres,
    (place: Place, role: string) =>
      place.run(
        `CREATE ROLE ${role} LOGIN PASSWORD 'reader'`,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
      ),
    (place: Place, role: string) => place.run(`DROP OWNED BY ${role}`, `DROP ROLE ${role}`),
  ],
  [
    "MySQL",
    mysql,
    (place: Place, role: string) =>
      place.run(
        `CREATE USER ${role} IDENTIFIED BY 'reader'`,
        `GRANT SELECT ON \`${new URL(place.url).pathname.slice(1)}\`.* TO ${role}`,
      ),
    (place: Place, role: string) => place.run(`DROP USER ${role}`),
  ],
] as const

describe.each(readers)("a role of %s that may only read", (_, kind, make, end) => {
  it.skipIf(!kind.reachable)("sees the status, and is told who can migrate", SLOW, async () => {
    const place = await kind.open()
    const role = `reader_${Math.random().toString(36).slice(2, 10)}`
    try {
      const owner = project(cli, kind, place)
      expect(owner.db("migrate", "--to", "1").code).toBe(0)
      await make(place, role)
      const url = new URL(place.url)
      url.username = role
      url.password = "reader"
      const reader = project(cli, kind, { ...place, url: url.href })
      const found = reader.json("status")
      expect(found.code).toBe(1)
      expect(found.answer.tables[0]).toMatchObject({ table: "users", state: "there" })
      expect(found.answer.tables.at(-1)).toMatchObject({ state: "missing" })
      const stopped = reader.db("migrate")
      expect(stopped.code).toBe(1)
      expect(stopped.stderr).toContain("This role may not do that. Migrate as one that may")
      expect(owner.db("migrate").code).toBe(0)
      await end(place, role)
    } finally {
      await place.drop()
    }
  })
})

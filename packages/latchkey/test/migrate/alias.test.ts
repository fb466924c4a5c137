import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { STAND_INS } from "../../src/cli/migrate/stand-ins.ts"
import { type Cli, git, installCli, put } from "../cli/sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const [V4, V5, CORE] = STAND_INS.map(({ name, version }) => `npm:${name}@^${version}`) as [
  string,
  string,
  string,
]

const read = (folder: string, name = "package.json"): string =>
  readFileSync(join(folder, name), "utf8")

function app(dependencies: Record<string, string>, more: object = {}): string {
  return `${JSON.stringify({ name: "app", private: true, dependencies, ...more }, null, 2)}\n`
}

const migrate = (folder: string, ...args: string[]) =>
  cli.run(folder, ["migrate", "--yes", "--no-install", ...args])

describe("one line changes", () => {
  test.each([
    ["4.24.15", V4],
    ["^4.24.5", V4],
    ["~4.20.0", V4],
    ["latest", V4],
    ["5.0.0-beta.32", V5],
    ["^5.0.0-beta.25", V5],
    ["beta", V5],
    ["npm:next-auth@5.0.0-beta.30", V5],
  ])("next-auth %s", (spec, alias) => {
    const folder = cli.project({ "package.json": app({ "next-auth": spec, next: "16.0.0" }) })
    const { code, stderr } = migrate(folder)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(read(folder)).toBe(app({ "next-auth": alias, next: "16.0.0" }))
  })

  test("others' packages get our core", () => {
    const folder = cli.project({
      "package.json": app({ "@auth/prisma-adapter": "2.0.0", "next-auth": "4.24.15" }),
    })
    expect(migrate(folder).code).toBe(0)
    const changed = { "@auth/prisma-adapter": "2.0.0", "next-auth": V4 }
    expect(read(folder)).toBe(app(changed, { overrides: { "@auth/core": CORE } }))
  })

  test("npm names the package's own line, where there is one", () => {
    const before = { "@auth/core": "0.41.3", "@auth/sveltekit": "1.0.0" }
    const folder = cli.project({ "package.json": app(before) })
    expect(migrate(folder).code).toBe(0)
    const overrides = { "@auth/core": "$@auth/core" }
    expect(read(folder)).toBe(app({ ...before, "@auth/core": CORE }, { overrides }))
  })
})

test("nothing is changed without a yes", () => {
  const text = app({ "next-auth": "4.24.15" })
  const folder = cli.project({ "package.json": text })
  for (const args of [[], ["--dry-run"], ["--dry-run", "--yes"], ["--json"]]) {
    const { code, stdout } = cli.run(folder, ["migrate", ...args])
    expect(code).toBe(args.length === 0 ? 1 : 0)
    expect(stdout).toContain(V4)
    expect(read(folder)).toBe(text)
    expect(readdirSync(folder)).toEqual(["package.json"])
  }
})

test("twice says that nothing is left to do; undone, it is as it was, byte for byte", () => {
  const text = app({ "next-auth": "5.0.0-beta.32", "@auth/drizzle-adapter": "1.11.3" })
  const folder = cli.project({ "package.json": text })
  expect(migrate(folder).stdout).toContain("Now run: npm install")
  const again = migrate(folder)
  expect(again).toMatchObject({ code: 0, stderr: "" })
  expect(again.stdout).toContain("Nothing is left to do")
  expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
  expect(read(folder)).toBe(text)
  expect(readdirSync(folder)).toEqual(["package.json"])
})

test("git does not see the record", () => {
  const folder = cli.project({ "package.json": app({ "next-auth": "4.24.15" }) })
  git(folder, "init", "-q")
  git(folder, "add", ".")
  git(folder, "commit", "-qm", "one")
  expect(migrate(folder).code).toBe(0)
  expect(existsSync(join(folder, ".latchkey/migrate.json"))).toBe(true)
  expect(git(folder, "status", "--porcelain")).toBe(" M package.json\n")
})

test("undo refuses where files changed since, and says what", () => {
  const text = app({ "next-auth": "4.24.15" })
  const folder = cli.project({ "package.json": text })
  migrate(folder)
  const later = read(folder).replace('"app"', '"other"')
  put(folder, "package.json", later)
  const refused = cli.run(folder, ["migrate", "--undo", "--no-install"])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('-   "name": "app"')
  expect(refused.stderr).toContain('+   "name": "other"')
  expect(read(folder)).toBe(later)
  expect(cli.run(folder, ["migrate", "--undo", "--no-install", "--force"]).code).toBe(0)
  expect(read(folder)).toBe(text)
})

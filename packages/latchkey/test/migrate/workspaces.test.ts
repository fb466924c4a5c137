/**
 * A monorepo with next-auth 4 and 5 side by side, and what users type themselves: `npx latchkey migrate`, `npx auth secret`.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Machine, type ManagerTitle, startMachine } from "./real-project.ts"

let machine: Machine
beforeAll(async () => {
  machine = await startMachine()
}, 300_000)
afterAll(() => machine.stop(), 60_000)

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

/** What code in this folder gets by that name. */
const nameOf = `import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
const [, , from, name, below] = process.argv
let require = createRequire(process.cwd() + "/" + from)
if (below) require = createRequire(require.resolve(below))
try {
  console.log(JSON.parse(readFileSync(require.resolve(name + "/package.json"), "utf8")).name)
} catch (error) {
  if (!/not defined by "?exports"?/.test(error.message)) throw error
  console.log(name)
}
`

const files = {
  "package.json": json({ name: "repo", private: true, workspaces: ["apps/*", "packages/*"] }),
  "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n",
  ".npmrc": "legacy-peer-deps=true\nauto-install-peers=false\n",
  "name.mjs": nameOf,
  "apps/old/package.json": json({
    name: "old",
    private: true,
    dependencies: { "next-auth": "4.24.15" },
  }),
  "apps/old/lib/auth.ts": 'import type { NextAuthOptions } from "next-auth"\n',
  "apps/new/package.json": json({
    name: "new",
    private: true,
    dependencies: { "@auth/drizzle-adapter": "1.11.3", "next-auth": "5.0.0-beta.32" },
  }),
  "apps/new/auth.ts": 'import NextAuth from "next-auth"\n',
  "packages/ui/package.json": json({ name: "ui", private: true, dependencies: {} }),
}

describe.each<[ManagerTitle]>([["npm"], ["pnpm"]])("%s", (title) => {
  test("two majors in one workspace", { timeout: 300_000 }, () => {
    const { "pnpm-workspace.yaml": _, ...others } = files
    const project = machine.project(title, title === "pnpm" ? files : others)
    const named = (...words: string[]): string =>
      project.must(process.execPath, ["name.mjs", ...words]).trim()
    project.must(title, ["install"])
    const before = Object.keys(others).map((name) => project.read(name))

    const moved = project.migrate(["--yes"], "apps/new")
    expect(moved.code, moved.stdout + moved.stderr).toBe(0)
    expect(named("apps/old/", "next-auth")).toBe("@latchkey/next-auth-v4")
    expect(named("apps/new/", "next-auth")).toBe("@latchkey/next-auth-v5")
    expect(named("apps/new/", "@auth/core", "@auth/drizzle-adapter")).toBe("@latchkey/auth-core")
    expect(project.read("packages/ui/package.json")).toBe(files["packages/ui/package.json"])

    const back = project.migrate(["--undo"], "apps/old")
    expect(back.code, back.stdout + back.stderr).toBe(0)
    expect(Object.keys(others).map((name) => project.read(name))).toEqual(before)
    expect(named("apps/old/", "next-auth")).toBe("next-auth")
    expect(named("apps/new/", "@auth/core", "@auth/drizzle-adapter")).toBe("@auth/core")
  })
})

test("npx latchkey migrate, then npx auth secret", { timeout: 300_000 }, () => {
  const project = machine.project("npm", {
    ".npmrc": "legacy-peer-deps=true\n",
    "package.json": json({
      name: "app",
      private: true,
      dependencies: { express: "5.1.0", "next-auth": "4.24.15" },
    }),
  })
  project.must("npm", ["install"])
  const moved = project.run("npx", ["--yes", "latchkey", "migrate", "--yes"])
  expect(moved.code, moved.stdout + moved.stderr).toBe(0)
  expect(project.read("package.json")).toContain('"next-auth": "npm:@latchkey/next-auth-v4@^')

  // Offline: what is run is what the project has, not the package that is named `auth`.
  const offline = ["--no", "--offline", "auth", "secret"]
  const made = project.run("npx", offline)
  expect(made.code, made.stdout + made.stderr).toBe(0)
  const env = project.read(".env")
  expect(env).toMatch(/^AUTH_SECRET=\S{43,}\n$/)
  expect(made.stdout + made.stderr).not.toContain(env.slice("AUTH_SECRET=".length).trim())
  expect(project.run("npx", offline).stdout).toContain("Nothing was changed")
  expect(project.read(".env")).toBe(env)
  expect(project.must("npx", ["--no", "--offline", "auth", "secret", "--raw"])).toMatch(
    /^[A-Za-z0-9+/]{43}=\n$/,
  )
  expect(project.must("npx", ["--no", "--offline", "latchkey", "migrate", "--dry-run"])).toContain(
    "Nothing is left to do",
  )
})

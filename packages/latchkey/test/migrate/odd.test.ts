/**
 * Projects as they are: odd files, odd places, and things in the way.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
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
const migrate = (folder: string, ...args: string[]) =>
  cli.run(folder, ["migrate", "--yes", "--no-install", ...args])
const manifest = (dependencies: object, more: object = {}): string =>
  `${JSON.stringify({ name: "app", dependencies, ...more }, null, 2)}\n`

describe("how package.json is written stays", () => {
  test.each([
    ["tabs", '{\n\t"dependencies": {\n\t\t"next-auth": "4.24.15"\n\t}\n}\n'],
    ["CRLF", '{\r\n  "dependencies": {\r\n    "next-auth": "4.24.15"\r\n  }\r\n}\r\n'],
    ["one line", '{ "dependencies": { "next-auth": "4.24.15" } }'],
    ["four spaces, no end", '{\n    "dependencies": {\n        "next-auth":   "4.24.15"\n    }\n}'],
    ["a byte order mark", '\uFEFF{ "dependencies": { "next-auth": "4.24.15" } }\n'],
    [
      "comments and a trailing comma",
      '// mine\n{\n  "dependencies": {\n    /* old */ "next-auth": "4.24.15", // pinned\n  },\n}\n',
    ],
    [
      "a key twice",
      '{ "dependencies": { "next-auth": "3.0.0" }, "dependencies": { "next-auth": "4.24.15" } }',
    ],
  ])("%s", (_, text) => {
    const folder = cli.project({ "package.json": text })
    expect(migrate(folder)).toMatchObject({ code: 0, stderr: "" })
    expect(read(folder)).toBe(text.replace('"4.24.15"', `"${V4}"`))
    expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
    expect(read(folder)).toBe(text)
  })

  test.each([
    [
      '{"name":"a","dependencies":{"@auth/pg-adapter":"1","next-auth":"4.24.15"},"type":"module"}',
      `{"name":"a","dependencies":{"@auth/pg-adapter":"1","next-auth":"${V4}"},"type":"module","overrides":{"@auth/core":"${CORE}"}}`,
    ],
    [
      '{ "dependencies": { "@auth/pg-adapter": "1", "next-auth": "4.24.15" }, "overrides": {} }',
      `{ "dependencies": { "@auth/pg-adapter": "1", "next-auth": "${V4}" }, "overrides": { "@auth/core": "${CORE}" } }`,
    ],
  ])("in one line: %s", (text, expected) => {
    const folder = cli.project({ "package.json": text })
    expect(migrate(folder)).toMatchObject({ code: 0, stderr: "" })
    expect(read(folder)).toBe(expected)
  })

  test("an override goes in as the rest is written", () => {
    const text =
      '{\r\n\t"dependencies": {\r\n\t\t"@auth/pg-adapter": "1.0.0",\r\n\t\t"next-auth": "5.0.0-beta.32"\r\n\t},\r\n\t"overrides": {\r\n\t\t"zod": "4.0.0"\r\n\t}\r\n}\r\n'
    const folder = cli.project({ "package.json": text })
    expect(migrate(folder).code).toBe(0)
    const expected = text
      .replace("5.0.0-beta.32", V5)
      .replace('"4.0.0"', `"4.0.0",\r\n\t\t"@auth/core": "${CORE}"`)
    expect(read(folder)).toBe(expected)
  })
})

describe("what is not for this command", () => {
  test.each([
    [
      "next-auth 3",
      manifest({ "next-auth": "3.29.10" }),
      /This is next-auth 3.*bring it to 4 first/,
    ],
    ["Better Auth", manifest({ "better-auth": "1.7.0" }), /uses Better Auth/],
    ["nothing", manifest({ react: "19.0.0" }), /Neither next-auth nor @auth\/core/],
    ["a version that says nothing", manifest({ "next-auth": "github:me/fork" }), /can't be told/],
    ["broken JSON", '{ "dependencies": { "next-auth": "4.0.0" }\n\n', /no JSON at line 3/],
    ["a list", "[]", /holds no object/],
    ["an empty file", "", /no JSON at line 1/],
  ])("%s", (_, text, message) => {
    const folder = cli.project({ "package.json": text })
    const { code, stderr } = migrate(folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(read(folder)).toBe(text)
    expect(readdirSync(folder)).toEqual(["package.json"])
  })

  test("no package.json, or one in another language", () => {
    expect(migrate(cli.project()).stderr).toContain("There is no package.json here")
    const yaml = cli.project({ "package.yaml": "dependencies:\n  next-auth: 4.24.15\n" })
    expect(migrate(yaml).stderr).toContain("package.yaml isn't edited")
  })

  test("--undo without a migration; ways that exclude each other", () => {
    const folder = cli.project({ "package.json": manifest({ "next-auth": V4 }) })
    expect(cli.run(folder, ["migrate", "--undo"])).toMatchObject({ code: 1 })
    expect(cli.run(folder, ["migrate", "--undo", "--rename"])).toMatchObject({ code: 2 })
    expect(migrate(folder).stdout).toContain("Nothing is left to do")
  })
})

describe("the package manager", () => {
  const managerOf = (folder: string, ...args: string[]): string => {
    const { stdout } = cli.run(folder, ["migrate", "--json", ...args])
    return (JSON.parse(stdout) as { manager: { name: string } }).manager.name
  }
  const base = { "package.json": manifest({ "next-auth": "4.24.15" }) }

  test("no lock file is npm's, two need a word", () => {
    expect(managerOf(cli.project(base))).toBe("npm")
    const two = cli.project({
      ...base,
      "yarn.lock": "# yarn lockfile v1\n",
      "package-lock.json": "{}",
    })
    const { code, stderr } = migrate(two)
    expect({ code, stderr }).toMatchObject({ code: 1 })
    expect(stderr).toContain("There are package-lock.json and yarn.lock")
    expect(managerOf(two, "--manager", "yarn")).toBe("yarn classic")
    expect(migrate(two, "--manager", "cargo").code).toBe(2)
  })

  test("the field goes before lock files", () => {
    const text = manifest({ "next-auth": "4.24.15" }, { packageManager: "pnpm@10.2.0+sha512.abc" })
    const files = { "package.json": text, "package-lock.json": "{}", "yarn.lock": "" }
    expect(managerOf(cli.project(files))).toBe("pnpm")
  })

  test.each([
    ["bun.lock", "{}", "bun"],
    ["bun.lockb", "", "bun"],
    ["pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "pnpm"],
    ["yarn.lock", "# yarn lockfile v1\n", "yarn classic"],
    ["yarn.lock", "# by yarn\n\n__metadata:\n  version: 8\n", "yarn berry"],
  ])("%s %#", (name, text, title) => {
    expect(managerOf(cli.project({ ...base, [name]: text }))).toBe(title)
  })

  const withAdapter = { "@auth/pg-adapter": "1.0.0", "next-auth": "5.0.0-beta.32" }
  test.each([
    ["npm@11.0.0", { overrides: { "@auth/core": CORE } }],
    ["bun@1.3.0", { overrides: { "@auth/core": CORE } }],
    ["yarn@1.22.22", { resolutions: { "@auth/core": CORE } }],
    ["yarn@4.5.0", { resolutions: { "@auth/core": CORE } }],
    ["pnpm@9.15.0", { pnpm: { overrides: { "@auth/core": CORE } } }],
  ])("%s has its own place for overrides", (packageManager, expected) => {
    const folder = cli.project({ "package.json": manifest(withAdapter, { packageManager }) })
    expect(migrate(folder).code).toBe(0)
    const {
      name,
      dependencies,
      packageManager: own,
      ...more
    } = JSON.parse(read(folder)) as Record<string, unknown>
    expect({ name, own, dependencies }).toMatchObject({
      name: "app",
      own: packageManager,
      dependencies: { "next-auth": V5 },
    })
    expect(more).toEqual(expected)
  })

  test("pnpm from 10.6 on has it in pnpm-workspace.yaml", () => {
    const text = manifest(withAdapter, { packageManager: "pnpm@10.6.0" })
    const yaml = "# ours\npackages:\n  - .\n\noverrides:\n  zod: 4.0.0\n\ncatalog:\n  a: 1\n"
    const folder = cli.project({ "package.json": text, "pnpm-workspace.yaml": yaml })
    expect(migrate(folder).code).toBe(0)
    expect(read(folder, "pnpm-workspace.yaml")).toBe(
      yaml.replace("zod: 4.0.0\n", `zod: 4.0.0\n  "@auth/core": "${CORE}"\n`),
    )
    expect(read(folder)).toBe(text.replace("5.0.0-beta.32", V5))
    cli.run(folder, ["migrate", "--undo", "--no-install"])
    expect(read(folder, "pnpm-workspace.yaml")).toBe(yaml)

    const flow = cli.project({
      "package.json": text,
      "pnpm-workspace.yaml": "overrides: { zod: 4.0.0 }\n",
    })
    const { code, stdout } = migrate(flow)
    expect(code).toBe(1)
    expect(stdout).toContain('add "@auth/core"')
  })

  test("where pnpm's version can't be told, it says what hangs on it", () => {
    const folder = cli.project({ "package.json": manifest(withAdapter), "pnpm-lock.yaml": "" })
    const { stdout } = cli.run(folder, ["migrate", "--dry-run"], { PATH: "" })
    expect(stdout).toContain("Which pnpm this is can't be told")
    expect(stdout).toContain('"pnpm": {')
  })

  test("an override that holds a version names ours", () => {
    const overrides = { "next-auth": "4.24.5", "@auth/core": "0.34.0" }
    const folder = cli.project({
      "package.json": manifest({ "next-auth": "4.24.15" }, { overrides }),
    })
    expect(migrate(folder).code).toBe(0)
    expect(JSON.parse(read(folder))).toMatchObject({
      dependencies: { "next-auth": V4 },
      overrides: { "next-auth": "$next-auth", "@auth/core": CORE },
    })
  })
})

describe("workspaces", () => {
  const files = {
    "package.json": manifest({}, { workspaces: ["apps/*", "packages/**", "!apps/old"] }),
    "package-lock.json": "{}",
    "apps/web/package.json": manifest({ "next-auth": "4.24.15" }),
    "apps/admin/package.json": manifest({
      "next-auth": "5.0.0-beta.32",
      "@auth/pg-adapter": "1.0.0",
    }),
    "apps/old/package.json": manifest({ "next-auth": "3.0.0" }),
    "packages/deep/auth/package.json": manifest({ "@auth/core": "0.41.3" }),
    "packages/ui/package.json": manifest({ react: "19.0.0" }),
  }

  test("from any folder of it, every package that uses Auth.js", () => {
    const folder = cli.project(files)
    const { code, stderr } = migrate(join(folder, "apps/web"))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(read(folder, "apps/web/package.json")).toContain(V4)
    expect(read(folder, "apps/admin/package.json")).toContain(V5)
    expect(read(folder, "packages/deep/auth/package.json")).toContain(CORE)
    expect(JSON.parse(read(folder))).toMatchObject({
      dependencies: { "@auth/core": CORE },
      overrides: { "@auth/core": "$@auth/core" },
    })
    expect(read(folder, "apps/old/package.json")).toBe(files["apps/old/package.json"])
    expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
    for (const [name, text] of Object.entries(files)) expect(read(folder, name)).toBe(text)
  })

  test("a package behind a link is changed where it lies, once", () => {
    const elsewhere = cli.project({ "package.json": manifest({ "next-auth": "4.24.15" }) })
    const folder = cli.project({ "package.json": manifest({}, { workspaces: ["apps/*"] }) })
    mkdirSync(join(folder, "apps"))
    symlinkSync(elsewhere, join(folder, "apps/web"))
    symlinkSync(elsewhere, join(folder, "apps/again"))
    expect(migrate(folder)).toMatchObject({ code: 0, stderr: "" })
    expect(read(elsewhere)).toContain(V4)
    expect(cli.run(folder, ["migrate", "--undo", "--no-install"]).code).toBe(0)
    expect(read(elsewhere)).toContain("4.24.15")
  })

  test("a project below another that isn't its workspace stands alone", () => {
    const folder = cli.project({
      "package.json": "not even JSON",
      "app/package.json": manifest({ "next-auth": "4.24.15" }),
    })
    expect(migrate(join(folder, "app"))).toMatchObject({ code: 0 })
    expect(read(folder, "app/package.json")).toContain(V4)
  })
})

describe("in the way", () => {
  const base = { "package.json": manifest({ "next-auth": "4.24.15" }) }

  test.each([
    ["patches/next-auth+4.24.15.patch", {}],
    [".yarn/patches/next-auth-npm-4.24.15-abc.patch", {}],
    ["patches/@auth+core+0.41.3.patch", {}],
  ])("%s", (name) => {
    const folder = cli.project({ ...base, [name]: "--- a\n", "patches/react+19.patch": "" })
    const { code, stdout } = migrate(folder)
    expect(code).toBe(1)
    expect(stdout).toContain(`${name} changes code`)
    expect(stdout).not.toContain("react+19")
    expect(read(folder)).toBe(base["package.json"])
    expect(migrate(folder, "--force").code).toBe(0)
  })

  test("changes that git does not have yet", () => {
    const folder = cli.project({ ...base, "other.txt": "1" })
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    put(folder, "other.txt", "2")
    put(folder, "new.txt", "2")
    put(folder, "package.json", `${base["package.json"]} `)
    const { code, stdout } = migrate(folder)
    expect(code).toBe(1)
    expect(stdout).toContain("git has uncommitted changes in package.json:")
    expect(migrate(folder, "--force").code).toBe(0)
  })

  test("a folder that can't be written to", () => {
    const folder = cli.project(base)
    // Root may write anywhere: there, the record's place is taken.
    if (process.getuid?.() === 0) put(folder, ".latchkey", "a file")
    else chmodSync(folder, 0o500)
    const { code, stderr } = migrate(folder)
    chmodSync(folder, 0o700)
    expect(code).toBe(1)
    expect(stderr).toMatch(/EACCES|EEXIST|ENOTDIR/)
    expect(stderr).not.toContain("    at ")
    expect(read(folder)).toBe(base["package.json"])
  })
})

describe("killed between two files", () => {
  const count = 60
  const files: Record<string, string> = { "package.json": manifest({ "next-auth": "4.24.15" }) }
  for (let at = 0; at < count; at += 1) files[`src/f${at}.ts`] = `import "next-auth/jwt" // ${at}\n`
  const modules = new URL("../../../../node_modules/", import.meta.url).pathname

  /** Kills it as soon as a file is changed, and says how many are. */
  async function killed(): Promise<{ folder: string; changed: number }> {
    for (let tries = 0; tries < 20; tries += 1) {
      const folder = cli.project(files)
      mkdirSync(join(folder, "node_modules"))
      symlinkSync(join(modules, "typescript"), join(folder, "node_modules/typescript"))
      const child = cli.spawn(folder, ["migrate", "--rename", "--yes", "--no-install"])
      const gone = new Promise((resolve) => child.once("close", resolve))
      while (child.exitCode === null && !read(folder, "src/f0.ts").includes("latchkey"))
        await sleep(0)
      child.kill("SIGKILL")
      await gone
      const changed = Object.keys(files).filter((name) =>
        read(folder, name).includes("latchkey"),
      ).length
      if (changed > 0 && changed <= count) return { folder, changed }
    }
    throw new Error("it was never caught between two files")
  }

  test("undone", async () => {
    const { folder } = await killed()
    expect(cli.run(folder, ["migrate", "--undo", "--no-install"])).toMatchObject({ code: 0 })
    for (const [name, text] of Object.entries(files)) expect(read(folder, name)).toBe(text)
    expect(readdirSync(folder).sort()).toEqual(["node_modules", "package.json", "src"])
    expect(readdirSync(join(folder, "src")).length).toBe(count)
  })

  test("run again", async () => {
    const { folder } = await killed()
    expect(migrate(folder).stderr).toContain("An earlier run was interrupted")
    for (const name of Object.keys(files)) expect(read(folder, name)).toContain("latchkey")
    expect(readdirSync(join(folder, "src")).length).toBe(count)
    expect(cli.run(folder, ["migrate", "--undo", "--no-install"])).toMatchObject({ code: 0 })
    for (const [name, text] of Object.entries(files)) expect(read(folder, name)).toBe(text)
  })

  test("a record that is garbage is said to be", () => {
    const folder = cli.project({ ...files, ".latchkey/migrate.json": "{" })
    const { code, stderr } = migrate(folder)
    expect(code).toBe(1)
    expect(stderr).toContain(".latchkey/migrate.json can't be read")
    expect(read(folder)).toBe(files["package.json"])
  })
})

import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inspectSecret } from "../../src/keys/generate.ts"
import { type Cli, git, installCli } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const next = { "package.json": '{"dependencies":{"next":"16"}}' }
const express = { "package.json": '{"dependencies":{"express":"5"}}' }
const read = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8")
const secretIn = (text: string, name = "AUTH_SECRET"): string =>
  new RegExp(`^${name}=(.*)$`, "m").exec(text)![1]!.trim()

describe("writes a secret to the file that the framework reads", () => {
  test.each([
    ["next", ".env.local", "development"],
    ["express", ".env", undefined],
    ["@sveltejs/kit", ".env", undefined],
    ["vite", ".env", undefined],
  ])("%s: %s", (name, file, environment) => {
    const folder = cli.project({ "package.json": `{"devDependencies":{"${name}":"1"}}` })
    const { code, stdout, stderr } = cli.run(folder, ["secret"])
    expect(code).toBe(0)
    const secret = secretIn(read(folder, file))
    expect(inspectSecret(secret)).toEqual({ environment, damage: undefined })
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    expect(stdout).toContain(file)
    expect(stdout + stderr).not.toContain(secret)
    expect(readdirSync(folder).sort()).toEqual([file, "package.json"].sort())
  })

  test("keeps the other lines, comments and line ends of a file, and its mode", () => {
    const folder = cli.project({
      ...next,
      ".env.local": "# mine\r\nA='b c'\r\nAUTH_SECRET=\r\nB=2",
    })
    chmodSync(join(folder, ".env.local"), 0o640)
    expect(cli.run(folder, ["secret"]).code).toBe(0)
    const text = read(folder, ".env.local")
    expect(text.replace(secretIn(text), "…")).toBe("# mine\r\nA='b c'\r\nAUTH_SECRET=…\r\nB=2")
    expect(statSync(join(folder, ".env.local")).mode & 0o777).toBe(0o640)
  })

  test("writes through a link", () => {
    const folder = cli.project({ ...next, "shared.env": "A=1\n" })
    symlinkSync("shared.env", join(folder, ".env.local"))
    expect(cli.run(folder, ["secret"]).code).toBe(0)
    expect(read(folder, "shared.env")).toMatch(/^A=1\nAUTH_SECRET=latchkey_dev_/)
  })

  test("--file says where, and tags by its name", () => {
    const folder = cli.project()
    expect(cli.run(folder, ["secret", "--file", ".env.production.local"]).code).toBe(0)
    expect(read(folder, ".env.production.local")).toMatch(/^AUTH_SECRET=latchkey_prod_/)
  })

  test("--dir names the project", () => {
    const folder = cli.project({ "app/package.json": next["package.json"] })
    expect(cli.run(folder, ["secret", "--dir", "app"]).code).toBe(0)
    expect(existsSync(join(folder, "app/.env.local"))).toBe(true)
  })
})

describe("a secret that is there is never overwritten silently", () => {
  test.each([".env.local", ".env", ".env.development.local"])("in %s", (file) => {
    const folder = cli.project({ ...next, [file]: "AUTH_SECRET=an-old-one\n" })
    const { code, stdout } = cli.run(folder, ["secret"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/AUTH_SECRET \(key [\w-]{8}\) is in \S+ already\. Nothing was changed/)
    expect(stdout).toContain("latchkey secret --rotate")
    expect(stdout).not.toContain("an-old-one")
    expect(read(folder, file)).toBe("AUTH_SECRET=an-old-one\n")
  })

  test("--yes alone is no yes to that, and NEXTAUTH_SECRET counts", () => {
    const folder = cli.project({ ...next, ".env.local": "NEXTAUTH_SECRET=an-old-one\n" })
    const { code, stdout } = cli.run(folder, ["secret", "--yes", "--json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      written: false,
      existing: { name: "NEXTAUTH_SECRET", file: ".env.local" },
    })
    expect(read(folder, ".env.local")).toBe("NEXTAUTH_SECRET=an-old-one\n")
  })

  test("--rotate adds under the next free number, whose highest is the newest", () => {
    const folder = cli.project({ ...next, ".env.local": "AUTH_SECRET=old\n" })
    for (const name of ["AUTH_SECRET_1", "AUTH_SECRET_2", "AUTH_SECRET_3"]) {
      const { code, stdout } = cli.run(folder, ["secret", "--rotate"])
      expect(code).toBe(0)
      expect(stdout).toContain(name)
      expect(secretIn(read(folder, ".env.local"), name)).toMatch(/^latchkey_dev_/)
    }
    const full = read(folder, ".env.local")
    expect(full).toMatch(/^AUTH_SECRET=old$/m)
    const { code, stderr } = cli.run(folder, ["secret", "--rotate"])
    expect(code).toBe(1)
    expect(stderr).toMatch(/All of AUTH_SECRET.* are in use\. Nothing was changed/)
    expect(read(folder, ".env.local")).toBe(full)
  })

  test("--rotate goes past a gap, so that the new one is the newest", () => {
    const folder = cli.project({ ...next, ".env.local": "AUTH_SECRET=a\nAUTH_SECRET_2=b\n" })
    expect(cli.run(folder, ["secret", "--rotate"]).code).toBe(0)
    expect(read(folder, ".env.local")).toMatch(/^AUTH_SECRET_3=latchkey_/m)
  })

  test("--force replaces", () => {
    const folder = cli.project({ ...next, ".env.local": "AUTH_SECRET=an-old-one\n" })
    expect(cli.run(folder, ["secret", "--force"]).code).toBe(0)
    expect(read(folder, ".env.local")).not.toContain("an-old-one")
  })
})

describe("git", () => {
  test("says that git would commit the file, and with --yes adds the line", () => {
    const folder = cli.project({ ...next, ".gitignore": "node_modules" })
    git(folder, "init", "-q")
    expect(cli.run(folder, ["secret"]).stdout).toContain("git would commit .env.local")
    expect(cli.run(folder, ["secret", "--force", "--yes"]).code).toBe(0)
    expect(read(folder, ".gitignore")).toBe("node_modules\n.env.local\n")
    expect(git(folder, "status", "--porcelain")).not.toContain(".env")
  })

  test("writes no secret into a file that git keeps", () => {
    const folder = cli.project({ ...express, ".env": "A=1\n" })
    git(folder, "init", "-q")
    git(folder, "add", ".")
    const { code, stderr } = cli.run(folder, ["secret"])
    expect(code).toBe(1)
    expect(stderr).toMatch(/git keeps \.env.*Nothing was written/)
    expect(read(folder, ".env")).toBe("A=1\n")
  })
})

describe("clear answers", () => {
  test.each([
    ["no package.json", {}, /no package\.json here.*--file/],
    ["no framework", { "package.json": "{}" }, /names no framework.*--file/],
    ["a broken package.json", { "package.json": "{" }, /names no framework.*--file/],
    [
      "several frameworks",
      { "package.json": '{"dependencies":{"next":"16","express":"5"}}' },
      /several frameworks here: next \(\.env\.local\), express \(\.env\).*--file/,
    ],
  ])("%s", (_, files, message) => {
    const folder = cli.project(files as Record<string, string>)
    const { code, stderr } = cli.run(folder, ["secret"])
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(readdirSync(folder)).toEqual(Object.keys(files))
  })

  test("several frameworks that agree on the file", () => {
    const folder = cli.project({ "package.json": '{"dependencies":{"hono":"4","express":"5"}}' })
    expect(cli.run(folder, ["secret"]).code).toBe(0)
    expect(existsSync(join(folder, ".env"))).toBe(true)
  })

  test("a folder that can't be written", () => {
    const folder = cli.project(next)
    chmodSync(folder, 0o500)
    const { code, stderr } = cli.run(folder, ["secret"])
    chmodSync(folder, 0o700)
    // The superuser may write everywhere.
    if (process.getuid?.() !== 0) {
      expect(code).toBe(1)
      expect(stderr).toMatch(/EACCES/)
      expect(stderr).not.toMatch(/latchkey_dev_/)
    }
  })

  test.each([[["secret", "--nonsense"]], [["secret", "extra"]], [["secret", "--raw", "--copy"]]])(
    "a wrong call: %j",
    (args) => {
      const { code, stdout, stderr } = cli.run(cli.project(next), args)
      expect(code).toBe(2)
      expect(stdout).toBe("")
      expect(stderr).toContain("--help")
    },
  )
})

test("--raw prints 32 bytes of base64 and nothing else", () => {
  const { code, stdout, stderr } = cli.run(cli.project(), ["secret", "--raw"])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^[\w+/]{43}=\n$/)
  expect(stderr).toBe("")
})

describe("--copy", () => {
  test("hands the secret to the clipboard by standard input", () => {
    const { path, calls } = cli.standIns({ pbcopy: {} })
    const folder = cli.project(next)
    const { code, stdout, stderr } = cli.run(folder, ["secret", "--copy"], { PATH: path })
    expect(code).toBe(0)
    const [call] = calls()
    expect(inspectSecret(call!.stdin)?.damage).toBeUndefined()
    expect(call!.args).toEqual([])
    expect(stdout + stderr).not.toContain(call!.stdin)
    expect(readdirSync(folder)).toEqual(["package.json"])
  })

  test("tries the next one where one fails", () => {
    const { path, calls } = cli.standIns({ "wl-copy": { exit: 1 }, xclip: {} })
    const env = { PATH: path, WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }
    expect(cli.run(cli.project(), ["secret", "--copy"], env).code).toBe(0)
    expect(calls().map((call) => call.program)).toEqual(["wl-copy", "xclip"])
  })

  test("without a clipboard", () => {
    const { path } = cli.standIns({})
    const { code, stdout, stderr } = cli.run(cli.project(), ["secret", "--copy"], { PATH: path })
    expect(code).toBe(1)
    expect(stdout).toBe("")
    expect(stderr).toMatch(/no clipboard here.*--raw/)
  })
})

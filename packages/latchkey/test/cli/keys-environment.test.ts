import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { environmentKeys } from "../../src/keys/environment.ts"
import { generateSecret } from "../../src/keys/generate.ts"
import { ringKey } from "../../src/keys/ring-key.ts"
import { parseEnv } from "../../src/cli/project/env-file.ts"
import { type Cli, type CliResult, git, installCli, put } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const DAY = 86_400_000
const next = { "package.json": '{"dependencies":{"next":"16"}}' }
const read = (folder: string, file = ".env.local"): string =>
  readFileSync(join(folder, file), "utf8")
const idOf = async (secret: string): Promise<string> => (await ringKey(secret)).id

/** Runs a command and searches what it prints for the secrets that were and are in the file. */
function keys(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): CliResult {
  const before = secretsIn(folder)
  const given = env["AUTH_SECRET"] ? [env["AUTH_SECRET"]] : []
  const result = cli.run(folder, ["keys", ...args], env)
  for (const secret of new Set([...before, ...secretsIn(folder), ...given])) {
    const bytes = Buffer.from(secret)
    for (const form of [
      secret,
      ...(["hex", "base64", "base64url"] as const).map((to) => bytes.toString(to)),
    ]) {
      expect(result.stdout + result.stderr).not.toContain(form)
    }
  }
  return result
}

function secretsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(".env"))
    .flatMap((name) => parseEnv(read(folder, name)))
    .flatMap(({ value }) => value.split(/[,@]/))
    .filter((value) => value.length > 20)
}

/** What an application makes of the file. */
function secretsOf(folder: string, file = ".env.local", now = Date.now()): readonly string[] {
  const values = new Map(parseEnv(read(folder, file)).map(({ name, value }) => [name, value]))
  return environmentKeys(
    Object.assign((name: string) => values.get(name), { scope: values }),
    now,
  ).secrets
}

test("the life of a secret in an env file: next, promote, prune", async () => {
  const old = generateSecret()
  const folder = cli.project({ ...next, ".env.local": `# mine\nA="b c"\nAUTH_SECRET='${old}'\n` })
  chmodSync(join(folder, ".env.local"), 0o640)
  const first = keys(folder, ["status"])
  expect(first.stdout).toMatch(
    new RegExp(`${await idOf(old)} +seals +AUTH_SECRET in \\.env\\.local`),
  )

  expect(keys(folder, ["next"])).toMatchObject({ code: 0, stderr: "" })
  const [sealing, published] = secretsOf(folder)
  expect(sealing).toBe(old)
  expect(published).toMatch(/^latchkey_dev_/)
  expect(keys(folder, ["next"])).toMatchObject({ code: 1, stdout: "" })
  expect(keys(folder, ["rotate"]).stderr).toMatch(/published already and waits/)
  expect(secretsOf(folder)).toEqual([old, published])

  expect(keys(folder, ["promote"])).toMatchObject({ code: 0, stderr: "" })
  expect(secretsOf(folder)).toEqual([published, old])
  expect(read(folder)).toMatch(
    /^# mine\nA="b c"\nAUTH_SECRET='.*'\n# latchkey: AUTH_SECRET_1 seals since /,
  )
  expect(keys(folder, ["promote"]).stderr).toMatch(/no key that waits.*latchkey keys next/)

  // As long as sessions of the old one may be alive, it stays.
  const refused = keys(folder, ["prune"])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/Nothing was dropped.*\(in 30 days\)/)
  expect(secretsOf(folder)).toEqual([published, old])
  const since = new Date(Date.now() - 31 * DAY).toISOString()
  put(folder, ".env.local", read(folder).replace(/since \S+/, `since ${since}`))
  expect(keys(folder, ["prune", "--max-age", "60d"]).code).toBe(1)
  const pruned = keys(folder, ["prune"])
  expect(pruned.code).toBe(0)
  expect(pruned.stdout).toMatch(/ends {3}nothing that is alive/)
  expect(secretsOf(folder)).toEqual([published])
  expect(parseEnv(read(folder)).map(({ name }) => name)).toEqual(["A", "AUTH_SECRET"])
  expect(statSync(join(folder, ".env.local")).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder).sort()).toEqual([".env.local", "package.json"])
})

describe("rotate, in one step by a date", () => {
  test("a day from now; promote brings it forward, prune makes it AUTH_SECRET", () => {
    const old = generateSecret()
    const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${old}\n` })
    expect(keys(folder, ["rotate"])).toMatchObject({ code: 0, stderr: "" })
    const [sealing, waiting] = secretsOf(folder)
    expect(sealing).toBe(old)
    expect(secretsOf(folder, ".env.local", Date.now() + DAY - 120_000)[0]).toBe(old)
    expect(secretsOf(folder, ".env.local", Date.now() + DAY + 120_000)).toEqual([waiting, old])
    expect(keys(folder, ["status"]).stdout).toMatch(
      /published.*\(in 24 hours\)|published.*\(in 1 day\)/,
    )
    expect(keys(folder, ["promote"]).code).toBe(0)
    expect(secretsOf(folder)).toEqual([waiting, old])
    expect(keys(folder, ["prune"]).code).toBe(1)
    expect(keys(folder, ["prune", "--yes"]).stdout).toMatch(/sealed, if any of it is left/)
    expect(read(folder)).toBe(`AUTH_SECRET=${waiting}\n`)
  })

  test("--at a date; a date that was, or says no zone, is a wrong call", () => {
    const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${generateSecret()}\n` })
    for (const at of ["2020-01-01", "2099-12-01T00:00", "soon"]) {
      expect(keys(folder, ["rotate", "--at", at]).code).toBe(2)
    }
    expect(keys(folder, ["rotate", "--at", "2099-12-01T01:00+01:00"]).code).toBe(0)
    expect(read(folder)).toMatch(/^AUTH_SECRETS=latchkey_dev_\w+@2099-12-01T00:00Z$/m)
    expect(keys(folder, ["rotate", "--now"]).code).toBe(2)
  })

  test("of three, prune drops the one that is over by its dates, and keeps the others", () => {
    const [a, b, c] = [generateSecret(), generateSecret(), generateSecret()]
    const at = (days: number): string =>
      new Date(Date.now() - days * DAY).toISOString().slice(0, 16) + "Z"
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET=${a}\nAUTH_SECRETS=${c}@${at(2)},${b}@${at(40)}\n`,
    })
    expect(keys(folder, ["prune"]).code).toBe(0)
    expect(secretsOf(folder)).toEqual([c, b])
    expect(read(folder)).not.toContain(a)
  })
})

describe("revoke", () => {
  test("asks first, removes it from every file, and makes a new one where it was the only one", async () => {
    const leaked = generateSecret()
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET=${leaked}\nAUTH_GITHUB_SECRET=an-oauth-client-secret\n`,
      ".env.production": `AUTH_SECRET=${leaked}\nDATABASE_URL=postgres://u:database-password@h/d\n`,
    })
    const id = await idOf(leaked)
    const asked = keys(folder, ["revoke", id])
    expect(asked.code).toBe(1)
    expect(asked.stderr).toMatch(/ends {3}sessions in cookies/)
    expect(asked.stderr).toMatch(/keeps {2}sessions in a database/)
    expect(asked.stderr).toMatch(/client secrets for AUTH_GITHUB_SECRET/)
    expect(secretsOf(folder)).toEqual([leaked])
    const done = keys(folder, ["revoke", id, "--yes"])
    expect(done).toMatchObject({ code: 0 })
    expect(done.stdout).toMatch(/which is new, seals wherever this is deployed/)
    expect(secretsOf(folder)).toHaveLength(1)
    expect(read(folder) + read(folder, ".env.production")).not.toContain(leaked)
    expect(read(folder, ".env.production")).toMatch(/^DATABASE_URL=/)
  })

  test("an older one seals where there is one; one of a list leaves the list", async () => {
    const [a, b, c] = [generateSecret(), generateSecret(), generateSecret()]
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET=${a}\nAUTH_SECRETS=${c}@2020-01-02T00:00Z,${b}@2020-01-01T00:00Z\n`,
    })
    expect(keys(folder, ["revoke", await idOf(c), "--yes"]).code).toBe(0)
    expect(secretsOf(folder)).toEqual([b, a])
    expect(keys(folder, ["revoke", await idOf(a), await idOf(b), "--yes"]).code).toBe(0)
    expect(secretsOf(folder)).toHaveLength(1)
    expect([a, b, c]).not.toContain(secretsOf(folder)[0])
  })

  test("one that has only a published key behind it is replaced, so that something seals", async () => {
    const [old, coming] = [generateSecret(), generateSecret()]
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET=${old}\nAUTH_SECRET_NEXT=${coming}\n`,
    })
    expect(keys(folder, ["revoke", await idOf(old), "--yes"]).code).toBe(0)
    const [sealing, published] = secretsOf(folder)
    expect(published).toBe(coming)
    expect([old, coming]).not.toContain(sealing)
  })

  test("what stands in this process's environment too is named: exit 3", async () => {
    const leaked = generateSecret()
    const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET_1=${leaked}\n` })
    const result = keys(folder, ["revoke", await idOf(leaked), "--yes"], { AUTH_SECRET: leaked })
    expect(result.code).toBe(3)
    expect(result.stdout).toMatch(/AUTH_SECRET is set in this process's environment too/)
    const nowhere = keys(folder, ["revoke", await idOf(leaked), "--yes"], { AUTH_SECRET: leaked })
    expect(nowhere.code).toBe(1)
    expect(nowhere.stderr).toMatch(/latchkey secret --to <platform> --force/)
  })

  test("an id that isn't there, or begins with a dash", async () => {
    const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${generateSecret()}\n` })
    const before = read(folder)
    expect(keys(folder, ["revoke", "AAAAAAAA", "--yes"]).code).toBe(1)
    expect(keys(folder, ["revoke", "--yes", "--", "-AAAAAAA"]).stderr).toMatch(
      /There is no such key/,
    )
    expect(keys(folder, ["revoke", "-AAAAAAA", "--yes"]).stderr).toMatch(/There is no such key/)
    expect(keys(folder, ["revoke", "--reason"]).code).toBe(2)
    expect(keys(folder, ["revoke"]).code).toBe(2)
    expect(read(folder)).toBe(before)
  })
})

describe("git and other places", () => {
  test("no file is written that git keeps, and one that git would show is named", () => {
    const secret = generateSecret()
    const folder = cli.project({ ...next, ".env": `AUTH_SECRET=${secret}\n` })
    git(folder, "init", "-q")
    expect(keys(folder, ["next"]).stdout).toMatch(/git would commit \.env: add it to \.gitignore/)
    expect(keys(folder, ["promote", "--yes"]).stdout).toContain(".gitignore now has .env.")
    git(folder, "add", "--force", ".env")
    const before = read(folder, ".env")
    for (const args of [["next"], ["rotate"], ["prune", "--yes"]]) {
      const { code, stderr } = keys(folder, args)
      expect(code).toBe(1)
      expect(stderr).toMatch(/git keeps \.env/)
    }
    expect(read(folder, ".env")).toBe(before)
  })

  test("a value that needs quotes is moved as it is written, or not at all", () => {
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET="a $ecret with # and 'quotes'-0123456789"\n`,
    })
    expect(keys(folder, ["next"]).code).toBe(0)
    expect(keys(folder, ["promote"]).code).toBe(0)
    expect(keys(folder, ["prune", "--yes"]).code).toBe(0)
    const list = cli.project({
      ...next,
      ".env.local": `AUTH_SECRETS="has a blank in it 0123456789abcdef"\n`,
    })
    const before = read(list)
    expect(keys(list, ["rotate"]).stderr).toMatch(
      /characters that need quotes.*Nothing was changed/,
    )
    expect(read(list)).toBe(before)
  })

  test("a secret of the environment alone can't be changed here, but given to a platform", async () => {
    const secret = generateSecret()
    const folder = cli.project(next)
    const env = { AUTH_SECRET: secret }
    expect(keys(folder, ["status"], env).stdout).toContain("AUTH_SECRET in this environment")
    for (const command of ["next", "rotate"]) {
      const { code, stderr } = keys(folder, [command], env)
      expect(code).toBe(1)
      expect(stderr).toMatch(/--to <platform>; for a file: --file <file>/)
    }
    const { path, calls } = cli.standIns({ vercel: { prints: { ls: "AUTH_SECRET production" } } })
    const to = keys(folder, ["rotate", "--to", "vercel:production", "--at", "2099-01-01"], {
      ...env,
      PATH: path,
    })
    expect(to.code).toBe(0)
    const [, add] = calls()
    expect(add!.args.slice(0, 4)).toEqual(["env", "add", "AUTH_SECRETS", "production"])
    expect(add!.stdin).toMatch(/^latchkey_prod_\w+@2099-01-01T00:00Z$/)
    expect(to.stdout + to.stderr + add!.args.join(" ")).not.toContain(add!.stdin.split("@")[0])
    expect(readdirSync(folder)).toEqual(["package.json"])
  })

  test("next and promote through a platform, the value kept in a file between", () => {
    const folder = cli.project({
      ...next,
      ".env.production.local": `AUTH_SECRET=${generateSecret()}\n`,
    })
    const { path, calls } = cli.standIns({ fly: {} })
    const env = { PATH: path }
    const target = ["--to", "fly", "--env", "production"]
    expect(keys(folder, ["promote", "--to", "fly"], env).code).toBe(1)
    expect(keys(folder, ["next", ...target, "--file", ".env.production.local"], env).code).toBe(0)
    const coming = /^AUTH_SECRET_NEXT=(.*)$/m.exec(read(folder, ".env.production.local"))![1]!
    expect(calls().at(-1)!.stdin).toBe(`AUTH_SECRET_NEXT=${coming}\n`)
    expect(keys(folder, ["promote", ...target], env).code).toBe(0)
    expect(calls().at(-1)!.stdin).toBe(`AUTH_SECRET_1=${coming}\n`)
  })

  test("an empty folder, without git and without anything: clear answers", () => {
    const folder = cli.project()
    for (const command of [
      "status",
      "next",
      "promote",
      "rotate",
      "prune",
      "export",
      "revoke AAAAAAAA",
    ]) {
      const { code, stdout, stderr } = keys(folder, command.split(" "), { PATH: "" })
      expect(code).toBe(1)
      expect(stdout).toBe("")
      expect(stderr).toMatch(/^✗ There is no (?:secret here|such key here)/)
      const json = keys(folder, [...command.split(" "), "--json"], { PATH: "" })
      expect(JSON.parse(json.stdout)).toMatchObject({ ok: false })
    }
    expect(keys(folder, ["rewrap"]).stderr).toMatch(/no root/)
    expect(readdirSync(folder)).toEqual([])
  })
})

test("--json and --help of every command", async () => {
  const secret = generateSecret()
  const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${secret}\n` })
  const id = await idOf(secret)
  expect(JSON.parse(keys(folder, ["status", "--json"]).stdout)).toEqual({
    ok: true,
    kind: "static",
    environment: "development",
    keys: [
      {
        id,
        state: "active",
        places: [{ name: "AUTH_SECRET", file: ".env.local" }],
        from: null,
        until: null,
      },
    ],
  })
  expect(JSON.parse(keys(folder, ["next", "--json"]).stdout)).toMatchObject({
    ok: true,
    kind: "static",
    changed: [{ file: ".env.local", name: "AUTH_SECRET_NEXT", what: "set" }],
    ends: [],
  })
  expect(JSON.parse(keys(folder, ["export", "--json"]).stdout).keys[0]).toBe(id)
  const all = keys(folder, ["--help"])
  expect(all.code).toBe(0)
  const commands = [...all.stdout.matchAll(/^ {2}([a-z]+) (?:<key…?>)? /gm)].map(
    ([, name]) => name!,
  )
  expect(commands.length).toBeGreaterThanOrEqual(9)
  for (const command of commands) {
    const { code, stdout } = keys(folder, [command, "--help"])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: latchkey keys ${command} `))
    expect(keys(folder, [command, "--nonsense"]).stderr).toContain(
      `latchkey keys ${command} --help`,
    )
  }
  expect(keys(folder, [])).toMatchObject({ code: 2, stdout: "" })
  expect(keys(folder, ["nonsense"])).toMatchObject({ code: 2, stdout: "" })
})

test("export --raw prints the strings, the one that seals first, and warns", () => {
  const [a, b] = [generateSecret(), generateSecret()]
  const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${a}\nAUTH_SECRET_1=${b}\n` })
  expect(keys(folder, ["export"]).stdout).toMatch(
    /seals +as AUTH_SECRET_1\n.* opens +as AUTH_SECRET\n/,
  )
  const raw = cli.run(folder, ["keys", "export", "--raw"])
  expect(raw).toMatchObject({ code: 0, stdout: `${b}\n${a}\n` })
  expect(raw.stderr).toMatch(/These are secrets/)
})

test("bare `latchkey secret` offers these commands where a secret exists", () => {
  const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${generateSecret()}\n` })
  const { stdout } = cli.run(folder, ["secret"])
  for (const command of ["status", "rotate", "next", "revoke"]) {
    expect(stdout).toContain(`latchkey keys ${command}`)
  }
})

describe("docs/operations.md", () => {
  const file = new URL("../../../../docs/operations.md", import.meta.url)
  const text = readFileSync(file, "utf8")
  const fenced = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, code]) =>
    code!.split("\n"),
  )
  const inline = [...text.matchAll(/`(npx latchkey [^`]+)`/g)].map(([, code]) => code!)
  const calls = [...fenced, ...inline].filter((line) => line.startsWith("npx latchkey "))

  test.each([...new Set(calls)])("%s is a call that works", (call) => {
    const words = [...call.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word.replaceAll('"', ""))
    const folder = cli.project({ ...next, ".env.local": `AUTH_SECRET=${generateSecret()}\n` })
    const { code, stderr } = cli.run(folder, words.slice(2), { PATH: "" })
    // It may have nothing to do here, but it is no wrong call, but where it is for a ring only.
    if (words.includes("--now")) expect(stderr).toMatch(/--now is for a ring/)
    else expect([0, 1]).toContain(code)
    if (!words.includes("keys")) return
    const options = words.filter((word) => word.startsWith("--"))
    const help = cli.run(folder, [words[2]!, words[3]!, "--help"]).stdout
    for (const option of options) expect(help).toContain(option)
  })
})

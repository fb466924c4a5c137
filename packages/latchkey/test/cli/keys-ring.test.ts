import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { DatabaseSync } from "node:sqlite"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { randomToken } from "../../src/crypto/index.ts"
import { decode } from "../../src/doors/v5/jwt.ts"
import { generateSecret } from "../../src/keys/generate.ts"
import { mysqlServer, postgresServer, redisServer } from "../stores/servers.ts"
import { buildApplication, type Instance, type Instances } from "./instances.ts"
import { type Cli, type CliResult, installCli } from "./sandbox.ts"

let cli: Cli
let instances: Instances
beforeAll(async () => {
  ;[cli, instances] = await Promise.all([installCli(), buildApplication()])
})
afterAll(async () => {
  await instances.remove()
  cli.remove()
  if (!postgresServer.reachable) return
  const client = new pg.Client({ connectionString: postgresServer.url })
  await client.connect()
  await client.query("DELETE FROM cli_keys_test WHERE ring LIKE $1", [`%${unique}`])
  await client.end()
})

const SALT = "authjs.session-token"
/** Auth.js's format names no key of ours, so what a revoked one sealed is of no key that is known. */
const REFUSED = /^(?:revoked|unknown)$/
const unique = randomToken(6).replaceAll("-", "_")

interface Status {
  readonly status: {
    readonly active: string
    readonly rev: number
    readonly behind: readonly string[]
    readonly keys: readonly { readonly id: string; readonly state: string }[]
    readonly roots: readonly { readonly root: string }[]
  }
}

interface Application {
  readonly folder: string
  /** What no output may hold. */
  readonly secrets: Set<string>
  keys(...args: string[]): CliResult
  start(...args: string[]): Promise<CliResult>
  clean(result: CliResult): CliResult
  status(): Status["status"]
  instance(name: string, env?: Record<string, string>): Promise<Instance>
}

/** An application with this ring: a folder, and what runs the CLI in it; each output is searched for secrets. */
function application(address: string, packages: readonly string[] = []): Application {
  const secret = generateSecret()
  const folder = cli.project({
    "package.json": "{}",
    ".env": `AUTH_KEYRING_URL="${address}"\nAUTH_SECRET=${secret}\n`,
  })
  cli.install(folder, packages)
  const secrets = new Set([secret, new URL(address.split("#")[0]!).password].filter(Boolean))
  const clean = (result: CliResult): CliResult => {
    for (const one of secrets) expectAbsent(result.stdout + result.stderr, one)
    return result
  }
  const keys = (...args: string[]): CliResult => clean(cli.run(folder, ["keys", ...args]))
  return {
    folder,
    secrets,
    keys,
    clean,
    start: (...args: string[]): Promise<CliResult> =>
      cli.start(folder, ["keys", ...args]).then(clean),
    status: () => (JSON.parse(keys("status", "--json").stdout) as Status).status,
    instance: (name: string, env: Record<string, string> = {}): Promise<Instance> =>
      instances.start(address, name, { folder, env: { AUTH_SECRET: secret, ...env } }),
  }
}

function expectAbsent(output: string, secret: string): void {
  const bytes = Buffer.from(secret)
  for (const form of ["hex", "base64", "base64url"] as const) {
    expect(output).not.toContain(bytes.toString(form))
  }
  expect(output).not.toContain(secret)
  expect(output).not.toContain(encodeURIComponent(secret))
}

describe.each([
  ["SQLite", (): string => "file:./auth.db", [], true],
  [
    "PostgreSQL by pg",
    (): string => `${postgresServer.url}#ring=life-${unique}&table=cli_keys_test`,
    ["pg", "pg-types"],
    postgresServer.reachable,
  ],
  [
    "PostgreSQL by postgres.js",
    (): string => `${postgresServer.url}#ring=life-js-${unique}&table=cli_keys_test`,
    ["postgres"],
    postgresServer.reachable,
  ],
  [
    "MariaDB",
    (): string => `${mysqlServer.url}#ring=life-${unique}&table=cli_keys_test`,
    ["mysql2"],
    mysqlServer.reachable,
  ],
  [
    "Redis",
    (): string => `${redisServer.url}#ring=life-${unique}`,
    ["redis"],
    redisServer.reachable,
  ],
  [
    "Redis by ioredis",
    (): string => `${redisServer.url}#ring=io-${unique}`,
    ["ioredis"],
    redisServer.reachable,
  ],
] as const)("the life of a ring in %s", (_, addressOf, packages, reachable) => {
  test.skipIf(!reachable)(
    "status, rotate, promote, revoke, export",
    { timeout: 120_000 },
    async () => {
      const app = application(addressOf(), packages)
      if (addressOf().startsWith("file:")) new DatabaseSync(join(app.folder, "auth.db")).close()

      const none = app.keys("status")
      expect(none.code).toBe(1)
      expect(none.stderr).toMatch(/There is no ring .* yet\. The application makes it/)

      const web1 = await app.instance("web-1")
      const web2 = await app.instance("web-2")
      const first = app.keys("status")
      expect(first.code).toBe(0)
      expect(first.stdout).toMatch(/Instances {2}2, all have revision 1/)
      expect(first.stdout).toContain(web1.key)
      const before = await web1.order({ do: "seal" })

      const rotated = app.keys("rotate")
      expect(rotated).toMatchObject({ code: 0, stderr: "" })
      const next = app.status().keys.find(({ state }) => state === "published")!.id
      expect(rotated.stdout).toContain(`Key ${next} is published, and seals from`)

      // Each that doesn't have the key is named, and only those; the commands themselves are no instances.
      expect(app.keys("promote")).toMatchObject({
        code: 1,
        stdout: "",
        stderr: `✗ These instances don't have key ${next} yet: web-1, web-2.\n`,
      })
      await web1.order({ do: "sync" })
      const behind = app.keys("promote")
      expect(behind.stderr).toBe(`✗ These instances don't have key ${next} yet: web-2.\n`)
      expect(app.keys("status").code).toBe(3)
      const tooSoon = app.keys("rotate", "--now", "--wait", "100ms")
      expect(tooSoon.code).toBe(3)
      expect(tooSoon.stderr).toMatch(/does not seal yet: web-2 don't have it/)
      await web2.order({ do: "sync" })
      const promoted = app.keys("promote")
      expect(promoted).toMatchObject({ code: 0, stderr: "" })
      expect(promoted.stdout).toContain(`Key ${next} seals.`)
      expect(app.status().active).toBe(next)
      await Promise.all([web1, web2].map((web) => web.order({ do: "sync" })))
      expect(await web2.order({ do: "open", token: before })).toBe("ok")

      // The leaked key: shown and asked first, then refused by who knows, and by all in the end.
      const asked = app.keys("revoke", web1.key)
      expect(asked.code).toBe(1)
      expect(asked.stderr).toMatch(/ends {3}sessions in cookies that it sealed/)
      expect(asked.stderr).toMatch(/keeps {2}sessions in a database/)
      expect(asked.stderr).toMatch(/Nothing was changed\. To go ahead: --yes/)
      expect(await web1.order({ do: "open", token: before })).toBe("ok")
      const revoked = app.keys("revoke", web1.key, "--yes", "--now", "--reason", "in a log")
      expect(revoked.code).toBe(3)
      expect(revoked.stdout).toMatch(/2 of 2 instances may accept it still/)
      expect(revoked.stdout).toContain("Behind: web-1, web-2.")
      await web1.order({ do: "sync" })
      expect(await web1.order({ do: "open", token: before })).toMatch(REFUSED)
      expect(await web2.order({ do: "open", token: before })).toBe("ok")
      expect(app.status().behind).toEqual(["web-2"])
      await web2.order({ do: "sync" })
      expect(await web2.order({ do: "open", token: before })).toMatch(REFUSED)

      // The key that seals: another does at once, and the command ends when all have it.
      const live = await web1.order({ do: "seal" })
      const revoking = app.start("revoke", next, "--yes", "--wait", "30s", "--json")
      await expect.poll(() => app.status().active, { timeout: 60_000 }).not.toBe(next)
      await Promise.all([web1, web2].map((web) => web.order({ do: "sync" })))
      const converged = await revoking
      expect(converged.code).toBe(0)
      const outcome = JSON.parse(converged.stdout) as Status & { behind: string[]; ends: string[] }
      expect(outcome.behind).toEqual([])
      expect(outcome.ends.length).toBeGreaterThan(4)
      expect(await web2.order({ do: "open", token: live })).toMatch(REFUSED)

      // The way back: the strings open what the ring sealed, with Auth.js's own derivation.
      const token = await web2.order({ do: "seal" })
      const { active } = app.status()
      const named = app.keys("export")
      expect(named.stdout).toMatch(new RegExp(`^  ${active}  seals  as AUTH_SECRET`))
      const raw = cli.run(app.folder, ["keys", "export", "--raw"])
      expect(raw.stderr).toMatch(/^! These are secrets/)
      const strings = raw.stdout.trim().split("\n")
      for (const one of strings) app.secrets.add(one)
      expect(await decode({ token, secret: strings[0]!, salt: SALT })).toMatchObject({ sub: "7" })
      // Nothing that was printed before had one of them.
      for (const one of strings) {
        for (const result of [first, rotated, promoted, revoked, converged, named]) {
          expectAbsent(result.stdout + result.stderr, one)
        }
      }
      await Promise.all([web1.stop(), web2.stop()])
    },
  )
})

test("revoke --keep-registered: opened for a register alone, then for nobody; stored data is told of", async () => {
  const app = application("file:./auth.db")
  new DatabaseSync(join(app.folder, "auth.db")).close()
  const web = await app.instance("web-1")
  const token = await web.order({ do: "seal" })
  const both = async (): Promise<string[]> => [
    await web.order({ do: "open", token }),
    await web.order({ do: "open-registered", token }),
  ]
  expect(await both()).toEqual(["ok", "none"])
  const args = ["revoke", web.key, "--yes", "--now", "--reason", "in a log"]
  const kept = app.keys(...args, "--keep-registered")
  expect(kept.code).toBe(3)
  expect(kept.stdout + kept.stderr).toContain(
    "sessions in cookies that it sealed, but those that a register of sessions knows",
  )
  expect(kept.stdout).toContain(
    "stored data that it sealed, such as provider tokens. It opens, and is marked, until it is sealed anew",
  )
  expect(kept.stdout).toContain("To seal stored data anew: latchkey keys reseal --apply")
  await web.order({ do: "sync" })
  const [opened, registered] = await both()
  expect(opened).toMatch(REFUSED)
  expect(registered).toBe("ok")
  const state = (): string | undefined => app.status().keys.find(({ id }) => id === web.key)?.state
  expect(state()).toBe("registered-only")
  // What was kept ends with a second word, and the key is there for stored data alone.
  const ended = JSON.parse(app.keys(...args, "--json").stdout) as {
    ends: string[]
    keeps: string[]
  }
  expect(ended.ends[0]).not.toContain("register")
  expect(ended.keeps.join()).toContain("stored data that it sealed")
  await web.order({ do: "sync" })
  expect((await both())[1]).toBe("none")
  expect(state()).toBe("data-only")
  await web.stop()
}, 60_000)

describe("roots", () => {
  test("rewrap keeps the sessions, and names instances that only have the old root", async () => {
    const app = application("file:./auth.db")
    const newer = generateSecret()
    app.secrets.add(newer)
    const web = await app.instance("web-1")
    const token = await web.order({ do: "seal" })
    const env = { AUTH_SECRET_1: newer }
    const both = await app.instance("web-2", env)
    const run = (...args: string[]): CliResult => app.clean(cli.run(app.folder, ["keys", ...args]))
    // The ring has both roots by now; the command knows the new one only.
    const only = { AUTH_SECRET: newer }
    const asked = app.clean(cli.run(app.folder, ["keys", "rewrap"], only))
    expect(asked.code).toBe(1)
    expect(asked.stderr).toMatch(/keeps {2}all sessions/)
    const done = app.clean(cli.run(app.folder, ["keys", "rewrap", "--yes"], only))
    expect(done.stdout).toMatch(/Root changed, sessions kept/)
    expect(done.stdout).toMatch(/end the sessions too: latchkey keys revoke \S+ /)
    expect(done.stdout).toMatch(/Instance web-1 opened the ring with root local:\S+: see that/)
    expect(done.code).toBe(3)
    expect(
      (JSON.parse(cli.run(app.folder, ["keys", "status", "--json"], only).stdout) as Status).status
        .roots,
    ).toHaveLength(1)
    const locked = run("status")
    expect(locked.code).toBe(1)
    expect(locked.stderr).toMatch(/wrapped under local:.*AUTH_SECRET_1/)
    const again = app.clean(cli.run(app.folder, ["keys", "rewrap"], only))
    expect(again).toMatchObject({ code: 0 })
    expect(again.stdout).toMatch(/Nothing was changed/)
    expect(await both.order({ do: "open", token })).toBe("ok")
    // Who still has both wraps it under both: the old one has to go from every environment.
    expect(done.stdout).toMatch(/Take the old root out of the environment of every instance/)
    expect(await both.order({ do: "sync" })).toMatch(/^revision/)
    expect(run("status").code).not.toBe(1)
    await Promise.all([web.stop(), both.stop()])
  })
})

describe("a command is no instance", () => {
  test("it makes no ring, publishes nothing by itself, and leaves no row", async () => {
    const app = application("file:./auth.db")
    const file = join(app.folder, "auth.db")
    new DatabaseSync(file).close()
    app.keys("rotate")
    app.keys("revoke", "AAAAAAAA", "--yes")
    app.keys("export", "--raw")
    const db = new DatabaseSync(file)
    const count = (table: string): unknown =>
      db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!["n"]
    expect(count("auth_keyring")).toBe(0)
    const web = await app.instance("web-1")
    await web.stop()
    for (let at = 0; at < 3; at += 1) app.keys("status")
    app.keys("rotate")
    const rows = db.prepare("SELECT instance FROM auth_keyring_instances").all()
    expect(rows.map((row) => row["instance"])).toEqual(["web-1"])
    db.close()
  })

  test("several at once end with one key that waits, and each says the same", async () => {
    const app = application("file:./auth.db")
    new DatabaseSync(join(app.folder, "auth.db")).close()
    const web = await app.instance("web-1")
    const all = await Promise.all(Array.from({ length: 5 }, () => app.start("rotate")))
    const waiting = app.status().keys.filter(({ state }) => state === "published")
    expect(waiting).toHaveLength(1)
    for (const { code, stdout } of all) {
      expect(code).toBe(0)
      expect(stdout).toContain(`Key ${waiting[0]!.id} is published`)
    }
    await web.stop()
  })

  test("a key that isn't there changes nothing, and says which there are", async () => {
    const app = application("file:./auth.db")
    new DatabaseSync(join(app.folder, "auth.db")).close()
    const web = await app.instance("web-1")
    for (const command of ["revoke", "retire"]) {
      const { code, stderr } = app.keys(command, "AAAAAAAA")
      expect(code).toBe(1)
      expect(stderr).toContain(web.key)
    }
    expect(app.status().rev).toBe(1)
    expect(app.keys("retire", web.key).stdout).toMatch(/seals until/)
    expect(app.keys("prune").stdout).toMatch(/a ring destroys its keys by itself/)
    expect(app.keys("rotate", "--at", "2026-12-01").code).toBe(2)
    await web.stop()
  })
})

describe.skipIf(process.platform !== "linux")("in a terminal", () => {
  test("draws a timeline as wide as it is, with colours, and in ASCII where that is asked for", async () => {
    const app = application("file:./auth.db")
    new DatabaseSync(join(app.folder, "auth.db")).close()
    const web = await app.instance("web-1")
    const strip = stripVTControlCharacters
    const wide = cli.inTerminal(app.folder, ["keys", "status"], { columns: 100 })
    expect(wide.stdout).toContain("\u001b[32m")
    expect(strip(wide.stdout)).toMatch(new RegExp(`^  ${web.key}  │━{20,}─+$`, "m"))
    expect(strip(wide.stdout)).toMatch(/^ {12}now +\d{4}-\d\d-\d\d$/m)
    const lines = strip(cli.inTerminal(app.folder, ["keys", "status"], { columns: 60 }).stdout)
    const drawn = lines.split("\n").filter((line) => /[│━─]/.test(line))
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(60)
    const plain = cli.inTerminal(app.folder, ["keys", "status"], { env: { NO_COLOR: "1" } })
    expect(plain.stdout).toMatch(new RegExp(`^  ${web.key}  \\|={20,}-+$`, "m"))
    expect(plain.stdout).not.toMatch(/[^\x20-\x7e\n]/)
    const ascii = cli.run(app.folder, ["keys", "status"], { LANG: "C" })
    expect(ascii.stdout).not.toMatch(/[^\x20-\x7e\n]/)
    await web.stop()
  })

  test("revoke asks, and a no changes nothing", async () => {
    const app = application("file:./auth.db")
    new DatabaseSync(join(app.folder, "auth.db")).close()
    const web = await app.instance("web-1")
    const no = cli.inTerminal(app.folder, ["keys", "revoke", web.key], { types: "n\n" })
    expect(no.code).toBe(1)
    expect(no.stdout).toMatch(/Revoke \S+\? \[y\/N\]/)
    expect(app.status().active).toBe(web.key)
    const yes = cli.inTerminal(app.folder, ["keys", "revoke", web.key, "--wait", "1s"], {
      types: "y\n",
    })
    expect(yes.code).toBe(3)
    expect(yes.stdout).toContain("waiting for web-1")
    expect(app.status().active).not.toBe(web.key)
    await web.stop()
  })
})

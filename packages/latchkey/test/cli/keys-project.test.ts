import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { generateSecret } from "../../src/keys/generate.ts"
import { ringKey } from "../../src/keys/ring-key.ts"
import { NOWHERE, postgresServer } from "../stores/servers.ts"
import { buildApplication, type Instances } from "./instances.ts"
import { type Cli, type CliResult, installCli } from "./sandbox.ts"

let cli: Cli
let instances: Instances
beforeAll(async () => {
  ;[cli, instances] = await Promise.all([installCli(), buildApplication()])
})
afterAll(async () => {
  await instances.remove()
  cli.remove()
})

const CANARY = "canary-Zr7wQ2kPx9Lm4Tn8Vb3Y"

/** Runs `keys status` in a project with these files; nothing of it may hold the canary. */
function status(
  files: Record<string, string>,
  args: readonly string[] = [],
): CliResult & { folder: string } {
  const folder = cli.project({ "package.json": '{"type":"module"}', ...files })
  cli.install(folder)
  const result = cli.run(folder, ["keys", "status", ...args])
  const said = result.stdout + result.stderr
  for (const form of ["utf8", "hex", "base64", "base64url"] as const) {
    expect(said).not.toContain(Buffer.from(CANARY).toString(form))
  }
  expect(said).not.toMatch(/\n\s+at /)
  return { ...result, folder }
}

const env = `AUTH_SECRET=${generateSecret()}\n`

describe("a project's file", () => {
  const keysModule = `
    import { DatabaseSync } from "node:sqlite"
    import { keyring } from "latchkey/keyring"
    import { sqliteStore } from "latchkey/keyring/sqlite"
    const path: string = process.env.RING_FILE!
    console.log("loading", path)
    export const ring = keyring({ store: sqliteStore(new DatabaseSync(path)), rotate: "30d" })
  `
  const files = { ".env": `${env}RING_FILE=./auth.db\n`, "keys.ts": keysModule }
  const written = {
    "a ring": "export default defineProject({ keyring: ring })",
    "a function": "export default defineProject({ keyring: async () => ring })",
    "as secret": "export default defineProject({ secret: ring })",
  }

  test.each(Object.entries(written))("%s, in TypeScript, with its env file", async (_, line) => {
    const config = `import { defineProject } from "latchkey/project"\nimport { ring } from "./keys.ts"\n${line}\n`
    const { code, stderr, folder } = status({ ...files, "latchkey.config.ts": config })
    // What the project's code prints is no result.
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^loading \.\/auth\.db\n✗ There is no ring auth in sqlite:auth_keyring yet\. .*\n$/,
      ) as string,
    })
    const secret = /^AUTH_SECRET=(.*)$/m.exec(readFileSync(join(folder, ".env"), "utf8"))![1]!
    const web = await instances.start("file:./auth.db", "web-1", {
      folder,
      env: { AUTH_SECRET: secret },
    })
    const there = cli.run(folder, ["keys", "status", "--json"])
    expect(JSON.parse(there.stdout)).toMatchObject({
      kind: "managed",
      from: "latchkey.config.ts",
      status: { active: web.key, instances: [{ instance: "web-1" }] },
    })
    // From another folder too: paths are the project's.
    expect(cli.run("/", ["keys", "status", "--dir", folder]).code).toBe(0)
    await web.stop()
  })

  test("closes what it opened; a pool that nobody closes does not hold the command", () => {
    const config = `
      import { writeFileSync } from "node:fs"
      setInterval(() => {}, 1_000)
      export default { secret: "${generateSecret()}", close: () => writeFileSync("closed", "") }
    `
    const started = Date.now()
    const { code, folder } = status({ "latchkey.config.mjs": config })
    expect(code).toBe(0)
    expect(readdirSync(folder)).toContain("closed")
    expect(Date.now() - started).toBeLessThan(60_000)
  })

  test.each([
    [
      "nothing exported",
      "export const ring = 1",
      /exports nothing by default\. Write: export default defineProject/,
    ],
    ["a number", "export default 7", /must be what defineProject/],
    [
      "a slip of the pen",
      "export default { keyrings: 1 }",
      /says `keyrings`, which is none of: keyring, secret/,
    ],
    [
      "no ring",
      `export default { keyring: { pass: "${CANARY}" } }`,
      /is not what keyring\(…\) answers/,
    ],
    [
      "a throw",
      `throw new Error("no database at postgres://u:${CANARY}@db/x\\nand more")`,
      /can't be loaded: no database at postgres:\/\/u:…@db\/x$/m,
    ],
    [
      "a throw of a secret",
      `throw new Error("bad key " + process.env.MY_API_KEY)`,
      /can't be loaded: bad key …/,
    ],
    ["a throw of nothing", "throw null", /can't be loaded: something was thrown/],
    [
      "a function that throws",
      `export default { keyring() { throw new Error(process.env.MY_API_KEY) } }`,
      /latchkey\.config\.ts: …/,
    ],
    ["bad syntax", `export default { secret: "${CANARY}" `, /can't be loaded/],
    ["an import without its ending", `import "./keys"`, /can't be loaded.*files with their ending/],
    ["a package that isn't there", `import "no-such-package"`, /can't be loaded.*no path aliases/],
    ["an enum", "enum A { B }\nexport default {}", /can't be loaded.*only strips types/],
  ])("%s", (_, config, message) => {
    const { code, stdout, stderr } = status({
      ...files,
      ".env": `${files[".env"]}MY_API_KEY=${CANARY}\n`,
      "latchkey.config.ts": config,
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toMatch(message)
  })

  test("two of them", () => {
    const { code, stderr } = status({ "latchkey.config.ts": "", "latchkey.config.mjs": "" })
    expect(code).toBe(1)
    expect(stderr).toMatch(/latchkey\.config\.ts and latchkey\.config\.mjs: keep one/)
  })

  test("where Node.js can't read TypeScript: the two ways out", () => {
    const folder = cli.project({ "latchkey.config.ts": "export default {}" })
    const options = { NODE_OPTIONS: "--no-experimental-strip-types" }
    const { code, stderr } = cli.run(folder, ["keys", "status"], options)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /can't read latchkey\.config\.ts.*22\.18 or later.*latchkey\.config\.mjs/,
    )
  })
})

describe("a source", () => {
  const secret = generateSecret()
  const config = `
    export default {
      secret: { name: "infisical:app.infisical.com/p/prod", get: () => ["${secret}", "${generateSecret()}"] },
    }
  `

  test("status shows its keys; every change says where it is made, and how", async () => {
    const { code, stdout, folder } = status({ "latchkey.config.mjs": config })
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`${(await ringKey(secret)).id} +seals`))
    expect(stdout).toContain("infisical:app.infisical.com/p/prod by latchkey.config.mjs")
    expect(stdout).toMatch(/Next {2}to rotate: change the secret in Infisical; with `previous: 1`/)
    for (const call of ["next", "promote", "rotate", "retire AAAAAAAA", "prune", "rewrap"]) {
      const { code: failed, stderr } = cli.run(folder, ["keys", ...call.split(" ")])
      expect(failed).toBe(1)
      expect(stderr).toMatch(/comes from infisical:.*changed there, not here: change the secret in/)
    }
    const revoke = cli.run(folder, ["keys", "revoke", "AAAAAAAA"])
    expect(revoke.code).toBe(1)
    expect(revoke.stderr).toMatch(/replaced there.*restart every instance/)
    expect(cli.run(folder, ["keys", "export", "--raw"]).stdout.split("\n")[0]).toBe(secret)
  })

  test("one that fails says so, without what it was given", () => {
    const failing = `export default { secret: () => { throw new Error("denied for ${CANARY}") } }`
    const { code, stderr } = status({
      "latchkey.config.mjs": failing,
      ".env": `VAULT_TOKEN=${CANARY}\n`,
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^✗ /)
  })
})

describe("AUTH_KEYRING_URL", () => {
  const at = (url: string): CliResult => status({ ".env": `${env}AUTH_KEYRING_URL=${url}\n` })

  test.each([
    ["an unknown kind", "ftp://host/x", /must begin with postgres:\/\//],
    ["no address", "nonsense", /must begin with/],
    ["a file that isn't there", "file:./none.db", /There is no file \.\/none\.db/],
    ["cut at its #", "file:./auth.db#ring=other", /in \.env: it is cut at its `#`: put quotes/],
    ["an unknown part", '"file:./auth.db#rign=other"', /may say ring=, table= and prefix= only/],
    [
      "no driver",
      `postgres://u:${CANARY}@${NOWHERE}/x`,
      /needs the package pg or postgres.*npm install pg/,
    ],
    ["no driver of MySQL", `mysql://u:${CANARY}@${NOWHERE}/x`, /npm install mysql2/],
    ["no driver of Redis", `rediss://:${CANARY}@${NOWHERE}/0`, /npm install redis/],
  ])("%s", (_, url, message) => {
    const { code, stdout, stderr } = at(url)
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toMatch(message)
  })

  test.each([
    ["pg", `postgres://u:${CANARY}@${NOWHERE}/x`],
    ["postgres", `postgres://u:${CANARY}@${NOWHERE}/x`],
    ["mysql2", `mysql://u:${CANARY}@${NOWHERE}/x`],
    ["redis", `redis://:${CANARY}@${NOWHERE}/0`],
    ["ioredis", `redis://:${CANARY}@${NOWHERE}/0`],
  ])("a server that does not answer, by %s", (driver, url) => {
    const folder = cli.project({ ".env": `${env}AUTH_KEYRING_URL=${url}\n` })
    cli.install(folder, [driver])
    const { code, stdout, stderr } = cli.run(folder, ["keys", "status"])
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toMatch(/^✗ .+\n$/)
    expect(stderr).not.toContain(CANARY)
  })

  test("the platform's variable is stronger than the file's", () => {
    const folder = cli.project({ ".env": `${env}AUTH_KEYRING_URL=file:./none.db\n` })
    new DatabaseSync(join(folder, "auth.db")).close()
    const { stderr } = cli.run(folder, ["keys", "status"], { AUTH_KEYRING_URL: "file:./auth.db" })
    expect(stderr).toMatch(/There is no ring auth/)
    const none = cli.run(folder, ["keys", "status"], { AUTH_KEYRING_URL: "" })
    expect(none.stdout).toMatch(/Keys of the environment/)
  })

  test.skipIf(!postgresServer.reachable)("a wrong password is not repeated", () => {
    const address = new URL(postgresServer.url)
    address.username = "nobody_of_that_name"
    address.password = CANARY
    const folder = cli.project({ ".env": `${env}AUTH_KEYRING_URL="${address.href}"\n` })
    cli.install(folder, ["pg"])
    const { code, stderr } = cli.run(folder, ["keys", "status"])
    expect(code).toBe(1)
    expect(stderr).not.toContain(CANARY)
  })
})

test("the env files of the asked environment count", async () => {
  const [development, production] = [generateSecret(), generateSecret()]
  const folder = cli.project({
    "package.json": '{"dependencies":{"next":"16"}}',
    ".env.local": `AUTH_SECRET=${development}\n`,
    ".env.production.local": `AUTH_SECRET=${production}\n`,
  })
  const ids = (args: readonly string[], given: Record<string, string> = {}): string[] => {
    const { stdout } = cli.run(folder, ["keys", "export", "--json", ...args], given)
    return (JSON.parse(stdout) as { keys: string[] }).keys
  }
  expect(ids([])).toEqual([(await ringKey(development)).id])
  expect(ids(["--env", "production"])).toEqual([(await ringKey(production)).id])
  expect(ids([], { NODE_ENV: "production" })).toEqual([(await ringKey(production)).id])
  expect(cli.run(folder, ["keys", "status", "--env", "staging"]).code).toBe(2)
})

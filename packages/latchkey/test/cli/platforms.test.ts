import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inspectSecret } from "../../src/keys/generate.ts"
import { type Cli, installCli } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const SECRET = /latchkey_(?:[a-z]+_)?[0-9A-Za-z]{49}/

describe("by the platform's own tool, through standard input", () => {
  test.each([
    ["vercel", "vercel", ["env", "add", "AUTH_SECRET", "production", "--sensitive"], "production"],
    [
      "vercel:preview",
      "vercel",
      ["env", "add", "AUTH_SECRET", "preview", "--sensitive"],
      "preview",
    ],
    ["vercel:development", "vercel", ["env", "add", "AUTH_SECRET", "development"], "development"],
    ["fly", "fly", ["secrets", "import"], "production"],
    ["fly:my-app", "flyctl", ["secrets", "import", "--app", "my-app"], undefined],
    ["railway", "railway", ["variable", "set", "AUTH_SECRET", "--stdin"], "production"],
    [
      "railway:staging",
      "railway",
      ["variable", "set", "AUTH_SECRET", "--stdin", "--environment", "staging"],
      "staging",
    ],
    ["cloudflare", "wrangler", ["secret", "put", "AUTH_SECRET"], "production"],
    [
      "workers:preview",
      "wrangler",
      ["secret", "put", "AUTH_SECRET", "--env", "preview"],
      "preview",
    ],
    [
      "k8s:shop",
      "kubectl",
      [
        "create",
        "secret",
        "generic",
        "latchkey",
        "--from-file=AUTH_SECRET=/dev/stdin",
        "--namespace",
        "shop",
      ],
      undefined,
    ],
  ] as const)("%s", (to, program, args, environment) => {
    const { path, calls } = cli.standIns({ [program]: { prints: { list: "OTHER_AUTH_SECRET=x" } } })
    const folder = cli.project()
    const { code, stdout, stderr } = cli.run(folder, ["secret", "--to", to], { PATH: path })
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const [listed, set, ...rest] = calls()
    expect(rest).toEqual([])
    expect(listed!.stdin).toBe("")
    expect(set!.args).toEqual(args)
    const secret = SECRET.exec(set!.stdin)![0]
    expect(inspectSecret(secret)).toEqual({ environment, damage: undefined })
    expect(set!.stdin).toBe(program.startsWith("fly") ? `AUTH_SECRET=${secret}\n` : secret)
    for (const shown of [stdout, stderr, JSON.stringify(listed!.args), JSON.stringify(set!.args)]) {
      expect(shown).not.toContain(secret)
    }
    expect(readdirSync(folder)).toEqual([])
  })
})

test.each(["vercel", "fly", "railway", "wrangler"])("%s: one that is there stays", (program) => {
  const { path, calls } = cli.standIns({
    [program]: { prints: { ls: " AUTH_SECRET  Encrypted", list: "AUTH_SECRET=the-old-value" } },
  })
  const to = program === "wrangler" ? "cloudflare" : program
  const args = ["secret", "--to", to]
  const { code, stdout, stderr } = cli.run(cli.project(), args, { PATH: path })
  expect(code).toBe(1)
  expect(stderr).toMatch(/has AUTH_SECRET already\. Nothing was changed.*--rotate.*--force/)
  expect(stdout + stderr).not.toContain("the-old-value")
  expect(calls()).toHaveLength(1)
  expect(cli.run(cli.project(), [...args, "--force"], { PATH: path }).code).toBe(0)
  expect(calls()[1]!.stdin).toMatch(SECRET)
})

test("--rotate takes the next free name", () => {
  const list = "OTHER=1\nAUTH_SECRET=the-old-value\nAUTH_SECRET_1=the-older-value"
  const { path, calls } = cli.standIns({ fly: { prints: { list } } })
  const { code, stdout } = cli.run(cli.project(), ["secret", "--to", "fly", "--rotate"], {
    PATH: path,
  })
  expect(code).toBe(0)
  expect(stdout).toContain("AUTH_SECRET_2")
  expect(calls()[1]!.stdin).toMatch(/^AUTH_SECRET_2=latchkey_prod_/)
})

test("kubectl: a secret object that is there stays", () => {
  const { path, calls } = cli.standIns({ kubectl: { prints: { get: "secret/latchkey" } } })
  const { code, stderr } = cli.run(cli.project(), ["secret", "--to", "k8s"], { PATH: path })
  expect(code).toBe(1)
  expect(stderr).toMatch(/has AUTH_SECRET already/)
  expect(calls()).toHaveLength(1)
})

test("a tool that isn't signed in stops it before a secret is made", () => {
  const { path, calls } = cli.standIns({ fly: { exit: 1 } })
  const { code, stderr } = cli.run(cli.project(), ["secret", "--to", "fly"], { PATH: path })
  expect(code).toBe(1)
  expect(stderr).toMatch(/`fly secrets list` failed: sign in/)
  expect(calls().map((call) => call.stdin)).toEqual([""])
})

describe("without the tool, or where only an argument would do: the next step", () => {
  test.each([
    [
      "vercel",
      /Project Settings → Environment Variables/,
      /\| vercel env add AUTH_SECRET production/,
    ],
    ["fly", /Secrets/, /\| fly secrets import/],
    ["railway", /Variables → New Variable/, /\| railway variable set AUTH_SECRET --stdin/],
    ["netlify", /Environment variables/, /netlify env:set AUTH_SECRET .*--context production/],
    ["cloudflare", /Variables and Secrets/, /\| npx wrangler secret put AUTH_SECRET/],
    ["heroku:shop", /Config Vars/, /heroku config:set .*--app shop/],
    ["render", /Environment/, /generateValue/],
    ["k8s", /secretRef/, /--from-file=AUTH_SECRET=\/dev\/stdin/],
  ])("%s", (to, dashboard, command) => {
    const { path, calls } = cli.standIns({ netlify: {}, heroku: {}, render: {} })
    const { code, stdout, stderr } = cli.run(cli.project(), ["secret", "--to", to], { PATH: path })
    expect(code).toBe(1)
    expect(stderr).toMatch(/Nothing was set/)
    expect(stdout).toMatch(dashboard)
    expect(stdout).toMatch(command)
    expect(stdout).not.toMatch(SECRET)
    expect(calls()).toEqual([])
  })
})

describe("by the platform's API, where its token is set and its tool would need an argument", () => {
  /** Answers in the place of the network, and writes down what was asked. */
  function network(folder: string, status: number, answer: string): Record<string, string> {
    const log = join(folder, "requests.jsonl")
    const mock = join(folder, "network.mjs")
    writeFileSync(
      mock,
      `import { appendFileSync } from "node:fs"
globalThis.fetch = async (url, init) => {
  appendFileSync(${JSON.stringify(log)}, JSON.stringify({ url, ...init, signal: undefined }) + "\\n")
  return new Response(${JSON.stringify(answer)}, { status: ${status} })
}`,
    )
    return {
      NODE_OPTIONS: `--import=${mock}`,
      HEROKU_API_KEY: "heroku-token",
      RENDER_API_KEY: "render-token",
    }
  }
  interface Asked {
    method: string
    url: string
    headers: Record<string, string>
    redirect: string
    body?: string
  }
  const asked = (folder: string): Asked[] =>
    readFileSync(join(folder, "requests.jsonl"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Asked)

  test.each([
    ["heroku:shop", "PATCH", "https://api.heroku.com/apps/shop/config-vars", "AUTH_SECRET"],
    [
      "render:srv-1",
      "PUT",
      "https://api.render.com/v1/services/srv-1/env-vars/AUTH_SECRET",
      "value",
    ],
  ])("%s", (to, method, url, member) => {
    const folder = cli.project()
    const env = { ...network(folder, 200, "{}"), PATH: "" }
    const { code, stdout, stderr } = cli.run(folder, ["secret", "--to", to], env)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const [listed, set, ...rest] = asked(folder)
    expect(rest).toEqual([])
    expect(listed!.method).toBe("GET")
    expect(set).toMatchObject({ method, url, redirect: "error" })
    expect(set!.headers["authorization"]).toMatch(/^Bearer (?:heroku|render)-token$/)
    const secret = (JSON.parse(set!.body!) as Record<string, string>)[member]!
    expect(inspectSecret(secret)?.damage).toBeUndefined()
    expect(url + listed!.url + stdout).not.toContain(secret)
    expect(stdout).not.toContain("-token")
  })

  test("one that is there stays", () => {
    const folder = cli.project()
    const env = { ...network(folder, 200, '{"AUTH_SECRET":"the-old-value"}'), PATH: "" }
    const { code, stdout, stderr } = cli.run(folder, ["secret", "--to", "heroku:shop"], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/has AUTH_SECRET already/)
    expect(stdout + stderr).not.toContain("the-old-value")
    expect(asked(folder)).toHaveLength(1)
  })

  test("a refused token stops it", () => {
    const folder = cli.project()
    const env = { ...network(folder, 401, "{}"), PATH: "" }
    const { code, stderr } = cli.run(folder, ["secret", "--to", "render:srv-1"], env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/failed: sign in to Render/)
    expect(stderr).not.toContain("-token")
    expect(asked(folder)).toHaveLength(1)
  })
})

test.each(["docker", "compose"])("%s reads an env file beside it", (to) => {
  const folder = cli.project()
  const { code, stdout } = cli.run(folder, ["secret", "--to", to])
  expect(code).toBe(0)
  // `docker run --env-file` keeps quotes: there are none.
  expect(readFileSync(join(folder, ".env"), "utf8")).toMatch(/^AUTH_SECRET=latchkey_\w{49}\n$/)
  expect(stdout).toMatch(to === "docker" ? /--env-file \.env/ : /AUTH_SECRET: \$\{AUTH_SECRET:\?\}/)
})

test.each(["nowhere", "vercel:--token", "vercel:a b", "fly:$(id)"])("a wrong call: %s", (to) => {
  const { path, calls } = cli.standIns({ vercel: {}, fly: {} })
  const { code } = cli.run(cli.project(), ["secret", "--to", to], { PATH: path })
  expect(code).toBe(2)
  expect(calls()).toEqual([])
})

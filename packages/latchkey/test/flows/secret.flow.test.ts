import { execFileSync, spawn } from "node:child_process"
import {
  mkdtempSync,
  readFileSync,
  writeFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { currentSession } from "../../src/core/current-session.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { LoggerInstance } from "../../src/contracts/logger.ts"
import { MissingSecret } from "../../src/errors.ts"
import { resolveLogger } from "../../src/config/logger.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const OLD = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const NEW = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const THIRD = "thiJ9bNw4VzKq2LxRt6YmPs8HdGc5Fa1Eo3UiQvTlZe"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

function quiet(): LoggerInstance & { readonly lines: string[] } {
  const lines: string[] = []
  return {
    lines,
    // A code comes first through the v4 door.
    error: (...args: unknown[]) => {
      const { name, message } = args.at(-1) as Error
      lines.push(`${name}: ${message}`)
    },
    warn: (code, detail) => void lines.push(`${code} ${String(detail)}`),
    debug: () => {},
    info: (message) => void lines.push(message),
  }
}

type Env = Record<string, string | undefined>

function browserOf(env: Env, more: Partial<AuthConfig> = {}, door = own): Browser {
  return new Browser(
    { providers: [credentials], secret: undefined as never, logger: quiet(), env, ...more },
    { door },
  )
}

async function signedIn(browser: Browser): Promise<Browser> {
  await browser.post("/callback/credentials")
  expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  return browser
}

describe("M1 M2: the secret is that of the request", () => {
  it("nothing is checked or read until a request comes, and then each time", async () => {
    const env: Env = { NODE_ENV: "production" }
    const browser = browserOf(env)
    expect((await browser.get("/session")).status).toBe(500)
    env["AUTH_SECRET"] = OLD
    await signedIn(browser)
    env["AUTH_SECRET"] = NEW
    expect(await browser.session()).toBeNull()
    env["AUTH_SECRET_1"] = OLD
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("a function is asked with the request; a list, a promise and a binding do too", async () => {
    const seen: unknown[] = []
    const forms: AuthConfig["secret"][] = [
      (request) => (seen.push(request), OLD),
      async (request) => (seen.push(request), OLD),
      async () => OLD,
      Promise.resolve([OLD]),
      { get: async () => OLD },
      { name: `test:${Math.random()}`, get: () => [OLD] },
      [OLD],
      OLD,
    ]
    const first = await signedIn(browserOf({}, { secret: OLD }))
    for (const secret of forms) {
      const browser = browserOf({}, secret === undefined ? {} : { secret })
      for (const [name, kept] of first.cookies) browser.cookies.set(name, kept)
      expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    }
    expect(seen.every((request) => request instanceof Request)).toBe(true)
    expect(seen.length).toBeGreaterThan(1)
  })

  it("a getter on the options is read per request", async () => {
    let secret = OLD
    const config = {
      get secret() {
        return secret
      },
    }
    const browser = browserOf({})
    browser.config = Object.defineProperty({ ...browser.config }, "secret", {
      get: () => config.secret,
    })
    await signedIn(browser)
    secret = NEW
    expect(await browser.session()).toBeNull()
  })

  it("one source call per refresh, however many requests ask at once", async () => {
    let calls = 0
    const secret = async (): Promise<string> => {
      calls++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return OLD
    }
    const browser = browserOf({}, { secret })
    await Promise.all(Array.from({ length: 50 }, () => browser.get("/csrf")))
    await signedIn(browser)
    expect(calls).toBe(1)
  })

  it("a source that fails is not the same as nobody: 503, and the cookie stays", async () => {
    let down = true
    const secret = async (): Promise<string> => {
      if (down) throw new Error("connection refused")
      return OLD
    }
    const browser = browserOf({}, { secret: OLD })
    await signedIn(browser)
    browser.config = { ...browser.config, secret }
    const answer = await browser.get("/session")
    expect(answer.status).toBe(503)
    expect(answer.headers.get("retry-after")).toBe("5")
    expect(answer.headers.getSetCookie()).toEqual([])
    down = false
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    down = true
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })
})

describe("M8: the names of the environment", () => {
  it("the highest number seals, all open; AUTH_SECRET, then NEXTAUTH_SECRET after them", async () => {
    const names = [
      "NEXTAUTH_SECRET",
      "AUTH_SECRET",
      "AUTH_SECRET_1",
      "AUTH_SECRET_2",
      "AUTH_SECRET_3",
    ]
    for (const [rank, name] of names.entries()) {
      const browser = await signedIn(browserOf({ [name]: OLD }))
      for (const [otherRank, other] of names.entries()) {
        if (other === name) continue
        const both = { [name]: OLD, [other]: NEW }
        browser.config = { ...browser.config, env: both, session: { updateAge: 0 } }
        expect(await browser.session(), `${name} beside ${other}`).toMatchObject({
          user: { name: "Ada" },
        })
        const sealedWith = otherRank > rank ? NEW : OLD
        const check = browserOf({ AUTH_SECRET: sealedWith })
        for (const [cookie, kept] of browser.cookies) check.cookies.set(cookie, kept)
        expect(await check.session(), `${sealedWith} seals`).toMatchObject({
          user: { name: "Ada" },
        })
        browser.config = { ...browser.config, env: { AUTH_SECRET_2: OLD, AUTH_SECRET_1: NEW } }
        await browser.session()
      }
    }
  })

  it("says that AUTH_SECRET and NEXTAUTH_SECRET differ, and which one only opens", async () => {
    const logger = quiet()
    await signedIn(browserOf({ AUTH_SECRET: NEW, NEXTAUTH_SECRET: THIRD }, { logger }))
    expect(logger.lines.filter((line) => line.startsWith("secrets-differ"))).toHaveLength(1)
    expect(logger.lines.join("\n")).not.toMatch(/Q7vXk2|B3xTq8|J9bNw4/)
  })

  it("an explicit secret that the environment holds too brings the environment's other keys", async () => {
    const browser = await signedIn(browserOf({ AUTH_SECRET: OLD }))
    browser.config = {
      ...browser.config,
      secret: OLD,
      env: { AUTH_SECRET: OLD, AUTH_SECRET_1: NEW },
    }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("AUTH_URL says who we are, AUTH_TRUST_HOST=false means false", async () => {
    const env = { AUTH_SECRET: OLD, NODE_ENV: "production" }
    const at = async (more: Env, headers: Record<string, string> = {}): Promise<Response> => {
      const browser = browserOf({ ...env, ...more })
      delete browser.config.trustHost
      return browser.get("/providers", headers)
    }
    expect((await at({})).status).toBe(400)
    expect((await at({ AUTH_TRUST_HOST: "false" })).status).toBe(400)
    expect((await at({ AUTH_TRUST_HOST: "true" })).status).toBe(200)
    const evil = { host: "evil.example", "x-forwarded-host": "evil.example" }
    const pinned = await at({ AUTH_URL: "https://app.example/auth", AUTH_TRUST_HOST: "true" }, evil)
    expect(JSON.stringify(await pinned.json())).not.toContain("evil")
  })
})

describe("M14: no secret in production", () => {
  const env = { NODE_ENV: "production" }

  it.each([
    ["latchkey", own],
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)("fails closed, and %s gives the trace", async (_, door) => {
    const errors: Error[] = []
    const logger = {
      ...quiet(),
      error: (...args: unknown[]) => void errors.push(args.at(-1) as Error),
    }
    const browser = browserOf({ ...env, AUTH_SECRET: "", AUTH_SECRET_1: "  " }, { logger }, door)
    delete browser.config.trustHost
    Object.assign(browser.config, { secret: undefined })
    for (const path of ["/session", "/csrf", "/providers"]) {
      const answer = await browser.get(path)
      expect(answer.status).toBe(500)
      expect(await answer.json()).toEqual({
        message: expect.stringContaining("server configuration"),
        ref: expect.stringMatching(/^[\w-]{8}$/),
      })
    }
    const page = await browser.get("/signin")
    expect(page.status).toBe(500)
    expect(await page.text()).not.toContain("AUTH_SECRET_1")
    // MissingSecret comes before UntrustedHost.
    expect(errors.every((error) => error instanceof MissingSecret)).toBe(true)
    expect((errors[0] as MissingSecret).cause!["looked"]).toEqual(
      expect.arrayContaining([
        { name: "AUTH_SECRET", state: "empty" },
        { name: "AUTH_SECRET_1", state: "blank" },
        { name: "AUTH_SECRET_2", state: "absent" },
        { name: "NEXTAUTH_SECRET", state: "absent" },
        { name: expect.stringContaining("undefined when the module loaded"), state: "undefined" },
      ]),
    )
    await expect(
      currentSession(browser.config, door, { headers: new Headers() }, { write: false }),
    ).rejects.toThrow(MissingSecret)
  })

  it("the first line of the log is the one people search for", () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {})
    const looked = [{ name: "AUTH_SECRET", state: "absent" }]
    resolveLogger(undefined, false).error(new MissingSecret("Please define a `secret`", { looked }))
    const [first, second] = (error.mock.calls[0]![0] as string).split("\n")
    expect(first).toMatch(
      /^\[auth\]\[error\] MissingSecret: Please define a `secret`\. Read more at .*errors\.md#missingsecret$/,
    )
    expect(second).toBe("[auth][looked] AUTH_SECRET: absent")
    error.mockRestore()
  })

  it("in development the browser shows what is missing", async () => {
    const browser = browserOf({ NODE_ENV: "development" }, { secret: () => "   " })
    const html = await (await browser.get("/signin")).text()
    expect(html).toContain("MissingSecret")
    expect(html).toContain("AUTH_SECRET")
  })
})

describe("M13: no secret in development", () => {
  const script = new URL("../support/development-secret.ts", import.meta.url).pathname
  const hooks = new URL("../support/source-hooks.mjs", import.meta.url).pathname
  const run = (cwd: string, env: Record<string, string> = {}, uid?: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--no-warnings", "--import", hooks, script], {
        cwd,
        ...(uid === undefined ? {} : { uid }),
        env: {
          NODE_ENV: "development",
          PATH: process.env["PATH"]!,
          TMPDIR: join(cwd, "..", "tmp"),
          ...env,
        },
      })
      let out = ""
      child.stdout.on("data", (data) => (out += String(data)))
      child.stderr.on("data", (data) => (out += String(data)))
      child.on("close", (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(out))))
    })
  const project = (gitignore: string | undefined): string => {
    const root = mkdtempSync(join(tmpdir(), "latchkey-"))
    mkdirSync(join(root, "tmp"))
    const folder = join(root, "project")
    mkdirSync(folder)
    if (gitignore !== undefined) {
      execFileSync("git", ["init", "-q"], { cwd: folder })
      writeFileSync(join(folder, ".gitignore"), gitignore)
    }
    return folder
  }
  const status = (cwd: string): string =>
    execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
      cwd,
      encoding: "utf8",
    })

  afterEach(() => vi.restoreAllMocks())

  it("two starts share one, in the file that the framework's loader reads", async () => {
    const folder = project(".env*.local\n")
    const before = status(folder)
    writeFileSync(join(folder, ".env.development.local"), "OTHER=1")
    const first = await run(folder)
    expect(first).toMatch(/^[A-Za-z0-9_-]{43} development, \.env\.development\.local$/)
    expect(await run(folder)).toBe(first)
    const file = readFileSync(join(folder, ".env.development.local"), "utf8")
    expect(file).toContain(`AUTH_SECRET=${first.split(" ")[0]}\n`)
    expect(file).toMatch(/^OTHER=1\n/)
    expect(status(folder)).toBe(before)
    expect(readdirSync(folder).toSorted()).toEqual([".env.development.local", ".git", ".gitignore"])
  })

  it("eight first starts at once agree", async () => {
    const folder = project(undefined)
    const all = await Promise.all(Array.from({ length: 8 }, () => run(folder)))
    expect(new Set(all).size).toBe(1)
    expect(all[0]).toContain(".env.development.local")
  }, 60_000)

  it("git never shows it, whatever the ignore rules are", async () => {
    const folder = project("nothing\n")
    const before = status(folder)
    const first = await run(folder)
    expect(first).toContain("below the temporary folder")
    expect(await run(folder)).toBe(first)
    expect(status(folder)).toBe(before)
  })

  it("a read-only folder works", async () => {
    const folder = project(undefined)
    chmodSync(join(folder, "..", "tmp"), 0o777)
    chmodSync(join(folder, ".."), 0o755)
    chmodSync(folder, 0o555)
    // Root may write anywhere: somebody else runs it then.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined
    const first = await run(folder, {}, uid)
    expect(first).toContain("below the temporary folder")
    expect(await run(folder, {}, uid)).toBe(first)
    expect(readdirSync(folder)).toEqual([])
  })

  it("AUTH_DEV_SECRET=ephemeral gives one per process, written nowhere", async () => {
    const folder = project(undefined)
    const env = { AUTH_DEV_SECRET: "ephemeral" }
    expect(await run(folder, env)).not.toBe(await run(folder, env))
    expect(readdirSync(folder)).toEqual([])
  })

  it("it is said once, and never its value", async () => {
    const logger = quiet()
    const env = { AUTH_DEV_SECRET: "ephemeral", NODE_ENV: "development" }
    await signedIn(browserOf(env, { logger }))
    await signedIn(browserOf(env, { logger }))
    expect(logger.lines.filter((line) => line.startsWith("development-secret"))).toHaveLength(1)
  })
})

describe("M6: poor secrets", () => {
  const production = { NODE_ENV: "production" }
  const articles = [
    "my-super-secret-app-key",
    "your-generated-secret-here",
    "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
    "dev-secret-different-from-production",
    "prod-secret-never-committed-to-git",
  ]

  it.each(articles)("%s is refused in production and fine in development", async (secret) => {
    for (const door of [own, v5, v4]) {
      const logger = quiet()
      const refused = browserOf({ ...production, AUTH_SECRET: secret }, { logger }, door)
      expect((await refused.get("/session")).status).toBe(500)
      expect(logger.lines.join("\n")).toMatch(/PublicSecret.*openssl rand -base64 32/)
      expect(logger.lines.join("\n")).not.toContain(secret)
      const allowed = { ...production, AUTH_SECRET: secret, AUTH_ALLOW_PUBLIC_SECRET: "1" }
      await signedIn(browserOf(allowed, {}, door))
      await signedIn(browserOf({ NODE_ENV: "development", AUTH_SECRET: secret }, {}, door))
    }
  })

  it("a public secret is refused even if it only opens", async () => {
    const env = { ...production, AUTH_SECRET: articles[0], AUTH_SECRET_1: NEW }
    expect((await browserOf(env).get("/session")).status).toBe(500)
  })

  it("a weak one is refused under our name, warned about through a door, and may go on to open", async () => {
    const weak = "Susans bicycle 1987"
    expect((await browserOf({ ...production, AUTH_SECRET: weak }).get("/session")).status).toBe(500)
    const logger = quiet()
    await signedIn(browserOf({ ...production, AUTH_SECRET: weak }, { logger }, v5))
    expect(logger.lines.filter((line) => line.startsWith("weak-secret"))).toHaveLength(1)
    expect(logger.lines.join("\n")).not.toContain("bicycle")
    await signedIn(browserOf({ ...production, AUTH_SECRET: weak, AUTH_SECRET_1: NEW }))
  })
})

describe("the static tier: published ahead, dated, and in files", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-"))

  it("AUTH_SECRET_NEXT opens and seals nothing", async () => {
    const updated = await signedIn(browserOf({ AUTH_SECRET: NEW }))
    const stale = browserOf(
      { AUTH_SECRET: OLD, AUTH_SECRET_NEXT: NEW },
      { session: { updateAge: 0 } },
    )
    for (const [name, kept] of updated.cookies) stale.cookies.set(name, kept)
    expect(await stale.session()).toMatchObject({ user: { name: "Ada" } })
    const old = browserOf({ AUTH_SECRET: OLD })
    for (const [name, kept] of stale.cookies) old.cookies.set(name, kept)
    expect(await old.session()).toMatchObject({ user: { name: "Ada" } })
    expect(
      (await browserOf({ NODE_ENV: "production", AUTH_SECRET_NEXT: NEW }).get("/session")).status,
    ).toBe(500)
  })

  it("AUTH_SECRETS=new@date,old: one deploy publishes and schedules", async () => {
    const at = (date: string): Env => ({ AUTH_SECRETS: `${NEW}@${date}, ${OLD}` })
    const before = await signedIn(browserOf(at("2999-01-01T00:00Z")))
    const old = browserOf({ AUTH_SECRET: OLD })
    for (const [name, kept] of before.cookies) old.cookies.set(name, kept)
    expect(await old.session()).toMatchObject({ user: { name: "Ada" } })
    before.config = { ...before.config, env: at("2020-01-01T00:00Z"), session: { updateAge: 0 } }
    expect(await before.session()).toMatchObject({ user: { name: "Ada" } })
    const fresh = browserOf({ AUTH_SECRET: NEW })
    for (const [name, kept] of before.cookies) fresh.cookies.set(name, kept)
    expect(await fresh.session()).toMatchObject({ user: { name: "Ada" } })
  })

  it("AUTH_SECRET_FILE: one line break at the end is lost, and a change is seen", async () => {
    const file = join(folder, "secret")
    writeFileSync(file, `${OLD}\n`)
    const browser = await signedIn(browserOf({ AUTH_SECRET_FILE: file, NODE_ENV: "production" }))
    const plain = browserOf({ AUTH_SECRET: OLD })
    for (const [name, kept] of browser.cookies) plain.cookies.set(name, kept)
    expect(await plain.session()).toMatchObject({ user: { name: "Ada" } })
    writeFileSync(file, `${NEW}\n`)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(await browser.session()).toBeNull()
  })

  it("a file that can't be read is in the trace", async () => {
    const errors: Error[] = []
    const logger = { ...quiet(), error: (error: Error) => void errors.push(error) }
    const env = { NODE_ENV: "production", NEXTAUTH_SECRET_FILE: join(folder, "nowhere") }
    expect((await browserOf(env, { logger }).get("/session")).status).toBe(500)
    expect((errors[0] as MissingSecret).cause!["looked"]).toContainEqual({
      name: "NEXTAUTH_SECRET_FILE",
      state: "unreadable",
    })
  })
})

it("jwt.secret seals sessions where it is given beside the secret, as NextAuth 4 had it", async () => {
  const browser = await signedIn(browserOf({}, { secret: OLD, jwt: { secret: NEW } }))
  const other = browserOf({}, { secret: THIRD, jwt: { secret: NEW } })
  for (const [name, kept] of browser.cookies) other.cookies.set(name, kept)
  expect(await other.session()).toMatchObject({ user: { name: "Ada" } })
  other.config = { ...other.config, jwt: { secret: THIRD } }
  expect(await other.session()).toBeNull()
})

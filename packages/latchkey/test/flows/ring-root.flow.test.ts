import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import { health } from "../../src/core/health.ts"
import { ready } from "../../src/core/ready.ts"
import { MissingSecret } from "../../src/errors.ts"
import { keyring, type KeyringOptions } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import { Browser, own } from "../support/browser.ts"

const ROOT = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const DAY = 86_400

type Env = Record<string, string>

function setUp(env: Env, config: Partial<AuthConfig> = {}, options: Partial<KeyringOptions> = {}) {
  const lines: string[] = []
  const errors: Error[] = []
  const logger = {
    error: (error: Error) => void errors.push(error),
    warn: (code: string, detail: unknown) => void lines.push(`${code}: ${String(detail)}`),
    info: (line: string) => void lines.push(line),
    debug: () => {},
  }
  const store = memoryStore({ ring: `ring-${Math.random()}` })
  const secret = keyring({ store, onEvent: () => {}, ...options })
  const browser = new Browser({ providers: [], logger, secret, env, ...config }, { door: own })
  return { browser, lines, errors, ready: () => ready(browser.config, browser.door) }
}

describe("a managed ring without a root, in production", () => {
  it("is MissingSecret with every name that was looked at: for requests, when the server starts, and in health", async () => {
    const { browser, errors, ready: start } = setUp({ NODE_ENV: "production", AUTH_SECRET: "" })
    expect((await browser.get("/session")).status).toBe(500)
    await expect(start()).rejects.toThrow(MissingSecret)
    expect(errors).toHaveLength(2)
    for (const error of errors) {
      expect(error).toBeInstanceOf(MissingSecret)
      const { looked } = (error as MissingSecret).cause!
      expect(looked).toContainEqual({ name: "AUTH_SECRET", state: "empty" })
      expect(looked).toContainEqual({ name: "AUTH_SECRETS", state: "absent" })
    }
    const answer = await health(browser.config, browser.door)
    expect(answer).toMatchObject({ status: "unavailable", details: { error: "MissingSecret" } })
  })
})

describe("a development secret as the root of a ring", () => {
  it("is named at the start, warned of, and in the answer of health", async () => {
    const env = { NODE_ENV: "development", AUTH_DEV_SECRET: "ephemeral" }
    const { browser, lines } = setUp(env)
    await browser.get("/session")
    await browser.get("/session")
    const start = lines.find((line) => line.startsWith("keys: ring="))
    expect(start).toMatch(/^keys: ring=.* root=local:\S+ \(development\) instance=/)
    expect(lines.filter((line) => line.startsWith("development-secret"))).toHaveLength(1)
    const answer = await (await browser.get("/health")).json()
    expect(answer).toMatchObject({ status: "ok", development: true })
  })

  it("also where the framework has loaded it from its file, and never in production", async () => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-root-"))
    const cwd = vi.spyOn(process, "cwd").mockReturnValue(folder)
    writeFileSync(join(folder, ".env.development.local"), `AUTH_SECRET=${ROOT}\n`)
    const warned = async (env: Env): Promise<unknown[]> => {
      const { browser, lines } = setUp(env)
      const { development } = await health(browser.config, browser.door)
      await browser.get("/session")
      return [development, lines.some((line) => line.startsWith("development-secret"))]
    }
    expect(await warned({ NODE_ENV: "development", AUTH_SECRET: ROOT })).toEqual([true, true])
    const another = { NODE_ENV: "development", AUTH_SECRET: `${ROOT}-other` }
    expect(await warned(another)).toEqual([undefined, false])
    const production = { NODE_ENV: "production", AUTH_SECRET: ROOT }
    expect(await warned(production)).toEqual([undefined, false])
    cwd.mockRestore()
    rmSync(folder, { recursive: true })
  })
})

describe("what lives longer than the keys of a ring", () => {
  const env = { NODE_ENV: "production", AUTH_SECRET: ROOT }
  const of = (lines: string[]): string[] => lines.filter((one) => one.startsWith("short-token-age"))

  it("is named when the server starts, and once", async () => {
    const provider = Nodemailer({
      server: "smtp://127.0.0.1:1",
      from: "a@b.example",
      maxAge: 40 * DAY,
    })
    const session = { strategy: "jwt", maxAge: 60 * DAY } as const
    const { browser, lines, ready: start } = setUp(env, { session, providers: [provider] })
    await start()
    await browser.get("/csrf")
    expect(of(lines)).toEqual([
      expect.stringMatching(
        /is 2592000 s, but session\.maxAge is 5184000 s, maxAge of nodemailer is 3456000 s/,
      ),
    ])
  })

  it("is named at the first request where nothing is checked at the start", async () => {
    const { browser, lines } = setUp(env, { session: { maxAge: 60 * DAY } })
    await browser.get("/csrf")
    await browser.get("/csrf")
    expect(of(lines)).toHaveLength(1)
  })

  it("is no matter where the ring keeps its keys for long enough", async () => {
    for (const [config, options] of [
      [{}, {}],
      [{ session: { maxAge: 60 * DAY } }, { maxTokenAge: "60d" }],
      [{ jwt: { maxAge: DAY }, session: { maxAge: 2 * DAY } }, { maxTokenAge: "2d" }],
    ] as [Partial<AuthConfig>, Partial<KeyringOptions>][]) {
      const { lines, ready: start } = setUp(env, config, options)
      await start()
      expect(of(lines)).toEqual([])
    }
  })
})

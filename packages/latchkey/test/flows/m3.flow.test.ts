import { mkdtempSync, renameSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Cause, Context, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { Redacted as Redacted4 } from "effect-4"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { file } from "../../src/keys/sources/file.ts"
import { infisical } from "../../src/keys/sources/infisical.ts"
import { InfisicalEmulator } from "../emulators/infisical.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const FIRST = "first-Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPo"
const SECOND = "second-Qx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nP"
/** What stands for the five seconds that a start takes. Milliseconds. */
const START = 500

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

/** The application's own service, which knows the secret, as an Effect application has it. */
class Secrets extends Context.Tag("Secrets")<
  Secrets,
  { readonly authSecret: Effect.Effect<Redacted.Redacted, Cause.UnknownException> }
>() {}

describe("M3: the secret is in Infisical, and comes through Effect", () => {
  const emulator = new InfisicalEmulator()
  beforeAll(async () => void (await emulator.start()))
  afterAll(() => emulator.stop())
  afterEach(() => {
    vi.useRealTimers()
    emulator.reset()
    emulator.secrets.clear()
  })

  /** A runtime whose layer is ready only some time after the server began to answer. */
  function start(): ManagedRuntime.ManagedRuntime<Secrets, never> {
    const { clientId, clientSecret, projectId, environment, url: siteUrl } = emulator
    const auth = { universal: { clientId, clientSecret } }
    const source = infisical({ projectId, environment, siteUrl, auth })
    const live = Layer.effect(
      Secrets,
      Effect.delay(
        Effect.succeed({
          authSecret: Effect.map(
            Effect.tryPromise(async () => source.get() as Promise<string>),
            (value) => Redacted.make(value),
          ),
        }),
        START,
      ),
    )
    return ManagedRuntime.make(live)
  }

  function configOf(runtime: ManagedRuntime.ManagedRuntime<Secrets, never>): Partial<AuthConfig> {
    const authSecret = Effect.flatMap(Secrets, ({ authSecret: secret }) => secret)
    return {
      providers: [credentials],
      secret: () => runtime.runPromise(Effect.map(authSecret, Redacted.value)),
      session: { updateAge: 0 },
      logger: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
      env: { NODE_ENV: "production" },
    }
  }

  /** The answer is fresh for a minute, give or take a fifth; then the next request asks behind the scenes. */
  async function aMinuteLater(browser: Browser): Promise<void> {
    const reads = emulator.reads
    vi.setSystemTime(Date.now() + 73_000)
    await browser.session()
    await vi.waitFor(() => expect(emulator.reads).toBeGreaterThan(reads), 20_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it.each([
    ["latchkey", own],
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)("%s: it comes after boot, changes there, and the session stays", async (_, door) => {
    vi.useFakeTimers({ toFake: ["Date"] })
    emulator.set("AUTH_SECRET", FIRST)
    const runtime = start()
    const config = configOf(runtime)
    expect(emulator.calls).toEqual([])

    const browser = new Browser(config, { door })
    const began = performance.now()
    await Promise.all([browser.get("/csrf"), browser.get("/csrf"), browser.get("/csrf")])
    expect(performance.now() - began).toBeGreaterThan(START * 0.9)
    expect(emulator.reads).toBe(1)
    await browser.post("/callback/credentials")
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    const before = new Map(browser.cookies)

    // The secret is rotated in Infisical, and nobody restarts anything.
    emulator.set("AUTH_SECRET", SECOND)
    await aMinuteLater(browser)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })

    // A cookie that was sealed before is good still, and its new form opens with the new secret alone.
    const left = new Browser(config, { door })
    for (const [name, kept] of before) left.cookies.set(name, kept)
    expect(await left.session()).toMatchObject({ user: { name: "Ada" } })
    const elsewhere = new Browser({ ...config, secret: SECOND }, { door })
    for (const [name, kept] of browser.cookies) elsewhere.cookies.set(name, kept)
    expect(await elsewhere.session()).toMatchObject({ user: { name: "Ada" } })

    // And what another instance sealed with the new secret is read here.
    const other = new Browser({ ...config, secret: SECOND }, { door })
    await other.post("/callback/credentials")
    for (const [name, kept] of other.cookies) left.cookies.set(name, kept)
    expect(await left.session()).toMatchObject({ user: { name: "Ada" } })
    await runtime.dispose()
  })

  it("an instance that has not heard of the change yet asks, when a cookie names a key it lacks", async () => {
    emulator.set("AUTH_SECRET", FIRST)
    const runtime = start()
    const config = configOf(runtime)
    const browser = new Browser(config)
    await browser.get("/csrf")
    emulator.set("AUTH_SECRET", SECOND)
    const ahead = new Browser({ ...config, secret: SECOND })
    await ahead.post("/callback/credentials")
    for (const [name, kept] of ahead.cookies) browser.cookies.set(name, kept)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    expect(emulator.reads).toBe(2)
    await runtime.dispose()
  })

  it("while Infisical is down the session stays; before it was ever up the answer is 503", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    emulator.set("AUTH_SECRET", FIRST)
    emulator.fault = { status: 503 }
    const runtime = start()
    const browser = new Browser(configOf(runtime))
    expect((await browser.get("/session")).status).toBe(503)
    emulator.fault = undefined
    await browser.post("/callback/credentials")
    emulator.fault = { status: 503 }
    await aMinuteLater(browser)
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    await runtime.dispose()
  })

  it("an Effect Redacted is a secret as it is; one of version 4 says what to pass", async () => {
    const secret = Redacted.make(FIRST)
    const { providers } = configOf(start())
    const browser = new Browser({ providers: providers!, secret })
    await browser.post("/callback/credentials")
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    browser.config = { ...browser.config, secret: () => Redacted.value(secret) }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    const errors: Error[] = []
    const logger = { error: (error: Error) => void errors.push(error) }
    browser.config = { ...browser.config, secret: Redacted4.make(FIRST), logger }
    expect((await browser.get("/session")).status).toBe(500)
    const { looked } = errors[0]!.cause as { looked: { name: string }[] }
    expect(looked[0]!.name).toContain("() => Redacted.value(secret)")
  })

  it("a file that is replaced seals the next session at once, and the last one stays", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "latchkey-m3-")), "secret")
    writeFileSync(path, FIRST)
    const { providers } = configOf(start())
    const browser = new Browser({ providers: providers!, secret: file({ path, ttl: 3600 }) })
    browser.config.session = { updateAge: 0 }
    await browser.post("/callback/credentials")
    writeFileSync(`${path}.new`, SECOND)
    renameSync(`${path}.new`, path)
    const ahead = new Browser({ ...browser.config, secret: SECOND })
    await vi.waitFor(async () => {
      expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
      for (const [name, kept] of browser.cookies) ahead.cookies.set(name, kept)
      expect(await ahead.session()).toMatchObject({ user: { name: "Ada" } })
    }, 20_000)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Health, HealthAnswer } from "../../src/contracts/health.ts"
import type { KeySource, KeyStore } from "../../src/contracts/keys.ts"
import type { LoggerInstance } from "../../src/contracts/logger.ts"
import { health } from "../../src/core/health.ts"
import { ready } from "../../src/core/ready.ts"
import { health as publicHealth, healthToken } from "../../src/index.ts"
import { keyring } from "../../src/keys/managed/keyring.ts"
import { makeProbeToken } from "../../src/keys/probe-token.ts"
import { processName } from "../../src/keys/process-name.ts"
import { createRing } from "../../src/keys/ring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import nextAuth from "../../src/next/index.ts"
import GitHub from "../../src/providers/github.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const OLD = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const NEW = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const THIRD = "thiR5kXq2WmL8vRz4YpSn9MhJd7GcFa3Eo6UiHtBlXe"
const PUBLIC = "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="
const WEAK = "tuesday-bicycle"

type Env = Record<string, string | undefined>

function recorder(): LoggerInstance & { readonly lines: string[] } {
  const lines: string[] = []
  return {
    lines,
    error: (...args: unknown[]) => {
      const { name, message } = args.at(-1) as Error
      lines.push(`${name}: ${message}`)
    },
    warn: (code, detail) => void lines.push(`${code} ${String(detail)}`),
    debug: () => {},
    info: (message) => void lines.push(message),
  }
}

interface Probe {
  readonly browser: Browser
  readonly lines: string[]
  ask(
    query?: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: HealthAnswer & Record<string, unknown> }>
}

function probeOf(env: Env, more: Partial<AuthConfig> = {}, door = own): Probe {
  const logger = recorder()
  const config = { secret: undefined as never, logger, env, ...more }
  const browser = new Browser(config, { door })
  return {
    browser,
    lines: logger.lines,
    async ask(query = "", headers = {}) {
      const response = await browser.get(`/health${query}`, headers)
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as HealthAnswer & Record<string, unknown>,
      }
    },
  }
}

const idOf = async (secret: string): Promise<string> =>
  (await createRing([secret], "t")).keys[0]!.id
const tokenOf = async (secret: string, to = "https://app.example", now = Date.now()) =>
  makeProbeToken(await createRing([secret], "t"), { to, now })
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** What is said once a minute is said anew in each test. */
beforeEach(() => {
  const registry = (globalThis as Record<symbol, Map<string, unknown> | undefined>)[
    Symbol.for("latchkey/registry/1")
  ]
  for (const name of ["health-reports", "unknown-kids", "first-uses-of-rings"])
    registry?.delete(name)
})
afterEach(() => vi.useRealTimers())

describe("M18: the public answer", () => {
  it("says the key that seals and the process, and nothing else; no cache keeps it", async () => {
    const { ask, lines } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD, AUTH_SECRET_1: NEW })
    const { status, headers, body } = await ask()
    expect(status).toBe(200)
    expect(body).toEqual({ status: "ok", key: await idOf(NEW), instance: processName() })
    expect(headers.get("cache-control")).toContain("no-store")
    expect(headers.get("content-type")).toBe("application/json")
    expect(headers.getSetCookie()).toEqual([])
    // The name leads to the log.
    expect(lines.join("\n")).toMatch(
      new RegExp(`^keys: active=${body.key} .* instance=${processName()}$`, "m"),
    )
  })

  it("HEAD answers the same without a body; POST is no health", async () => {
    const { browser } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD })
    const head = await browser.send("/health", { method: "HEAD" })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe("")
    expect(head.headers.get("cache-control")).toContain("no-store")
    expect((await browser.send("/session", { method: "HEAD" })).status).toBe(405)
    expect((await browser.post("/health")).status).toBe(404)
  })

  it("does not ask who we are: a probe comes by the address of the machine", async () => {
    const { browser } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD }, { trustHost: false })
    const at = (host: string) => browser.send(`http://${host}/auth/health`, { headers: { host } })
    for (const host of ["10.1.2.3:3000", "203.0.113.9:3000", "whatever.example"]) {
      expect((await at(host)).status).toBe(200)
    }
    expect((await browser.send("http://whatever.example/auth/session")).status).toBe(400)
  })

  it("touches no database", async () => {
    const adapter = new Proxy(
      {},
      {
        get() {
          throw new Error("the adapter was asked")
        },
      },
    )
    const { ask } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD }, { adapter })
    expect((await ask()).status).toBe(200)
  })

  it("a development secret is reported as such", async () => {
    const { ask, browser } = probeOf({ NODE_ENV: "development", AUTH_DEV_SECRET: "ephemeral" })
    const { status, body } = await ask()
    expect([status, body.development]).toEqual([200, true])
    const own = await health(browser.config, browser.door)
    expect(own.details.source).toMatch(/^development/)
    const other = await probeOf({ NODE_ENV: "development", AUTH_SECRET: OLD }).ask()
    expect(other.body).not.toHaveProperty("development")
  })

  it("also after a restart, when the framework has loaded it from its file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-health-"))
    const cwd = vi.spyOn(process, "cwd").mockReturnValue(folder)
    writeFileSync(join(folder, ".env.development.local"), `AUTH_SECRET=${OLD}\n`)
    const of = (env: Env) => probeOf(env).ask()
    const { body } = await of({ NODE_ENV: "development", AUTH_SECRET: OLD })
    expect(body.development).toBe(true)
    expect(
      (await of({ NODE_ENV: "development", AUTH_SECRET: NEW })).body.development,
    ).toBeUndefined()
    expect(
      (await of({ NODE_ENV: "production", AUTH_SECRET: OLD })).body.development,
    ).toBeUndefined()
    cwd.mockRestore()
    rmSync(folder, { recursive: true })
  })

  it("health: false turns the route off, and leaves the function", async () => {
    const { browser } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD }, { health: false })
    for (const query of ["", "?live"]) {
      const response = await browser.get(`/health${query}`)
      expect(response.status).toBe(404)
    }
    expect((await browser.get("/session")).status).toBe(200)
    expect((await health(browser.config, browser.door)).status).toBe("ok")
  })

  it.each([
    ["v5 door", v5],
    ["v4 door", v4],
  ] as const)("%s has the route too", async (_, door) => {
    const { ask, browser } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD }, {}, door)
    expect((await ask()).body).toMatchObject({ status: "ok", key: await idOf(OLD) })
    const { body } = await ask("", bearer(await tokenOf(OLD)))
    expect(body.details?.accepts).toEqual([await idOf(OLD)])
    browser.config = { ...browser.config, health: false }
    expect((await browser.get("/health")).status).toBe(400)
  })
})

describe("M18: readiness and liveness", () => {
  it.each<[string, Env, Partial<AuthConfig>, string]>([
    ["no secret", {}, {}, "MissingSecret"],
    ["an empty secret", { AUTH_SECRET: "" }, {}, "MissingSecret"],
    ["a weak secret", { AUTH_SECRET: WEAK }, {}, "WeakSecret"],
    ["a published secret", { AUTH_SECRET: PUBLIC }, {}, "PublicSecret"],
    [
      "a published secret that only opens",
      { AUTH_SECRET: PUBLIC, AUTH_SECRET_1: NEW },
      {},
      "PublicSecret",
    ],
    [
      "a source that never answered",
      {},
      { secret: () => Promise.reject(new TypeError("fetch failed")) },
      "KeysUnavailable",
    ],
    [
      "no secret for sessions",
      { AUTH_SECRET: OLD },
      { jwt: { secret: [""] }, secret: OLD },
      "MissingSecret",
    ],
    [
      "database sessions without a database",
      { AUTH_SECRET: OLD },
      { session: { strategy: "database" } },
      "MissingAdapter",
    ],
  ])("%s: 503, and the process is alive all the same", async (_, env, more, error) => {
    const { ask, lines, browser } = probeOf({ NODE_ENV: "production", ...env }, more)
    const { status, headers, body } = await ask()
    expect(status).toBe(503)
    expect(headers.get("retry-after")).toBe("5")
    expect(headers.get("cache-control")).toContain("no-store")
    expect(body.status).toBe("unavailable")
    // Why is for the log, and for the application.
    expect(JSON.stringify(body)).not.toContain(error)
    expect(lines.filter((line) => line.startsWith(`${error}:`))).toHaveLength(1)
    for (let i = 0; i < 5; i++) await ask()
    expect(lines.filter((line) => line.startsWith(`${error}:`))).toHaveLength(1)
    const own = await health(browser.config, browser.door)
    expect(own).toMatchObject({ status: "unavailable", details: { error } })
    await expect(ready(browser.config, browser.door)).rejects.toMatchObject({ type: error })

    const live = await ask("?live")
    expect([live.status, live.body]).toEqual([200, { status: "alive", instance: processName() }])
  })

  it("200 as soon as the secret comes, without a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-health-"))
    const file = join(folder, "secret")
    const env: Env = { NODE_ENV: "production", AUTH_SECRET_FILE: file }
    const { ask } = probeOf(env)
    expect((await ask()).status).toBe(503)
    vi.useFakeTimers({ now: Date.now() + 2_000, toFake: ["Date"] })
    writeFileSync(file, `${OLD}\n`)
    expect(await ask()).toMatchObject({ status: 200, body: { key: await idOf(OLD) } })
    rmSync(folder, { recursive: true })
    delete env["AUTH_SECRET_FILE"]
    expect((await ask()).status).toBe(503)
    env["AUTH_SECRET"] = NEW
    expect(await ask()).toMatchObject({ status: 200, body: { key: await idOf(NEW) } })
  })

  it("a published secret that is allowed serves", async () => {
    const env = { NODE_ENV: "production", AUTH_SECRET: PUBLIC, AUTH_ALLOW_PUBLIC_SECRET: "1" }
    expect((await probeOf(env).ask()).status).toBe(200)
  })

  it("a provider that lacks its id keeps nobody else out; the details name it", async () => {
    const { ask, browser } = probeOf(
      { NODE_ENV: "production", AUTH_SECRET: OLD },
      { providers: [GitHub] },
    )
    expect((await ask()).status).toBe(200)
    const { details } = await health(browser.config, browser.door)
    expect(details.providers).toEqual({ github: "MissingClientId" })
    await expect(ready(browser.config, browser.door)).rejects.toMatchObject({
      type: "MissingClientId",
    })
  })
})

describe("the details", () => {
  const env = { NODE_ENV: "production", AUTH_SECRET: OLD, AUTH_SECRET_1: NEW, HOSTNAME: "web-7" }

  it("are for whoever has a key of the ring, also an older one", async () => {
    const { ask } = probeOf(env)
    for (const secret of [NEW, OLD]) {
      const { status, body } = await ask("", bearer(await tokenOf(secret)))
      expect(status).toBe(200)
      expect(body.details).toMatchObject({
        accepts: [await idOf(NEW), await idOf(OLD)],
        refused: [],
        source: "env:AUTH_SECRET_1",
        host: "web-7",
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        error: null,
        failure: null,
        refreshed: null,
        ring: null,
        sessions: null,
        providers: {},
      })
      expect(body.details!.now - body.details!.since!).toBeLessThan(60_000)
    }
  })

  it("never hold a value, in any spelling", async () => {
    const { ask, browser } = probeOf(env, { providers: [GitHub] })
    const { body } = await ask("", bearer(await tokenOf(OLD)))
    const own = JSON.stringify(await health(browser.config, browser.door))
    for (const secret of [OLD, NEW]) {
      for (const form of ["utf8", "base64", "base64url", "hex"] as const) {
        const spelled = Buffer.from(secret).toString(form)
        expect(JSON.stringify(body) + own).not.toContain(spelled)
      }
    }
  })

  it("a token of another ring, host or time, or a forged one: 401 with the public answer", async () => {
    const { ask } = probeOf(env)
    const good = await tokenOf(OLD)
    const [kid, seconds, mac] = good.split(".") as [string, string, string]
    const flipped = `${mac.slice(0, -1)}${mac.endsWith("A") ? "B" : "A"}`
    const bad: Record<string, string> = {
      "another ring": await tokenOf("oThR7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"),
      "another host": await tokenOf(OLD, "https://evil.example"),
      "another port": await tokenOf(OLD, "https://app.example:8443"),
      "too old": await tokenOf(OLD, "https://app.example", Date.now() - 62_000),
      "of the future": await tokenOf(OLD, "https://app.example", Date.now() + 17_000),
      "a moved date": `${kid}.${Number(seconds) + 1}.${mac}`,
      "another key's": `${await idOf(NEW)}.${seconds}.${mac}`,
      "one bit": `${kid}.${seconds}.${flipped}`,
      "cut off": good.slice(0, -1),
      "too long": `${good}A`,
      "no MAC": `${kid}.${seconds}.`,
    }
    for (const [what, token] of Object.entries(bad)) {
      const { status, headers, body } = await ask("", bearer(token))
      expect(status, what).toBe(401)
      expect(headers.get("www-authenticate"), what).toMatch(/^Bearer realm="health", error="inv/)
      expect(body, what).toMatchObject({ status: "ok", instance: processName() })
      expect(body, what).not.toHaveProperty("details")
    }
    const expired = await ask("", bearer(bad["too old"]!))
    expect(expired.body["message"]).toContain("older than a minute")
    expect((await ask("", bearer(bad["another ring"]!))).body["message"]).not.toContain("minute")
  })

  it("credentials for someone else in front are none of ours: the public answer", async () => {
    const { ask } = probeOf(env)
    const others = [
      "Basic dXNlcjpwYXNz",
      "Bearer eyJhbGciOi.eyJzdWIi.c2ln",
      "Bearer",
      "",
      "Negotiate",
    ]
    for (const authorization of others) {
      const { status, body } = await ask("", { authorization })
      expect([status, Object.keys(body)], authorization).toEqual([
        200,
        ["status", "key", "instance"],
      ])
    }
  })

  it("a token counts at the host that is ours, or at a private one, and not at any host a client names", async () => {
    const { browser } = probeOf({ ...env, AUTH_URL: "https://app.example" }, { trustHost: false })
    const at = async (host: string): Promise<number> => {
      const headers = { host, ...bearer(await tokenOf(OLD, `http://${host}/auth/health`)) }
      return (await browser.send(`http://${host}/auth/health`, { headers })).status
    }
    for (const host of [
      "app.example",
      "10.0.3.7:3000",
      "172.20.0.2",
      "192.168.1.4",
      "100.64.0.9",
      "localhost:3000",
      "web-1:8080",
      "web-1.internal",
      "web.default.svc",
      "web.default.svc.cluster.local",
      "[fd00::7]:3000",
      "[::1]:3000",
    ]) {
      expect(await at(host), host).toBe(200)
    }
    // It was shown to them; they show it to us.
    for (const host of [
      "evil.example",
      "203.0.113.9",
      "172.32.0.1",
      "[2001:db8::1]",
      "3232235777",
    ]) {
      expect(await at(host), host).toBe(401)
    }
  })

  it("without keys a token can't be judged, and nothing is told", async () => {
    const { ask } = probeOf({ NODE_ENV: "production", AUTH_SECRET: PUBLIC })
    const { status, body } = await ask("", bearer(await tokenOf(PUBLIC)))
    expect(status).toBe(503)
    expect(body).not.toHaveProperty("details")
  })

  it("healthToken makes what the route takes, and says the same as health()", async () => {
    const { ask, browser } = probeOf(env)
    const token = await healthToken({ providers: [], env }, browser.url("/health"))
    const { body } = await ask("", bearer(token))
    const said = await publicHealth({ providers: [], env })
    const still = { now: 0 }
    expect({ ...body.details, ...still }).toEqual({ ...said.details, ...still })
    await expect(
      healthToken({ providers: [], env: {} }, "https://a.example"),
    ).rejects.toMatchObject({
      type: "MissingSecret",
    })
  })

  it("auth.health() of Next.js says it too", async () => {
    const { auth } = nextAuth(() => ({ providers: [], env, logger: recorder() }))
    expect(await auth.health()).toMatchObject({
      status: "ok",
      key: await idOf(NEW),
      details: { source: "env:AUTH_SECRET_1" },
    } satisfies Partial<Record<keyof Health, unknown>>)
    expect(await nextAuth({ providers: [], env: {} }).auth.health()).toMatchObject({
      status: "unavailable",
      details: { error: "MissingSecret" },
    })
  })
})

describe("in each tier", () => {
  it("a source: when it answered last, and how it fails now", async () => {
    let failing = false
    const source: KeySource = {
      name: `test:health-${Math.random()}`,
      ttl: 60,
      get: async () => {
        if (failing) throw new TypeError(`fetch failed for ${OLD}`)
        return OLD
      },
    }
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ["Date"] })
    const { ask, browser } = probeOf({ NODE_ENV: "production" }, { secret: source })
    expect((await ask()).status).toBe(200)
    const first = await health(browser.config, browser.door)
    expect(first.details).toMatchObject({
      source: source.name,
      since: 1_800_000_000_000,
      refreshed: 1_800_000_000_000,
      failure: null,
    })
    failing = true
    vi.setSystemTime(1_800_000_090_000)
    await ask()
    await vi.waitFor(async () => {
      const { status, details } = await health(browser.config, browser.door)
      expect(details.failure).toBe("TypeError")
      expect(details.refreshed).toBe(1_800_000_000_000)
      expect(JSON.stringify(details)).not.toContain(OLD)
      // The last good answer still serves.
      expect(status).toBe("ok")
    }, 20_000)
  })

  it("a function, a promise and a binding are sources too", async () => {
    const forms: AuthConfig["secret"][] = [
      async () => OLD,
      Promise.resolve(OLD),
      { get: async () => OLD },
    ]
    for (const secret of forms) {
      const { details } = await health({ providers: [], secret: secret!, env: {} }, own)
      expect(details.refreshed).toBeGreaterThan(Date.now() - 60_000)
    }
    const { details } = await health({ providers: [], secret: () => OLD, env: {} }, own)
    expect(details.refreshed).toBeNull()
  })

  it("jwt.secret: the sessions' own key", async () => {
    const config = { providers: [], secret: OLD, jwt: { secret: NEW }, env: {} }
    const { key, details } = await health(config, own)
    expect(key).toBe(await idOf(OLD))
    expect(details.sessions).toEqual({ key: await idOf(NEW), accepts: [await idOf(NEW)] })
  })

  it("a managed ring: its revision, its instances, and who is behind or holds another root", async () => {
    const store = memoryStore()
    const ring = keyring({ store, instance: "web-1", onEvent: () => {} })
    const env = { NODE_ENV: "production", AUTH_SECRET: OLD }
    const { ask } = probeOf(env, { secret: ring })
    expect((await ask()).status).toBe(200)
    await ring.rotate()
    await store.beat!({ instance: "web-2", rev: 1, root: (await ring.inspect()).root! })
    await store.beat!({ instance: "web-3", rev: 2, root: "env:other" })
    const { key } = (await ask()).body
    const to = "https://app.example"
    const ofRing = await createRing(
      (await ring.view({ read: () => OLD, now: Date.now() })).secrets,
      "t",
    )
    const { body } = await ask("", bearer(await makeProbeToken(ofRing, { to })))
    const { details } = body
    expect(details?.accepts[0]).toBe(key)
    expect(details?.ring).toMatchObject({
      name: "auth",
      store: "memory",
      rev: 2,
      failure: null,
      instance: "web-1",
      behind: ["web-2"],
      differing: ["web-3"],
    })
    expect(details?.ring?.instances?.map((row) => row.instance)).toEqual([
      "web-1",
      "web-2",
      "web-3",
    ])
    expect(details?.refreshed).toBe(details?.ring?.read)
    await ring.revoke(key!, { reason: "leaked" })
    const after = await health({ providers: [], secret: ring, env }, own)
    expect(after.details.refused).toEqual([key])
    expect(after.key).not.toBe(key)
    // Whoever has the key that leaked can't ask any more.
    const leaked = await makeProbeToken(ofRing, { to, kid: key! })
    expect((await ask("", bearer(leaked))).status).toBe(401)
  })

  it("a store that is down: what is known serves, and the details say how it fails", async () => {
    const inner = memoryStore()
    let down = false
    const failing = <T>(work: () => Promise<T>): Promise<T> =>
      down ? Promise.reject(new RangeError("the store is down")) : work()
    const store: KeyStore = {
      ...inner,
      read: () => failing(() => inner.read()),
      instances: () => failing(() => inner.instances!()),
    }
    const ring = keyring({ store, onEvent: () => {} })
    const config = {
      providers: [],
      secret: ring,
      env: { NODE_ENV: "production", AUTH_SECRET: OLD },
    }
    const before = await health(config, own)
    expect(before.details.failure).toBeNull()
    down = true
    await ring.status().catch(() => {})
    const after = await health(config, own)
    expect([after.status, after.key]).toEqual(["ok", before.key])
    expect(after.details).toMatchObject({
      failure: "RangeError",
      refreshed: before.details.refreshed,
      ring: { rev: 1, instances: null, behind: [], differing: [] },
    })
    down = false
    await ring.status()
    expect((await health(config, own)).details.failure).toBeNull()
  })

  it("the public answer of a managed ring asks the store for nothing that the keys don't need", async () => {
    const inner = memoryStore()
    const asked: string[] = []
    const store: KeyStore = {
      ...inner,
      read: () => (asked.push("read"), inner.read()),
      instances: () => (asked.push("instances"), inner.instances!()),
    }
    const ring = keyring({ store, onEvent: () => {} })
    const { ask } = probeOf({ NODE_ENV: "production", AUTH_SECRET: OLD }, { secret: ring })
    await ask()
    asked.length = 0
    for (let i = 0; i < 20; i++) await ask()
    expect(asked).toEqual([])
  })

  it("a ring that fails its authentication: 503, and the details name the reason", async () => {
    const env = { NODE_ENV: "production", AUTH_SECRET: OLD }
    const store = memoryStore()
    await health({ providers: [], secret: keyring({ store, onEvent: () => {} }), env }, own)
    const stored = (await store.read())!
    const text = Buffer.from(stored.bytes).toString().replace('"rev":1', '"rev":9')
    const forged: KeyStore = {
      ...memoryStore(),
      read: async () => ({ bytes: Buffer.from(text), version: "1" }),
    }
    const ring = keyring({ store: forged, onEvent: () => {} })
    const { ask, browser } = probeOf(env, { secret: ring })
    expect((await ask()).status).toBe(503)
    const { details } = await health(browser.config, browser.door)
    expect(details).toMatchObject({
      error: "KeysUnavailable",
      failure: "RingForged",
      ring: { rev: null, read: null, instances: null },
    })
    expect((await ask("?live")).status).toBe(200)
  })
})

describe("M15: another instance holds another secret", () => {
  const name = processName()

  it("a session cookie of its key says so, with both ids and our name, once a minute", async () => {
    const theirs = probeOf({ AUTH_SECRET: NEW }, { providers: [credentials] })
    await theirs.browser.post("/callback/credentials")
    const ours = probeOf({ AUTH_SECRET: OLD })
    for (const [cookie, kept] of theirs.browser.cookies) ours.browser.cookies.set(cookie, kept)
    expect(await ours.browser.session()).toBeNull()
    expect(await ours.browser.session()).toBeNull()
    await ours.browser.csrfToken()
    const warnings = ours.lines.filter((line) => /^key-unknown.* session cookie/.test(line))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`a key that is not ours (kid ${await idOf(NEW)})`)
    expect(warnings[0]).toContain(`this instance (${name}) seals with ${await idOf(OLD)}`)
    expect(warnings[0]).toContain("Another instance may hold another secret")
    expect(ours.browser.names().some((one) => one.includes("session-token"))).toBe(true)
  })

  it("so does a CSRF cookie, before anyone has signed in", async () => {
    const theirs = probeOf({ AUTH_SECRET: THIRD })
    await theirs.browser.csrfToken()
    const ours = probeOf({ AUTH_SECRET: OLD })
    for (const [cookie, kept] of theirs.browser.cookies) ours.browser.cookies.set(cookie, kept)
    await ours.browser.csrfToken()
    const warnings = ours.lines.filter((line) => line.startsWith("key-unknown"))
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(
          `1 CSRF cookie so far came with a key that is not ours \\(kid ${await idOf(THIRD)}\\); this instance \\(${name}\\) seals with ${await idOf(OLD)}`,
        ),
      ),
    ])
    // A cookie of our own key says nothing.
    ours.lines.length = 0
    await ours.browser.csrfToken()
    expect(ours.lines).toEqual([])
  })
})

const credentials = {
  id: "credentials",
  name: "Credentials",
  type: "credentials" as const,
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

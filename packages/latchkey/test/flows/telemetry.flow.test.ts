import { context, metrics, SpanStatusCode, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics"
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import type { RootKey } from "../../src/contracts/keys.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { Browser, own } from "../support/browser.ts"

const ROOT = "rootQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const PASSWORD = "ada-types-this-password"
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: ({ password }) =>
    password === PASSWORD ? { id: "7", name: "Ada Lovelace", email: "ada@example.test" } : null,
}

/** Collects when it is told to. */
class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

interface Point {
  readonly value: number
  readonly [attribute: string]: unknown
}

/** The real SDK: what it hears is what an operator would see. */
class Listener {
  readonly #spans = new InMemorySpanExporter()
  readonly #reader = new Reader()

  start(): void {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const processors = [new SimpleSpanProcessor({ exporter: this.#spans })]
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: processors }))
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.#reader] }))
  }

  stop(): void {
    trace.disable()
    metrics.disable()
    context.disable()
  }

  get spans(): ReturnType<InMemorySpanExporter["getFinishedSpans"]> {
    return this.#spans.getFinishedSpans()
  }

  /** Each metric by its name, with the points of this moment. */
  async metrics(): Promise<Record<string, Point[]>> {
    const { resourceMetrics, errors } = await this.#reader.collect()
    if (errors.length > 0) throw new AggregateError(errors, "A collection failed.")
    const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
    return Object.fromEntries(
      found.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => ({ ...attributes, value: value as number })),
      ]),
    )
  }
}

let listener: Listener
beforeEach(() => {
  listener = new Listener()
})
afterEach(() => listener.stop())

function setUp(root?: RootKey): { browser: Browser; ring: Keyring } {
  const store = memoryStore({ ring: `telemetry-${Math.random()}` })
  const ring = keyring({ store, ...(root ? { root } : {}), onEvent: () => {} })
  const env = { AUTH_SECRET: ROOT }
  const browser = new Browser(
    { providers: [credentials], logger, secret: ring, env },
    { door: own },
  )
  return { browser, ring }
}

describe("spans", () => {
  it("one for each action, with what was asked for and how it ended", async () => {
    listener.start()
    const { browser } = setUp()
    await browser.post("/callback/credentials", { password: PASSWORD })
    await browser.session()
    const [signIn, session] = ["latchkey POST callback", "latchkey GET session"].map((name) =>
      listener.spans.findLast((span) => span.name === name),
    )
    expect(signIn!.attributes).toEqual({
      "http.request.method": "POST",
      "latchkey.action": "callback",
      "latchkey.provider": "credentials",
      "http.response.status_code": 303,
    })
    expect(session!.attributes).toEqual({
      "http.request.method": "GET",
      "latchkey.action": "session",
      "http.response.status_code": 200,
    })
    expect(session!.status.code).toBe(SpanStatusCode.UNSET)
    expect(session!.instrumentationScope.name).toBe("latchkey")
  })

  it("what happens within an action is below it: the ring is read and made, a key service is asked", async () => {
    listener.start()
    const wrapped = new Map<string, string>()
    const root: RootKey = {
      id: "kms:alias/auth",
      wrap: (text) => {
        wrapped.set(`w${wrapped.size}`, text)
        return `w${wrapped.size - 1}`
      },
      unwrap: (text) => wrapped.get(text) ?? null,
    }
    const { browser } = setUp(root)
    await browser.session()
    const session = listener.spans.find(({ name }) => name === "latchkey GET session")!
    const below = listener.spans.filter((span) => span !== session)
    const { traceId, spanId } = session.spanContext()
    expect(below.map(({ name }) => name)).toEqual([
      "latchkey keys wrap",
      "latchkey keys unwrap",
      "latchkey keys refresh",
    ])
    for (const span of below) expect(span.spanContext().traceId).toBe(traceId)
    expect(below.at(-1)!.parentSpanContext?.spanId).toBe(spanId)
    expect(below[0]!.attributes).toEqual({ "latchkey.root": "kms:alias/auth" })
    expect(below.at(-1)!.attributes["latchkey.source"]).toMatch(/^keyring:memory\/telemetry-/)
  })

  it("a wrong password is named and no error; keys that can't be had are one", async () => {
    listener.start()
    const { browser } = setUp()
    await browser.post("/callback/credentials", { password: "wrong" })
    const failed = listener.spans.findLast(({ name }) => name === "latchkey POST callback")!
    expect(failed.attributes["error.type"]).toBe("CredentialsSignin")
    expect(failed.status.code).toBe(SpanStatusCode.UNSET)

    const down = () => Promise.reject(new Error(`no answer for ${ROOT}`))
    const other = new Browser({ providers: [credentials], logger, secret: down }, { door: own })
    await other.get("/session")
    const unavailable = listener.spans.findLast(({ name }) => name === "latchkey GET session")!
    expect(unavailable.attributes["error.type"]).toBe("KeysUnavailable")
    expect(unavailable.attributes["http.response.status_code"]).toBe(503)
    expect(unavailable.status).toEqual({ code: SpanStatusCode.ERROR })
    const asked = listener.spans.findLast(({ name }) => name === "latchkey keys refresh")!
    expect(asked.attributes).toEqual({
      "latchkey.source": "a function down()",
      "error.type": "Error",
    })
    expect(asked.status.code).toBe(SpanStatusCode.ERROR)
  })

  it("nothing of a person and no secret is in any of them, and no name that the path made up", async () => {
    listener.start()
    const { browser, ring } = setUp()
    await browser.post("/callback/credentials", { password: PASSWORD, email: "ada@example.test" })
    await browser.post("/callback/credentials", { password: "wrong-password-typed" })
    await browser.get("/callback/made-up-by-someone?code=a-code&state=a-state")
    await browser.session()
    const strings = await ring.export()
    const text = JSON.stringify(
      listener.spans.map(({ name, attributes, events, status }) => [
        name,
        attributes,
        events,
        status,
      ]),
    )
    expect(listener.spans.length).toBeGreaterThan(4)
    const canaries = [
      ROOT,
      PASSWORD,
      "wrong-password-typed",
      "Ada",
      "ada@",
      "made-up-by",
      "a-code",
      "a-state",
    ]
    const cookies = [...browser.cookies.values()]
      .map(({ value }) => value)
      .filter(({ length }) => length > 8)
    for (const canary of [...canaries, ...strings, ...cookies]) {
      expect(text).not.toContain(canary)
    }
  })
})

describe("metrics", () => {
  it("a managed ring: its revision, ages, refreshes, tokens by key, instances", async () => {
    const { browser, ring } = setUp()
    // The application may have its first request before it has OpenTelemetry.
    await browser.post("/callback/credentials", { password: PASSWORD })
    listener.start()
    await browser.session()
    await browser.session()
    await ring.rotate()
    const { ring: name, active, rev, keys } = await ring.status()
    const found = await listener.metrics()
    const here = (metric: string): Point => found[metric]!.find((point) => point["ring"] === name)!
    expect(here("latchkey.keys.ring_revision").value).toBe(rev)
    expect(here("latchkey.keys.active_age").value).toBeGreaterThanOrEqual(0)
    expect(here("latchkey.keys.active_age").value).toBeLessThan(60)
    const waits = keys.at(-1)!.notBefore - Date.now()
    expect(here("latchkey.keys.next_activation").value).toBeCloseTo(waits / 1000, -1)
    expect(here("latchkey.keys.write_conflicts").value).toBe(0)
    const source = `keyring:memory/${name}`
    const refreshes = found["latchkey.keys.refreshes"]!.filter(
      (point) => point["source"] === source,
    )
    expect(refreshes).toEqual([
      { source, result: "ok", value: expect.any(Number) },
      { source, result: "failed", value: 0 },
    ])
    expect(refreshes[0]!.value).toBeGreaterThan(0)
    expect(
      found["latchkey.keys.refresh_age"]!.find((point) => point["source"] === source)!.value,
    ).toBeLessThan(60)
    const opened = found["latchkey.keys.tokens_opened"]!.find(({ kid }) => kid === active)!
    expect(opened["result"]).toBe("ok")
    expect(opened.value).toBeGreaterThanOrEqual(2)
    const sealed = found["latchkey.keys.tokens_sealed"]!.find(({ kid }) => kid === active)!
    expect(sealed.value).toBeGreaterThanOrEqual(1)
    const instances = found["latchkey.keys.instances"]!.filter((point) => point["ring"] === name)
    expect(instances).toEqual([
      { ring: name, state: "current", value: 1 },
      { ring: name, state: "behind", value: 0 },
    ])
  })

  it("what did not open is counted by what became of it, never by an id that anyone could choose", async () => {
    listener.start()
    const { browser, ring } = setUp()
    await browser.post("/callback/credentials", { password: PASSWORD })
    const before = await counted()
    await ring.revoke((await ring.status()).active, { reason: "leaked" })
    await browser.session()
    const after = await counted()
    expect(after["revoked"]! - (before["revoked"] ?? 0)).toBeGreaterThanOrEqual(1)
    const points = (await listener.metrics())["latchkey.keys.tokens_opened"]!
    expect(points.filter(({ result }) => result !== "ok").every((point) => !("kid" in point))).toBe(
      true,
    )
  })

  async function counted(): Promise<Record<string, number>> {
    const points = (await listener.metrics())["latchkey.keys.tokens_opened"] ?? []
    return Object.fromEntries(points.map(({ result, value }) => [result, value]))
  }

  it("a source of one's own: how often it was asked, and how that went", async () => {
    listener.start()
    const name = `a-manager-${Math.random()}`
    let fails = true
    const secret = {
      name,
      get: () => {
        if (fails) throw new Error("not now")
        return ROOT
      },
    }
    const browser = new Browser({ providers: [credentials], logger, secret }, { door: own })
    await browser.get("/session")
    fails = false
    expect(await browser.session()).toBeNull()
    const found = await listener.metrics()
    const of = (metric: string): Point[] =>
      found[metric]!.filter((point) => point["source"] === name)
    expect(of("latchkey.keys.refreshes").map(({ result, value }) => [result, value])).toEqual([
      ["ok", 1],
      ["failed", 1],
    ])
    expect(of("latchkey.keys.refresh_age")[0]!.value).toBeLessThan(60)
  })

  it("a store that does not say its instances costs that number, and no other", async () => {
    listener.start()
    const ringName = `mute-${Math.random()}`
    const store = {
      ...memoryStore({ ring: ringName }),
      instances: () => Promise.reject(new Error("connection lost")),
    }
    const ring = keyring({ store, onEvent: () => {} })
    const env = { AUTH_SECRET: ROOT }
    const browser = new Browser(
      { providers: [credentials], logger, secret: ring, env },
      { door: own },
    )
    await browser.session()
    const found = await listener.metrics()
    const of = (metric: string): Point[] =>
      (found[metric] ?? []).filter((point) => point["ring"] === ringName)
    expect(of("latchkey.keys.ring_revision")).toHaveLength(1)
    expect(of("latchkey.keys.instances")).toHaveLength(0)
  })
})

describe("without OpenTelemetry", () => {
  const symbol = Symbol.for("opentelemetry.js.api.1")

  it("a session costs one look at one property, and nothing is made", async () => {
    const { browser } = setUp()
    await browser.post("/callback/credentials", { password: PASSWORD })
    await browser.session()
    const held = Object.getOwnPropertyDescriptor(globalThis, symbol)
    let looks = 0
    Object.defineProperty(globalThis, symbol, { configurable: true, get: () => void looks++ })
    try {
      expect(await browser.session()).toMatchObject({ user: { name: "Ada Lovelace" } })
    } finally {
      if (held) Object.defineProperty(globalThis, symbol, held)
      else Reflect.deleteProperty(globalThis, symbol)
    }
    expect(looks).toBe(1)
  })

  it("something that is not the API under its symbol leaves sign-ins alone", async () => {
    const held = Object.getOwnPropertyDescriptor(globalThis, symbol)
    for (const odd of [null, 7, "x", {}, { trace: {}, metrics: {} }, { trace: null, metrics: 5 }]) {
      Object.defineProperty(globalThis, symbol, { configurable: true, writable: true, value: odd })
      try {
        const { browser } = setUp()
        await browser.post("/callback/credentials", { password: PASSWORD })
        expect(await browser.session(), JSON.stringify(odd)).toMatchObject({
          user: { name: "Ada Lovelace" },
        })
      } finally {
        Reflect.deleteProperty(globalThis, symbol)
      }
    }
    if (held) Object.defineProperty(globalThis, symbol, held)
  })
})

import { afterEach, describe, expect, it, vi } from "vitest"
import { observedRings, type ObservedRing, refusals, refreshes } from "./figures.ts"
import { offerKeyMetrics } from "./metrics.ts"
import { createRing } from "./ring.ts"
import { open } from "./open.ts"
import { ringKey } from "./ring-key.ts"
import { seal } from "./seal.ts"
import type { Collection, Instrument, Meter } from "../web/telemetry.ts"

const API = Symbol.for("opentelemetry.js.api.1")
const NOW = 1_800_000_000_000

afterEach(() => {
  vi.useRealTimers()
  delete (globalThis as Record<symbol, unknown>)[API]
})

type Described = Instrument & { kind: string; name: string; options: object }
type Seen = [name: string, value: number, attributes: object | undefined]

/** OpenTelemetry as an application has it, which collects when it is told to. */
function listener() {
  const instruments: Described[] = []
  const observed: Instrument[] = []
  let collectWith: (to: Collection) => unknown = () => expect.unreachable("nothing is offered")
  const creating = (kind: string) => (name: string, options: object) => {
    const made = { kind, name, options }
    instruments.push(made)
    return made
  }
  const meter: Meter = {
    createObservableGauge: creating("gauge"),
    createObservableCounter: creating("counter"),
    addBatchObservableCallback(collect, of) {
      collectWith = collect
      observed.push(...of)
    },
  }
  Object.assign(globalThis, { [API]: { metrics: { getMeter: () => meter } } })
  offerKeyMetrics()
  const collect = async (): Promise<Seen[]> => {
    const seen: Seen[] = []
    const observe: Collection["observe"] = (of, value, attributes) =>
      void seen.push([(of as Described).name.replace("latchkey.keys.", ""), value, attributes])
    await collectWith({ observe })
    return seen
  }
  return { instruments, observed, collect }
}

it("offers what is known of the keys, each with its unit", () => {
  const { instruments, observed } = listener()
  const units = instruments.map(({ kind, name, options }) => [
    kind,
    name,
    "unit" in options ? options.unit : "",
  ])
  expect(units).toEqual([
    ["gauge", "latchkey.keys.ring_revision", ""],
    ["gauge", "latchkey.keys.active_age", "s"],
    ["gauge", "latchkey.keys.next_activation", "s"],
    ["counter", "latchkey.keys.refreshes", "{refresh}"],
    ["gauge", "latchkey.keys.refresh_age", "s"],
    ["counter", "latchkey.keys.tokens_opened", "{token}"],
    ["counter", "latchkey.keys.tokens_sealed", "{token}"],
    ["counter", "latchkey.keys.write_conflicts", "{write}"],
    ["gauge", "latchkey.keys.instances", "{instance}"],
  ])
  expect(observed).toEqual(instruments)
  for (const { options } of instruments) {
    expect(options).toMatchObject({ description: expect.stringMatching(/^[A-Z].{8,}/) })
  }
})

it("of tokens: how many each key sealed and opened, and what became of the others", async () => {
  const { collect } = listener()
  const ring = await createRing([`metrics-${Math.random()}-that-is-long-enough`], "test")
  const idle = await ringKey(`metrics-${Math.random()}-that-is-long-enough`)
  const spec = { format: "own", purpose: "session", salt: "" } as const
  Object.assign(refusals(), { unknown: 0, revoked: 0, forged: 3, expired: 0, malformed: 1 })
  const token = await seal(ring, spec, {}, { maxAge: 60 })
  await seal(ring, spec, {}, { maxAge: 60 })
  await open(ring, [spec], token)
  const kid = ring.keys[0]!.id
  const seen = await collect()
  const of = (id: string): Seen[] =>
    seen.filter(([, , attributes]) => (attributes as { kid?: string }).kid === id)
  expect(of(kid)).toEqual([
    ["tokens_opened", 1, { kid, result: "ok" }],
    ["tokens_sealed", 2, { kid }],
  ])
  expect(of(idle.id)).toEqual([])
  const refused = seen.filter(([name, , said]) => name === "tokens_opened" && !("kid" in said!))
  expect(refused).toEqual([
    ["tokens_opened", 3, { result: "forged" }],
    ["tokens_opened", 1, { result: "malformed" }],
  ])
})

it("of sources: how often they were asked, and how long ago they answered, if they did", async () => {
  vi.useFakeTimers({ now: NOW })
  const { collect } = listener()
  refreshes().clear()
  refreshes().set("vault", { ok: 5, failed: 2, at: NOW - 90_000 })
  refreshes().set("dead", { ok: 0, failed: 1, at: 0 })
  const seen = (await collect()).filter(([name]) => name.startsWith("refresh"))
  expect(seen).toEqual([
    ["refreshes", 5, { source: "vault", result: "ok" }],
    ["refreshes", 2, { source: "vault", result: "failed" }],
    ["refresh_age", 90, { source: "vault" }],
    ["refreshes", 0, { source: "dead", result: "ok" }],
    ["refreshes", 1, { source: "dead", result: "failed" }],
  ])
})

describe("of managed rings", () => {
  const figures = { ring: "auth", rev: 7, activeAge: 60_000, nextActivation: -5_000, conflicts: 2 }
  const ringFacts: Seen[] = [
    ["ring_revision", 7, { ring: "auth" }],
    ["active_age", 60, { ring: "auth" }],
    ["next_activation", -5, { ring: "auth" }],
    ["write_conflicts", 2, { ring: "auth" }],
  ]
  const collected = async (observed: ObservedRing | undefined): Promise<Seen[]> => {
    const { collect } = listener()
    observedRings().clear()
    observedRings().set("auth", { deref: () => observed } as WeakRef<ObservedRing>)
    const seen = await collect()
    return seen.filter(([, , attributes]) => attributes && "ring" in attributes)
  }

  it("what each says of itself, and of its instances", async () => {
    const census = async () => ({ current: 3, behind: 1 })
    expect(await collected({ figures: () => figures, census })).toEqual([
      ...ringFacts,
      ["instances", 3, { ring: "auth", state: "current" }],
      ["instances", 1, { ring: "auth", state: "behind" }],
    ])
  })

  it.each<[string, ObservedRing["census"]]>([
    ["does not know them", async () => null],
    ["does not answer", async () => Promise.reject(new Error("connection refused"))],
  ])("no instances, where the store %s", async (_, census) => {
    expect(await collected({ figures: () => figures, census })).toEqual(ringFacts)
  })

  it("nothing of one that was not read yet, or that is gone", async () => {
    const census = async () => ({ current: 3, behind: 1 })
    expect(await collected({ figures: () => null, census })).toEqual([])
    expect(await collected(undefined)).toEqual([])
  })
})

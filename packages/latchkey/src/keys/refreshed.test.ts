import { afterEach, expect, it, vi } from "vitest"
import { refreshes } from "./figures.ts"
import { refreshed } from "./refreshed.ts"

const API = Symbol.for("opentelemetry.js.api.1")

afterEach(() => {
  vi.useRealTimers()
  delete (globalThis as Record<symbol, unknown>)[API]
})

it("counts how often a source answered and failed, and when it answered last", async () => {
  vi.useFakeTimers({ now: 1_000 })
  const source = `test:${Math.random()}`
  expect(await refreshed(source, async () => "one")).toBe("one")
  expect(refreshes().get(source)).toEqual({ ok: 1, failed: 0, at: 1_000 })
  vi.setSystemTime(2_000)
  const failing = refreshed(source, () => Promise.reject(new Error("down")))
  await expect(failing).rejects.toThrow("down")
  expect(refreshes().get(source)).toEqual({ ok: 1, failed: 1, at: 1_000 })
  await refreshed(source, async () => "two")
  expect(refreshes().get(source)).toEqual({ ok: 2, failed: 1, at: 2_000 })
})

it("a source that never answered has no time", async () => {
  const source = `test:${Math.random()}`
  await refreshed(source, () => Promise.reject(new Error("down"))).catch(() => {})
  expect(refreshes().get(source)).toEqual({ ok: 0, failed: 1, at: 0 })
})

it("is a span that names the source, where there is OpenTelemetry", async () => {
  const spans: unknown[] = []
  const span = { setAttribute() {}, setStatus() {}, end() {} }
  const startActiveSpan = (name: string, options: object, work: (of: typeof span) => unknown) => {
    spans.push([name, options])
    return work(span)
  }
  const api = { trace: { getTracer: () => ({ startActiveSpan }) } }
  Object.assign(globalThis, { [API]: api })
  expect(await refreshed("our-vault", async () => "one")).toBe("one")
  const attributes = { "latchkey.source": "our-vault" }
  expect(spans).toEqual([["latchkey keys refresh", { kind: 0, attributes }]])
})

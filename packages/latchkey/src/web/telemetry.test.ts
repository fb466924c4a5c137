import { afterEach, describe, expect, it, vi } from "vitest"
import { inSpan, markFailed, offerMetrics, type Span, telemetry } from "./telemetry.ts"

const API = Symbol.for("opentelemetry.js.api.1")
const holder = globalThis as { [API]?: unknown }
afterEach(() => {
  delete holder[API]
})

/** Telemetry that notes what it is told. */
function noted() {
  const told: unknown[] = []
  const span: Span = {
    setAttribute: (name, value) => told.push(["attribute", name, value]),
    setStatus: (status) => told.push(["status", status]),
    end: () => told.push("end"),
  }
  const trace = {
    getTracer: (name: string) => ({
      startActiveSpan: (title: string, options: object, work: (made: Span) => unknown) => {
        told.push([name, title, options])
        return work(span)
      },
    }),
  }
  return { told, span, trace }
}

const options = { name: "work", attributes: { a: 1 } }

describe("a span", () => {
  it("is not there without OpenTelemetry", async () => {
    expect(telemetry()).toBeUndefined()
    expect(await inSpan(options, async (span) => [span, "done"])).toEqual([undefined, "done"])
  })

  it("goes around the work, by its name and kind", async () => {
    const { told, span, trace } = noted()
    holder[API] = { trace }
    expect(telemetry()).toBe(holder[API])
    expect(await inSpan(options, async (given) => given)).toBe(span)
    await inSpan({ ...options, kind: "client" }, async () => told.push("inside"))
    expect(told).toEqual([
      ["latchkey", "work", { kind: 0, attributes: { a: 1 } }],
      "end",
      ["latchkey", "work", { kind: 2, attributes: { a: 1 } }],
      "inside",
      "end",
    ])
  })

  it("tells the class of an error and nothing of its text, and passes it on", async () => {
    const { told, span, trace } = noted()
    holder[API] = { trace }
    const error = new RangeError("ada@example.com")
    await expect(inSpan(options, () => Promise.reject(error))).rejects.toBe(error)
    expect(told.slice(1)).toEqual([
      ["attribute", "error.type", "RangeError"],
      ["status", { code: 2 }],
      "end",
    ])
    told.length = 0
    markFailed(span, "ada@example.com")
    expect(told).toEqual([
      ["attribute", "error.type", "unknown"],
      ["status", { code: 2 }],
    ])
    const onError = vi.fn()
    const failing = inSpan({ ...options, onError }, () => Promise.reject(error))
    await expect(failing).rejects.toBe(error)
    expect(onError).toHaveBeenCalledExactlyOnceWith(span, error)
  })

  it.each([
    ["nothing of it", {}],
    ["something else", { trace: { getTracer: () => undefined } }],
    ["what throws", { trace: { getTracer: () => ({ startActiveSpan: () => expect.fail() }) } }],
    ["metrics that throw", { metrics: {} }],
  ])("is left out where there is %s, and the work is done once", async (_, api) => {
    holder[API] = api
    offerMetrics(crypto.randomUUID(), () => {})
    const work = vi.fn(async (span: Span | undefined) => span)
    expect(await inSpan(options, work)).toBeUndefined()
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe("a span in half of an API", () => {
  it("is there where nothing takes metrics", async () => {
    const { span, trace } = noted()
    offerMetrics(crypto.randomUUID(), () => {})
    holder[API] = { trace }
    expect(await inSpan(options, async (given) => given)).toBe(span)
  })

  it("passes on what is thrown once the work began, which is not done again", async () => {
    const error = new Error("no room for a span")
    const startActiveSpan = (_: string, __: object, begin: (made: Span) => unknown): never => {
      begin(noted().span)
      throw error
    }
    holder[API] = { trace: { getTracer: () => ({ startActiveSpan }) } }
    const work = vi.fn(async () => "done")
    await expect(async () => inSpan(options, work)).rejects.toBe(error)
    expect(work).toHaveBeenCalledTimes(1)
  })
})

describe("metrics", () => {
  it("are described once to each provider, whenever it comes", async () => {
    const name = crypto.randomUUID()
    const describeOne = vi.fn()
    const describeOther = vi.fn()
    offerMetrics(name, describeOne)
    expect(describeOne).not.toHaveBeenCalled()
    const meter = {}
    const getMeter = vi.fn(() => meter)
    holder[API] = { metrics: { getMeter } }
    offerMetrics(name, describeOther)
    expect(describeOther).not.toHaveBeenCalled()
    expect(describeOne).toHaveBeenCalledExactlyOnceWith(meter)
    expect(getMeter).toHaveBeenCalledWith("latchkey")
    offerMetrics(name, describeOne)
    await inSpan(options, async () => {})
    expect(describeOne).toHaveBeenCalledTimes(1)
    offerMetrics(`${name} 2`, describeOther)
    expect(describeOther).toHaveBeenCalledExactlyOnceWith(meter)
    holder[API] = { metrics: { getMeter: () => ({ other: true }) } }
    await inSpan(options, async () => {})
    expect(describeOne).toHaveBeenLastCalledWith({ other: true })
    expect(describeOne).toHaveBeenCalledTimes(2)
  })
})

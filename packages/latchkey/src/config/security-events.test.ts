import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type {
  SecurityEvent,
  SecurityEventSink,
  SecurityEventSinks,
} from "../contracts/security-events.ts"
import { requestFacts } from "./request-facts.ts"
import { noteSecurityEvent } from "./security-events.ts"

const errors: Error[] = []
const logger = {
  error: (error: Error) => void errors.push(error),
  warn() {},
  info() {},
  debug() {},
}
const noted = { type: "sign-in", outcome: "success" } as const
const note = (sinks: SecurityEventSinks, more = {}): Promise<void> =>
  noteSecurityEvent(sinks, { ...noted, ...more }, logger)
const collecting = (): SecurityEventSink & { events: SecurityEvent[] } => {
  const events: SecurityEvent[] = []
  return { name: "collecting", events, write: (event) => void events.push(event) }
}

beforeEach(() => void (errors.length = 0))
afterEach(() => vi.useRealTimers())

describe("sinks", () => {
  it("each gets the same event, and none keeps another from it", async () => {
    const [a, b] = [collecting(), collecting()]
    const throws = {
      name: "throws",
      write: () => {
        throw new Error("now")
      },
    }
    const rejects = { name: "rejects", write: () => Promise.reject(new Error("later")) }
    await note([throws, a, rejects, b])
    expect(a.events).toHaveLength(1)
    expect(b.events).toEqual(a.events)
    expect(errors.map(({ name }) => name)).toEqual(["EventError", "EventError"])
    expect(errors.map(({ cause }) => (cause as { sink: string }).sink).toSorted()).toEqual([
      "rejects",
      "throws",
    ])
  })

  it("one that hangs costs a second, once; the others have it at once; when it is back it is waited for", async () => {
    vi.useFakeTimers()
    let free = (): void => {}
    const writes: SecurityEvent[] = []
    const hangs: SecurityEventSink = {
      name: "hangs",
      write(event) {
        writes.push(event)
        return new Promise((resolve) => (free = resolve))
      },
    }
    const quick = collecting()
    let through = 0
    const first = note([hangs, quick]).then(() => through++)
    await vi.advanceTimersByTimeAsync(0)
    expect(quick.events).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(999)
    expect(through).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(through).toBe(1)
    await first
    expect(errors).toHaveLength(1)
    expect(errors[0]!.message).toContain("within 1000 ms")
    await note([hangs, quick])
    expect(writes).toHaveLength(2)
    expect(errors).toHaveLength(1)
    free()
    await vi.advanceTimersByTimeAsync(0)
    void note(hangs).then(() => through++)
    await vi.advanceTimersByTimeAsync(999)
    expect(through).toBe(1)
    free()
    await vi.advanceTimersByTimeAsync(0)
    expect(through).toBe(2)
  })

  it("one that never answers holds so many events, and no more; the log says that the rest is lost", async () => {
    let taken = 0
    const hangs = { name: "hangs", write: () => (taken++, new Promise<void>(() => {})) }
    vi.useFakeTimers()
    const all = Array.from({ length: 1_200 }, () => note(hangs))
    await vi.advanceTimersByTimeAsync(1_001)
    await Promise.all(all)
    expect(taken).toBe(1_000)
    expect(errors.filter(({ message }) => message.includes("dropped"))).toHaveLength(3)
  })
})

describe("a function", () => {
  it("is a sink, by its name", async () => {
    const events: SecurityEvent[] = []
    await note(function audit(event) {
      events.push(event)
      throw new Error("full")
    })
    expect(events).toMatchObject([noted])
    expect(errors[0]!.cause).toMatchObject({ sink: "audit" })
  })
})

describe("an event", () => {
  it("has texts of one line, cut, and nothing that is not known", async () => {
    const sink = collecting()
    await note(sink, {
      user: `a\r\nb\u001b[31m\u202ec\ud800${"x".repeat(300)}`,
      reason: undefined,
      details: { name: "d\ne", count: 3 },
    })
    const [event] = sink.events
    expect(event!.user).toHaveLength(255)
    expect(event!.user).toMatch(/^a\ufffd\ufffdb\ufffd\[31m\ufffdc\ufffdx+$/)
    expect(event!.details).toEqual({ name: "d\ufffde", count: 3 })
    expect(event).not.toHaveProperty("reason")
  })
})

describe("the facts of a request", () => {
  const factsOf = (headers: Record<string, string>): ReturnType<typeof requestFacts> =>
    requestFacts({
      incoming: { headers: new Headers(headers) },
      ip: undefined,
      get origin(): string {
        throw new Error("UntrustedHost")
      },
    })
  const id = "4bf92f3577b34da6a3ce929d0e0e4736"

  it.each([
    [`00-${id}-00f067aa0ba902b7-01`, id],
    [`cc-${id}-00f067aa0ba902b7-01-what-comes-later`, id],
    [`00-${id}-00f067aa0ba902b7-01x`, undefined],
    [`ff-${id}-00f067aa0ba902b7-01`, undefined],
    [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`, undefined],
    [`00-${id}-0000000000000000-01`, undefined],
    [`00-${id.toUpperCase()}-00f067aa0ba902b7-01`, undefined],
    ["", undefined],
  ])("traceparent %s", (traceparent, trace) => {
    expect(factsOf({ traceparent }).trace).toBe(trace)
  })

  it("are none where nothing is known, and an untrusted host is not told", () => {
    expect(factsOf({})).toEqual({})
  })
})

import { afterEach, describe, expect, it, vi } from "vitest"
import type { SecurityEvent } from "../contracts/security-events.ts"
import { eventLog } from "./log.ts"

const event: SecurityEvent = {
  id: "one",
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  type: "sign-in",
  outcome: "refused",
  user: "7",
  session: "s",
  provider: "github",
  ip: "203.0.113.7",
  userAgent: 'Mozilla/5.0\ufffd {"a":1}',
  host: "app.example:8443",
  trace: "4bf92f3577b34da6a3ce929d0e0e4736",
  reason: "AccessDenied",
  ref: "abcdefgh",
  details: { isNewUser: false },
}
const tools = { logger: { error() {}, warn() {}, info() {}, debug() {} } }
afterEach(() => vi.restoreAllMocks())

describe("eventLog", () => {
  it("writes one line for each, by the names of ECS", () => {
    const lines: string[] = []
    const sink = eventLog({ write: (line) => void lines.push(line) })
    void sink.write(event, tools)
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/[\r\n]/)
    expect(JSON.parse(lines[0]!)).toEqual({
      "@timestamp": "2026-01-02T03:04:05.006Z",
      "ecs.version": "8.11.0",
      "log.level": "warn",
      message: "sign-in refused",
      "event.kind": "event",
      "event.module": "latchkey",
      "event.id": "one",
      "event.action": "sign-in",
      "event.category": ["authentication"],
      "event.type": ["denied"],
      "event.outcome": "failure",
      "user.id": "7",
      "source.ip": "203.0.113.7",
      "user_agent.original": event.userAgent,
      "url.domain": "app.example",
      "trace.id": event.trace,
      "error.code": "AccessDenied",
      "error.id": "abcdefgh",
      "latchkey.outcome": "refused",
      "latchkey.session": "s",
      "latchkey.provider": "github",
      "latchkey.details": { isNewUser: false },
    })
    expect(sink.name).toBe("log:ecs")
  })

  it("leaves out what is not known, and calls a success one", () => {
    const lines: string[] = []
    const { id, time } = event
    void eventLog({ write: (line) => void lines.push(line) }).write(
      { id, time, type: "sign-out", outcome: "success", host: "[::1]:3000" },
      tools,
    )
    const line = JSON.parse(lines[0]!) as Record<string, unknown>
    expect(line).toMatchObject({
      "log.level": "info",
      "event.outcome": "success",
      "event.type": ["end"],
      "url.domain": "[::1]",
    })
    expect(Object.keys(line)).not.toContain("user.id")
  })

  it("writes the event as it is where that is asked for, to the console where nothing else is", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    void eventLog({ format: "json" }).write(event, tools)
    expect(JSON.parse(String(log.mock.calls[0]![0]))).toEqual(event)
  })
})

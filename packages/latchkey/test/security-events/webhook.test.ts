/** Against a real receiver, and against the official client of Standard Webhooks as judge. */
import { createServer } from "node:http"
import { DatabaseSync } from "node:sqlite"
import { Webhook as Official } from "standardwebhooks"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { SecurityEvent } from "../../src/contracts/security-events.ts"
import { eventTable } from "../../src/security-events/table.ts"
import {
  verifyWebhook,
  webhook,
  WebhookVerificationError,
} from "../../src/security-events/webhook.ts"
import { send } from "../../src/security-events/webhook/send.ts"
import { listen } from "../support/issuer.ts"
import { type Received, type Receiver, startReceiver } from "../support/receiver.ts"

const secretOf = (): string =>
  `whsec_${Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`
const secret = secretOf()
const lines: string[] = []
const keep =
  (level: string) =>
  (...said: unknown[]): void =>
    void lines.push(
      [
        level,
        ...said.map((one) => (one instanceof Error ? `${one.name} ${one.message}` : String(one))),
      ].join(" "),
    )
const logger = { error: keep("error"), warn: keep("warn"), info: keep("info"), debug() {} }
const tools = { logger }
const event = (more: Partial<SecurityEvent> = {}): SecurityEvent => ({
  id: globalThis.crypto.randomUUID(),
  time: Date.now(),
  type: "sign-in",
  outcome: "success",
  user: "Zoë",
  ...more,
})
const headersOf = ({ headers }: Received): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
const requestOf = (
  received: Received,
  more: Record<string, string> = {},
  body = received.body,
): Request =>
  new Request("https://audit.example/", {
    method: "POST",
    headers: { ...headersOf(received), ...more },
    body,
  })
const QUICK = { firstRetry: 0.02, longestRetry: 0.2 }

let receiver: Receiver
beforeEach(async () => {
  lines.length = 0
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

describe("a message", () => {
  it("is one that the official client takes, and ours", async () => {
    const one = event({ details: { count: 1 } })
    const hook = webhook(receiver.url, { secret })
    await hook.write(one, tools)
    expect(await hook.flush()).toBe(0)
    const [received] = receiver.received
    const message = { type: "auth.sign_in", timestamp: new Date(one.time).toISOString(), data: one }
    expect(new Official(secret).verify(received!.body, headersOf(received!))).toEqual(message)
    expect(await verifyWebhook(requestOf(received!), secret)).toEqual(message)
    expect(received!.headers).toMatchObject({
      "webhook-id": one.id,
      "content-type": "application/json",
    })
    expect(hook.name).toBe("webhook:127.0.0.1")
  })

  it("of the official client is one that we take", async () => {
    const one = event()
    const body = JSON.stringify({
      type: "auth.sign_in",
      timestamp: "2026-01-01T00:00:00Z",
      data: one,
    })
    const at = new Date()
    const headers = {
      "webhook-id": one.id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Official(secret).sign(one.id, at, body),
    }
    const request = (): Request =>
      new Request("https://a.example/", { method: "POST", headers, body })
    expect((await verifyWebhook(request(), secret)).data).toEqual(one)
    await expect(verifyWebhook(request(), secretOf())).rejects.toMatchObject({
      reason: "signature",
    })
  })

  it("is signed by each secret while they change, and is taken by either", async () => {
    const [newer, older] = [secretOf(), secretOf()]
    let secrets: string | string[] = [newer, older]
    const hook = webhook(receiver.url, { secret: () => secrets })
    await hook.write(event(), tools)
    await hook.flush()
    secrets = newer
    await hook.write(event(), tools)
    await hook.flush()
    const [both, one] = receiver.received as [Received, Received]
    for (const each of [newer, older]) {
      new Official(each).verify(both.body, headersOf(both))
      await verifyWebhook(requestOf(both), each)
    }
    new Official(newer).verify(one.body, headersOf(one))
    expect(() => new Official(older).verify(one.body, headersOf(one))).toThrow()
    await expect(verifyWebhook(requestOf(one), older)).rejects.toThrow(WebhookVerificationError)
    await verifyWebhook(requestOf(one), [older, newer])
  })

  it("that was changed in any place, is old, or is not whole, is refused, and says no more than why", async () => {
    const hook = webhook(receiver.url, { secret })
    await hook.write(event(), tools)
    await hook.flush()
    const received = receiver.received[0]!
    const stamp = Number(received.headers["webhook-timestamp"])
    const refused = (request: Request, options = {}): Promise<unknown> =>
      verifyWebhook(request, secret, options).catch(
        (error: unknown) => (error as { reason: unknown }).reason,
      )
    const each: [Request, string][] = [
      [requestOf(received, {}, received.body.replace("success", "failure")), "signature"],
      [requestOf(received, {}, `${received.body} `), "signature"],
      [requestOf(received, { "webhook-id": "other" }), "signature"],
      [requestOf(received, { "webhook-timestamp": String(stamp + 1) }), "signature"],
      [requestOf(received, { "webhook-timestamp": String(stamp - 301) }), "timestamp"],
      [requestOf(received, { "webhook-timestamp": String(stamp + 310) }), "timestamp"],
      [requestOf(received, { "webhook-timestamp": "NaN" }), "headers"],
      [requestOf(received, { "webhook-signature": "" }), "headers"],
      [requestOf(received, { "webhook-signature": "v1," }), "signature"],
      [
        requestOf(received, {
          "webhook-signature": `v2,${String(received.headers["webhook-signature"]).slice(3)}`,
        }),
        "signature",
      ],
      [requestOf(received, { "webhook-signature": "v1a,AAAA ".repeat(10_000) }), "signature"],
    ]
    for (const [request, reason] of each) expect(await refused(request)).toBe(reason)
    const at = new Date()
    const signed = (id: string, body: string): Request =>
      new Request("https://a.example/", {
        method: "POST",
        body,
        headers: {
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": new Official(secret).sign(id, at, body),
        },
      })
    for (const body of ["", "{", "null", "[]", '{"data":null}', '{"data":{"id":"x"}}']) {
      expect(await refused(signed("one", body))).toBe("body")
    }
    expect(await refused(requestOf(received), { tolerance: -1 })).toBe("timestamp")
  })
})

describe("what it is given", () => {
  it.each([
    "http://audit.example/",
    "https://user:pass@audit.example/",
    "ftp://127.0.0.1/",
    "http://127.0.0.1.audit.example/",
    "no url",
    undefined as never,
  ])("refuses the address %s", (url) => {
    expect(() => webhook(url, { secret })).toThrow(TypeError)
  })

  it.each(["", "whsec_", "whsec_c2hvcnQ=", secret.slice(6), "whsec_%%%", [], undefined as never])(
    "refuses the secret %j, and does not say it",
    (bad) => {
      const error = (() => {
        try {
          webhook("https://audit.example/", { secret: bad })
          return null
        } catch (thrown) {
          return thrown as Error
        }
      })()
      expect(error).toBeInstanceOf(TypeError)
      expect(error!.message).not.toContain("c2hvcnQ")
    },
  )
})

describe("a receiver that is away", () => {
  it("gets each event once when it is back, and the log says both", async () => {
    let down = true
    receiver.answer = (response) => response.writeHead(down ? 503 : 204).end()
    const hook = webhook(receiver.url, { secret, ...QUICK })
    const all = Array.from({ length: 30 }, () => event())
    for (const one of all) await hook.write(one, tools)
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(4), 20_000)
    // Not all of them knock while it is away.
    expect(receiver.received.length).toBeLessThan(25)
    down = false
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(30), 20_000)
    expect(new Set(receiver.taken)).toEqual(new Set(all.map(({ id }) => id)))
    expect(await hook.flush()).toBe(0)
    expect(lines.filter((one) => one.includes("is away (503)"))).toHaveLength(1)
    expect(lines.filter((one) => one.startsWith("info"))).toHaveLength(1)
  })

  it("where nothing listens, and then something does", async () => {
    const server = createServer((request, response) => {
      ids.push(String(request.headers["webhook-id"]))
      response.writeHead(200).end("thanks")
    })
    const ids: string[] = []
    const origin = await listen(server)
    const port = Number(new URL(origin).port)
    await new Promise((resolve) => server.close(resolve))
    const hook = webhook(`${origin}/x`, { secret, ...QUICK })
    const one = event()
    await hook.write(one, tools)
    await vi.waitFor(() => expect(lines.join()).toContain("is away (ECONNREFUSED)"), 20_000)
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))
    await vi.waitFor(() => expect(ids).toEqual([one.id]), 20_000)
    await new Promise((resolve) => server.close(resolve))
  })

  it("that hangs: the attempt ends, and the next one arrives; nobody who writes waits", async () => {
    receiver.answer = () => {}
    const hook = webhook(receiver.url, { secret, timeout: 0.15, ...QUICK })
    await hook.write(event(), tools)
    // Written, and the attempt has not ended yet.
    expect(lines.join()).not.toContain("is away")
    await vi.waitFor(() => expect(lines.join()).toContain("is away (TimeoutError)"), 20_000)
    receiver.answer = (response) => response.writeHead(204).end()
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), 20_000)
  })

  it("that is slow gets no more than eight at a time, and all in the end", async () => {
    receiver.answer = async (response) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      response.writeHead(204).end()
    }
    const hook = webhook(receiver.url, { secret, ...QUICK })
    await Promise.all(Array.from({ length: 50 }, () => hook.write(event(), tools)))
    expect(await hook.flush()).toBe(0)
    expect(new Set(receiver.taken).size).toBe(50)
    expect(receiver.received).toHaveLength(50)
    expect(receiver.most).toBeLessThanOrEqual(8)
  })

  it("is asked again when it says, and not before", async () => {
    let first = true
    receiver.answer = (response) => {
      if (first) response.writeHead(429, { "retry-after": "1" }).end()
      else response.writeHead(204).end()
      first = false
    }
    const hook = webhook(receiver.url, { secret, ...QUICK })
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(1), 20_000)
    const [asked, again] = receiver.received as [Received, Received]
    expect(again.at - asked.at).toBeGreaterThanOrEqual(980)
    // The time that is signed is the attempt's own.
    expect(again.id).toBe(asked.id)
    expect(again.headers["webhook-timestamp"]).not.toBe(asked.headers["webhook-timestamp"])
  })

  it("reads Retry-After as seconds or a date, within an hour, and nothing else", async () => {
    const asked = async (value: string): Promise<number> => {
      const fetch = async (): Promise<Response> =>
        new Response(null, { status: 503, headers: { "retry-after": value } })
      const target = { url: receiver.url, secret, timeout: 1_000, fetch }
      return ((await send(target, event())) as { retryAfter: number }).retryAfter
    }
    expect(await asked("120")).toBe(120_000)
    expect(await asked("999999")).toBe(3_600_000)
    const soon = await asked(new Date(Date.now() + 30_000).toUTCString())
    expect(soon).toBeGreaterThan(28_000)
    expect(soon).toBeLessThanOrEqual(30_000)
    for (const odd of ["-5", "soon", "", "Thu, 01 Jan 2015 00:00:30 GMT"]) {
      expect(await asked(odd)).toBe(0)
    }
  })
})

describe("a receiver that says no", () => {
  it("to one event, gets the others", async () => {
    const bad = event()
    receiver.answer = (response, { id }) => response.writeHead(id === bad.id ? 422 : 204).end()
    const hook = webhook(receiver.url, { secret, firstRetry: 30 })
    await hook.write(bad, tools)
    const good = [event(), event(), event()]
    for (const one of good) await hook.write(one, tools)
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(3), 20_000)
    expect(await hook.flush(0.2)).toBe(1)
    expect(receiver.received.filter(({ id }) => id === bad.id)).toHaveLength(1)
    expect(lines.join()).toContain("refused an event (422)")
  })

  it("for good, by 410, is asked nothing more", async () => {
    receiver.answer = (response) => response.writeHead(410).end()
    const hook = webhook(receiver.url, { secret, ...QUICK })
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(lines.join()).toContain("410"), 20_000)
    receiver.answer = (response) => response.writeHead(204).end()
    await hook.write(event(), tools)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(receiver.received).toHaveLength(1)
    expect(await hook.flush(0.2)).toBe(0)
  })

  it("by sending elsewhere, is not followed there", async () => {
    const elsewhere = await startReceiver()
    receiver.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end()
    const hook = webhook(receiver.url, { secret, ...QUICK })
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(lines.join()).toContain("is away (a redirect)"), 20_000)
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(2), 20_000)
    expect(elsewhere.received).toEqual([])
    await elsewhere.close()
  })
})

describe("what can't be kept", () => {
  it("is dropped, the newest first; the log says so, and an event once it is back", async () => {
    let down = true
    receiver.answer = (response) => response.writeHead(down ? 500 : 204).end()
    const hook = webhook(receiver.url, { secret, queue: 10, ...QUICK })
    const all = Array.from({ length: 35 }, () => event())
    for (const one of all) await hook.write(one, tools)
    expect(lines.filter((one) => one.includes("dropped"))).toHaveLength(2)
    down = false
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(11), 20_000)
    expect(new Set(receiver.taken.filter((id) => all.some((one) => one.id === id)))).toEqual(
      new Set(all.slice(0, 10).map(({ id }) => id)),
    )
    const told = receiver.received.map(
      ({ body }) => JSON.parse(body) as { type: string; data: unknown },
    )
    expect(told.find(({ type }) => type === "auth.events_dropped")?.data).toMatchObject({
      type: "events-dropped",
      outcome: "failure",
      details: { count: 25, sink: "webhook:127.0.0.1" },
    })
  })

  it("is given up after its time", async () => {
    receiver.answer = (response) => response.writeHead(500).end()
    const hook = webhook(receiver.url, { secret, giveUpAfter: 0.2, ...QUICK })
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(lines.join()).toContain("1 dropped so far, given up"), 20_000)
    expect(await hook.flush(0.1)).toBe(0)
  })

  it("says in no line, and shows to nobody, the secret or the path of the address", async () => {
    receiver.answer = (response) => response.writeHead(500).end()
    const hook = webhook(receiver.url, { secret, giveUpAfter: 0.05, ...QUICK })
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(1), 20_000)
    const { inspect } = await import("node:util")
    const memos = (globalThis as Record<symbol, unknown>)[Symbol.for("latchkey/registry/1")]
    const shown = lines.join() + inspect([hook, memos], { depth: 20, showHidden: true })
    expect(shown).toContain("webhooks")
    expect(shown).not.toContain(secret.slice(6, 30))
    expect(shown).not.toContain("a-path-that-nobody-knows")
  })
})

describe("with an outbox", () => {
  it("delivers from the table, and what waits is there for whoever comes next", async () => {
    const db = new DatabaseSync(":memory:")
    const table = eventTable(db)
    receiver.answer = (response) => response.writeHead(503).end()
    const hook = webhook(receiver.url, { secret, outbox: table, ...QUICK })
    const all = Array.from({ length: 12 }, () => event())
    for (const one of all) await hook.write(one, tools)
    expect(await hook.flush(0.1)).toBe(12)
    expect(await table.list()).toHaveLength(12)
    receiver.answer = (response) => response.writeHead(204).end()
    await vi.waitFor(() => expect(receiver.taken).toHaveLength(12), 20_000)
    expect(new Set(receiver.taken)).toEqual(new Set(all.map(({ id }) => id)))
    expect(await hook.flush()).toBe(0)
    expect(db.prepare("SELECT COUNT(*) AS n FROM auth_security_event_out").get()).toEqual({ n: 0 })
    expect(JSON.stringify(db.prepare("SELECT * FROM auth_security_event").all())).not.toContain(
      "nobody-knows",
    )
  })

  it("says of an outbox that fails that it does, and delivers when it works again", async () => {
    const table = eventTable(new DatabaseSync(":memory:"))
    let broken = false
    const outbox = {
      ...table.outbox,
      claim: (...given: Parameters<typeof table.outbox.claim>) =>
        broken ? Promise.reject(new Error("the database is away")) : table.outbox.claim(...given),
    }
    const hook = webhook(receiver.url, { secret, outbox: { outbox } })
    broken = true
    await hook.write(event(), tools)
    await vi.waitFor(() => expect(lines.join()).toContain("EventError An outbox failed"), 20_000)
    broken = false
    expect(await hook.flush()).toBe(0)
    expect(receiver.taken).toHaveLength(1)
  })
})

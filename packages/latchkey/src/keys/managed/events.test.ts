import { describe, expect, it, vi } from "vitest"
import { RingPlace } from "../../../test/support/ring-place.ts"
import { createOperations } from "./operations.ts"
import type { RingEvent } from "./events.ts"
import { eventLine, logEvent, printEvent } from "./print.ts"

const DAY = 86_400_000
const MINUTE = 60_000

/** What was said since the last time, in short. */
const heard = (events: RingEvent[]): string[] =>
  events
    .splice(0)
    .map(({ type, level, epoch, actor }) => [type, level, epoch ?? "-", actor ?? "-"].join(" "))

describe("the life of a key, as it is told", () => {
  it("published by one, learned by the others; activated, demoted and retired by each in its time; destroyed", async () => {
    const place = new RingPlace()
    const [one, two] = [place.instance("one"), place.instance("two")]
    await one.ring.sync()
    await two.ring.sync()
    expect(heard(one.events)).toEqual(["key.published info 1 one", "ring.loaded info - -"])
    expect(heard(two.events)).toEqual(["ring.loaded info - -"])
    // The successor of the first key is published a day and a refresh before it seals.
    place.now += 89 * DAY - 2 * MINUTE
    await one.ring.sync()
    await two.ring.sync()
    expect(heard(one.events)).toEqual(["key.published info 2 one"])
    expect(heard(two.events)).toEqual(["key.published debug 2 another"])
    place.now += DAY + 3 * MINUTE
    // Without a request too, and once.
    for (const { ring } of [one, two, one, two]) await ring.sync()
    for (const { events } of [one, two]) {
      expect(heard(events)).toEqual(["key.activated info 2 time", "key.demoted info 1 time"])
    }
    place.now += 38 * DAY
    for (const { ring } of [one, two, one, two]) await ring.sync()
    expect(heard(one.events)).toEqual(["key.destroyed info 1 one", "key.retired info 1 time"])
    expect(heard(two.events)).toEqual(["key.destroyed debug 1 another", "key.retired info 1 time"])
  })

  it("revoked by a person: a warning there, and at each other instance the word that it refuses it now", async () => {
    const place = new RingPlace()
    const [one, two] = [place.instance("one"), place.instance("two")]
    await one.ring.sync()
    await two.ring.sync()
    heard(one.events)
    heard(two.events)
    const kid = one.ring.held!.doc.keys[0]!.id
    await createOperations(one.ring).revoke(kid, { reason: "in a screenshot" })
    await two.ring.sync()
    const revoked = one.events.find(({ type }) => type === "key.revoked")!
    expect(revoked).toMatchObject({
      kid,
      epoch: 1,
      rev: 2,
      actor: "operator",
      reason: "in a screenshot",
    })
    expect(heard(one.events)).toEqual([
      "key.published info 2 operator",
      "key.revoked warn 1 operator",
      "key.activated info 2 time",
    ])
    expect(heard(two.events)).toEqual([
      "key.published debug 2 another",
      "key.revoked info 1 another",
      "key.activated info 2 time",
    ])
  })

  it("holds no material", async () => {
    const place = new RingPlace()
    const { ring, events } = place.instance("one")
    await ring.sync()
    const operations = createOperations(ring)
    await operations.rotate()
    await operations.revoke((await operations.status()).active, { reason: "leaked" })
    const text = events.map((event) => JSON.stringify(event) + eventLine(event)).join("\n")
    expect(events.length).toBeGreaterThan(4)
    for (const secret of await operations.export()) expect(text).not.toContain(secret)
  })
})

describe("how it is told", () => {
  const event: RingEvent = {
    type: "key.revoked",
    level: "warn",
    ring: "prod-web",
    rev: 42,
    kid: "k3f9Qa2x",
    epoch: 7,
    actor: "operator",
    reason: "leaked\nin two lines",
    message: "key k3f9Qa2x is revoked: leaked\nin two lines",
  }

  it("as one line, whatever a person gave as the reason", () => {
    expect(eventLine(event)).toBe(
      "keys: key.revoked ring=prod-web rev=42 kid=k3f9Qa2x epoch=7 actor=operator key k3f9Qa2x is revoked: leaked in two lines",
    )
  })

  it("to the console at its level, and nothing of debug", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
    const debug = vi.spyOn(console, "debug").mockImplementation(() => {})
    printEvent(event)
    printEvent({ ...event, level: "debug" })
    expect(warn.mock.calls).toEqual([[`[auth][warn] ${eventLine(event)}`]])
    expect(debug).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it("to a logger as line and object; what a person should see as a warning with a code", () => {
    const calls: unknown[][] = []
    const logger = {
      warn: (...args: unknown[]) => void calls.push(["warn", ...args]),
      error: (...args: unknown[]) => void calls.push(["error", ...args]),
      info: (...args: unknown[]) => void calls.push(["info", ...args]),
      debug: (...args: unknown[]) => void calls.push(["debug", ...args]),
    }
    for (const level of ["debug", "info", "warn", "error"] as const) {
      logEvent(logger, { ...event, level })
    }
    const line = eventLine(event)
    expect(calls).toEqual([
      ["debug", line, { ...event, level: "debug" }],
      ["info", line, { ...event, level: "info" }],
      ["warn", "keyring", event],
      ["warn", "keyring", { ...event, level: "error" }],
    ])
  })
})

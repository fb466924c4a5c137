/**
 * What people meet when the clock of an instance is set forward or back, by hand or by a network that had lost its time:
 * nothing lasts longer than it may by the clock, nothing that has ended comes back, and nobody waits for an hour.
 */
import { beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { revokeSessions } from "../../src/core/sessions.ts"
import { withDeadline } from "../../src/web/deadline.ts"
import { Browser, locationOf, own, SECRET } from "../support/browser.ts"
import { Outside } from "../invariants/outside.ts"
import { carries, copyOf, look, type Strategy } from "./site.ts"

const START = Date.UTC(2030, 5, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STRATEGIES = ["jwt", "revocable", "database"] as const

let outside: Outside
function site(strategy: Strategy | "jwt", adapter: Adapter = MemoryAdapter()): AuthConfig {
  const store = adapter.revocations!
  return {
    providers: [outside.email, outside.provider("one", true)],
    adapter,
    secret: SECRET,
    trustHost: true,
    logger: { error: () => {}, warn: () => {} },
    session: {
      strategy: strategy === "database" ? "database" : "jwt",
      maxAge: 3600,
      updateAge: 600,
      absoluteTimeout: 2 * 3600,
      ...(strategy === "revocable" && { revocable: { store, refresh: 1, staleness: 5 } }),
    },
  }
}

async function enter(browser: Browser): Promise<Browser> {
  await browser.post("/signin/email", { email: "ada@example.com" })
  await browser.get(outside.mails.get("ada@example.com")!)
  expect(carries(browser)).toBe(true)
  return browser
}
const jump = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds)

beforeEach(() => {
  outside = new Outside()
  vi.useFakeTimers({ toFake: ["Date"], now: START })
  return () => void vi.useRealTimers()
})

describe.each(STRATEGIES)("the clock jumps, sessions kept as %s", (strategy) => {
  it("FLT-130: forward past the end of a session: it is over", async () => {
    const browser = await enter(new Browser(site(strategy)))
    jump(3_660_000)
    expect(await look(browser)).toBeNull()
  })

  it("FLT-131: back by an hour and a day: a session goes on, and slides no further than from its beginning", async () => {
    const browser = await enter(new Browser(site(strategy)))
    for (const back of [HOUR, DAY]) {
      vi.setSystemTime(START - back)
      const seen = await browser.session()
      const end = Date.parse(String(seen!["expires"]))
      expect(end).toBeLessThanOrEqual(START + HOUR)
    }
    vi.setSystemTime(START + 3_660_000)
    expect(await look(browser)).toBeNull()
  })

  it("FLT-132: forward for a moment and back: nobody is signed out whose session was not used meanwhile", async () => {
    const browser = await enter(new Browser(site(strategy)))
    jump(DAY)
    jump(-DAY)
    expect(await look(browser)).not.toBeNull()
  })

  it("FLT-133: back and forth a hundred times: never past the absolute end", async () => {
    const browser = await enter(new Browser(site(strategy)))
    for (let n = 0; n < 100; n++) {
      vi.setSystemTime(START + ((n * 7_919_000) % 7_000_000))
      await browser.session()
    }
    vi.setSystemTime(START + 2 * HOUR + MINUTE)
    expect(await look(browser)).toBeNull()
  })

  it.each([
    ["FLT-134: forward: a link is too old", 11 * MINUTE, false],
    ["FLT-135: back: a link is good, once", -HOUR, true],
  ])("%s", async (_, by, isIn) => {
    const browser = new Browser(site(strategy))
    await browser.post("/signin/email", { email: "ada@example.com" })
    jump(by)
    const link = outside.mails.get("ada@example.com")!
    await browser.get(link)
    expect(carries(browser)).toBe(isIn)
    const again = copyOf(browser)
    again.cookies.delete("__Host-latchkey.session-token")
    await again.get(link)
    expect(carries(again)).toBe(false)
  })

  it.each([
    ["FLT-136: forward: who comes back from a provider is too late", 16 * MINUTE, false],
    ["FLT-137: back by ten seconds: who comes back from a provider comes in", -10_000, true],
  ])("%s", async (_, by, isIn) => {
    const browser = new Browser(site(strategy))
    const start = locationOf(await browser.post("/signin/one"))
    const query = outside.consent(start, "ada")
    jump(by)
    await browser.get(`/callback/one?${query}`)
    expect(carries(browser)).toBe(isIn)
    await browser.get(`/callback/one?${query}`)
    expect([...browser.cookies.keys()].filter((name) => /state|pkce/.test(name))).toEqual([])
  })
})

describe("the clock jumps", () => {
  it.each([
    ["FLT-138: back", -DAY],
    ["FLT-139: forward by minutes", 10 * MINUTE],
  ])(
    "%s: a session that was revoked stays so, on instances that knew and that did not",
    async (_, by) => {
      const adapter = MemoryAdapter()
      const { watch: _watch, ...deaf } = adapter.revocations
      const [one, two] = [
        site("revocable", adapter),
        site("revocable", { ...adapter, revocations: deaf }),
      ]
      const browser = await enter(new Browser(one))
      const elsewhere = copyOf(browser)
      elsewhere.config = two
      expect(await look(elsewhere)).not.toBeNull()
      const { user } = (await browser.session()) as { user: { id: string } }
      await revokeSessions(one, own, { user: user.id })
      jump(by)
      expect(await look(copyOf(browser))).toBeNull()
      await look(copyOf(elsewhere))
      await vi.waitFor(async () => expect(await look(copyOf(elsewhere))).toBeNull(), 20_000)
    },
  )

  it.each([
    ["FLT-140: back by an hour", -HOUR],
    ["FLT-141: forward by an hour", HOUR],
  ])("%s: a deadline is met by the time that passes", async (_, by) => {
    const silent = new Promise<string>(() => {})
    const soon = new Promise<string>((resolve) => setTimeout(() => resolve("answered"), 300))
    const waited = withDeadline(silent, 400, () => new Error("late"))
    const answered = withDeadline(soon, 60_000, () => new Error("late"))
    jump(by)
    const started = performance.now()
    await expect(waited).rejects.toThrow("late")
    expect(performance.now() - started).toBeLessThan(60_000)
    expect(await answered).toBe("answered")
  })
})

/** What the log says where a secret was replaced outright: how many sessions that ended, and what would keep them. */
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { DistinctCounter } from "../../src/config/distinct-counter.ts"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { randomToken } from "../../src/crypto/index.ts"
import { Browser } from "../support/browser.ts"

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

const lines: string[] = []
const logger = {
  error: () => {},
  warn: (code: string, detail: unknown) => void lines.push(`${code} ${String(detail)}`),
  debug: () => {},
  info: () => {},
}
const said = (): string[] => lines.filter((line) => line.startsWith("key-unknown"))

beforeEach(() => {
  lines.length = 0
  vi.useFakeTimers({ toFake: ["Date"] })
  // What other tests have counted is long ago.
  vi.setSystemTime(Date.now() + 86_400_000 * Math.ceil(1 + Math.random() * 1_000))
})
afterEach(() => void vi.useRealTimers())

const browserOf = (secret: string | string[]): Browser =>
  new Browser({ providers: [credentials], logger, secret })

async function signedIn(secret: string): Promise<Browser> {
  const browser = browserOf(secret)
  await browser.post("/callback/credentials")
  return browser
}

it("counts the sessions that it ended, says what keeps them, and does not repeat itself", async () => {
  const [old, next] = [randomToken(), randomToken()]
  const people = await Promise.all(Array.from({ length: 120 }, () => signedIn(old)))
  for (const browser of people) browser.config = { ...browser.config, secret: next }
  // Each looks often, as clients do.
  for (let round = 0; round < 3; round++) {
    for (const browser of people) expect(await browser.session()).toBeNull()
  }
  expect(said()).toHaveLength(3)
  expect(said()[0]).toMatch(/^key-unknown 1 session cookie so far came with a key that is not ours/)
  expect(said()[1]).toContain("10 session cookies so far")
  expect(said()[2]).toContain("100 session cookies so far")
  expect(said()[0]).toContain("AUTH_SECRET=<old>, AUTH_SECRET_1=<new>")
  vi.setSystemTime(Date.now() + 60_001)
  await people[0]!.session()
  const [, count] = /(\d+) session cookies so far/.exec(said()[3]!)!
  expect(Math.abs(Number(count) - 120)).toBeLessThanOrEqual(3)
  expect(lines.join("\n")).not.toContain(old.slice(0, 12))
  // And that is what keeps them.
  for (const browser of people) {
    browser.config = { ...browser.config, secret: [next, old] }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
  }
})

it("ten thousand made-up key ids are a dozen lines", async () => {
  const browser = await signedIn(randomToken())
  const name = browser.names().find((one) => one.endsWith("session-token"))!
  const [, ...rest] = browser.cookies.get(name)!.value.split(".")
  for (let i = 0; i < 10_000; i++) {
    const header = JSON.stringify({ alg: "dir", enc: "A256GCM", kid: randomToken(6) })
    const token = [Buffer.from(header).toString("base64url"), ...rest.slice(0, 3), randomToken(16)]
    browser.cookies.set(name, { value: token.join("."), attributes: "" })
    await browser.get("/session")
  }
  expect(said().length).toBeGreaterThan(8)
  expect(said().length).toBeLessThanOrEqual(8 + 5)
  const last = /(\d+) session cookies so far came with still other keys/.exec(said().at(-1)!)!
  expect(Number(last[1])).toBeGreaterThan(900)
})

it("a counter is exact for few, near for many, and never takes more room", () => {
  const counter = new DistinctCounter()
  const count = (until: number): number => {
    for (let i = 0; i < until; i++) counter.add(`token ${i} `.padStart(30))
    return counter.count
  }
  expect(count(1)).toBe(1)
  expect(count(1)).toBe(1)
  expect(Math.abs(count(100) - 100)).toBeLessThanOrEqual(3)
  expect(Math.abs(count(10_000) - 10_000)).toBeLessThanOrEqual(700)
  expect(count(1_000_000)).toBeGreaterThan(20_000)
})

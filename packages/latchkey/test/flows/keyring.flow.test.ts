import { describe, expect, it, vi } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { keyring, type Keyring } from "../../src/keys/managed/keyring.ts"
import { memoryStore } from "../../src/keys/stores/memory.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const ROOT = "oldQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const OTHER = "newB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}

function setUp(door = own): { browser: Browser; ring: Keyring; env: Record<string, string> } {
  const ring = keyring({ store: memoryStore(), onEvent: () => {} })
  const env = { AUTH_SECRET: ROOT }
  const browser = new Browser({ providers: [credentials], logger, secret: ring, env }, { door })
  return { browser, ring, env }
}

async function signedIn(browser: Browser): Promise<void> {
  await browser.post("/callback/credentials")
  expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
}

describe.each([
  ["latchkey", own],
  ["v5 door", v5],
  ["v4 door", v4],
] as const)("a managed ring through %s", (_, door) => {
  const nobody = door.compat === 4 ? {} : null

  it("a session of before the ring goes on, and so does one of before a rotation", async () => {
    const { browser, ring } = setUp(door)
    browser.config = { ...browser.config, secret: ROOT }
    await signedIn(browser)
    browser.config = { ...browser.config, secret: ring }
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    await ring.rotate()
    await ring.promote().catch(() => {})
    expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
    const { secrets } = await ring.view({ read: () => ROOT, now: Date.now() })
    expect(await ring.export()).toEqual(expect.arrayContaining([...secrets]))
  })

  it("a revoked key ends its sessions at once, and nothing else", async () => {
    const { browser, ring } = setUp(door)
    await signedIn(browser)
    const { keys } = await ring.status()
    const active = keys.find((key) => key.state === "active")!
    await ring.revoke(active.id, { reason: "leaked" })
    expect(await browser.session()).toEqual(nobody)
    await signedIn(browser)
  })
})

it("the root changes, and sessions stay", async () => {
  const { browser, env } = setUp()
  await signedIn(browser)
  env["AUTH_SECRET_1"] = OTHER
  expect(await browser.session()).toMatchObject({ user: { name: "Ada" } })
})

it("what happens to the ring reaches the logger of the configuration, as a line and as an object", async () => {
  const heard: unknown[][] = []
  const events: unknown[] = []
  const ring = keyring({ store: memoryStore(), onEvent: (event) => void events.push(event) })
  const listening = {
    ...logger,
    info: (...args: unknown[]) => void heard.push(["info", ...args]),
    warn: (...args: unknown[]) => void heard.push(["warn", ...args]),
  }
  const env = { AUTH_SECRET: ROOT }
  const browser = new Browser({ providers: [credentials], logger: listening, secret: ring, env })
  await signedIn(browser)
  const { active } = await ring.status()
  await ring.revoke(active, { reason: "leaked" })
  const published = heard.find(([, line]) => String(line).includes("key.published"))!
  expect(published[1]).toMatch(
    /^keys: key\.published ring=auth rev=1 kid=\S{8} epoch=\d actor=\S+ key /,
  )
  expect(published[2]).toMatchObject({ type: "key.published", ring: "auth", rev: 1 })
  const revoked = heard.find(([level, code]) => level === "warn" && code === "keyring")!
  expect(revoked[2]).toMatchObject({
    type: "key.revoked",
    kid: active,
    actor: "operator",
    reason: "leaked",
  })
  // And whoever asked for the objects alone has the same ones.
  expect(events).toEqual(expect.arrayContaining([published[2], revoked[2]]))
})

it("a logger that only takes errors leaves the rest to the console, with its message; one of NextAuth 4 gets the event", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  vi.spyOn(console, "info").mockImplementation(() => {})
  const env = { AUTH_SECRET: ROOT }
  const revokedBy = async (door: typeof own, given: object): Promise<string> => {
    const ring = keyring({ store: memoryStore() })
    const browser = new Browser(
      { providers: [credentials], logger: given, secret: ring, env },
      { door },
    )
    await signedIn(browser)
    const { active } = await ring.status()
    await ring.revoke(active, { reason: "leaked" })
    return active
  }
  const kid = await revokedBy(own, { error: () => {} })
  expect(warn.mock.calls.map(String)).toContainEqual(
    expect.stringContaining(`[auth][warn][keyring] key ${kid} is revoked: leaked`),
  )
  const legacy = vi.fn()
  const other = await revokedBy(v4, { warn: legacy })
  const event = expect.objectContaining({ type: "key.revoked", kid: other }) as unknown
  expect(legacy).toHaveBeenCalledWith("KEYRING", event)
  vi.restoreAllMocks()
})

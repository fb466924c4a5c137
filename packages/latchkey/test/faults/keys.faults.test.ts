/**
 * What people meet while the place that keys come from is down, slow or lying: an instance that has keys goes on, one that
 * starts says that it is not ready and takes no cookie away, and both are well again without a restart.
 */
import { createServer } from "node:net"
import type { AddressInfo, Server } from "node:net"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { KeySource } from "../../src/contracts/keys.ts"
import { infisical } from "../../src/keys/sources/infisical.ts"
import { vault } from "../../src/keys/sources/vault.ts"
import { Browser } from "../support/browser.ts"
import type { Emulator, Fault } from "../emulators/emulator.ts"
import { InfisicalEmulator } from "../emulators/infisical.ts"
import { VaultEmulator } from "../emulators/vault.ts"
import { carries } from "./site.ts"

const CANARY = "key-source-canary-9b1d"
const FIRST = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const SECOND = "Qm9hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sXx"

interface Place<E extends Emulator> {
  readonly emulator: E
  readonly source: (url: string) => KeySource
  readonly set: (value: string) => void
}

const vaultPlace = (emulator = new VaultEmulator()): Place<VaultEmulator> => ({
  emulator,
  source: (address) =>
    vault({
      address,
      auth: { approle: { roleId: emulator.roleId, secretId: emulator.secretId } },
      path: emulator.path,
      timeout: 1,
    }),
  set: (value) => void emulator.versions.push({ AUTH_SECRET: value }),
})

const infisicalPlace = (emulator = new InfisicalEmulator()): Place<InfisicalEmulator> => ({
  emulator,
  source: (siteUrl) => {
    const { clientId, clientSecret, projectId, environment } = emulator
    const auth = { universal: { clientId, clientSecret } }
    return infisical({ projectId, environment, siteUrl, auth, timeout: 1 })
  },
  set: (value) => emulator.set("AUTH_SECRET", value),
})

const faults: readonly (readonly [string, Fault])[] = [
  ["FLT-50: is silent", "hang"],
  ["FLT-51: resets the connection", "reset"],
  ["FLT-52: sends half of its answer", "truncated"],
  ["FLT-53: sends without an end", "endless"],
  ["FLT-54: refuses (403)", { status: 403, body: { message: CANARY } }],
  ["FLT-55: has lost it (404)", { status: 404, body: { errors: [CANARY] } }],
  ["FLT-56: is throttled (429)", { status: 429, headers: { "retry-after": "1" }, body: {} }],
  ["FLT-57: is broken (500)", { status: 500, body: `<h1>${CANARY}</h1>` }],
  ["FLT-58: sends elsewhere", { status: 302, headers: { location: "http://127.0.0.1:9/" } }],
  ["FLT-59: answers with a page", { body: `<html>${CANARY}</html>` }],
  ["FLT-60: answers with nothing in it", { body: {} }],
]

describe.each([
  ["Vault", vaultPlace],
  ["Infisical", infisicalPlace],
] as readonly (readonly [string, () => Place<Emulator>])[])("%s", (_, place) => {
  let { emulator, source, set } = place()
  // One for each test: instances of one process share what they know of a place.
  beforeEach(async () => {
    ;({ emulator, source, set } = place())
    await emulator.start()
    return () => emulator.stop()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const log: string[] = []
  const write = (...said: unknown[]): void => void log.push(said.map(String).join(" "))
  const site = (secret: unknown = source(emulator.url)): Browser =>
    new Browser({
      secret: secret as never,
      providers: [
        {
          id: "credentials",
          name: "Credentials",
          type: "credentials",
          credentials: {},
          authorize: () => ({ id: "7", name: "Ada" }),
        },
      ],
      logger: { error: write, warn: write, info: write, debug: write },
    })
  const noLeak = (...texts: string[]): void => {
    for (const secret of [CANARY, FIRST, SECOND, "canary-secret-id"])
      expect([...texts, ...log].join("\n")).not.toContain(secret)
    log.length = 0
  }
  const signedIn = async (browser: Browser): Promise<Browser> => {
    await browser.post("/callback/credentials")
    expect(carries(browser)).toBe(true)
    return browser
  }
  const isAda = async (browser: Browser): Promise<boolean> =>
    JSON.stringify(await browser.session()).includes("Ada")

  it.each(faults)("%s: an instance that has keys goes on", async (_name, fault) => {
    set(FIRST)
    const browser = await signedIn(site())
    emulator.fault = fault
    // Older than any source lets its answer stand without asking.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 60_000 })
    expect(await isAda(browser)).toBe(true)
    await vi.waitFor(() => expect(emulator.reads).toBeGreaterThan(1), 20_000)
    expect(await isAda(browser)).toBe(true)
    noLeak()
  })

  it.each(faults)(
    "%s: one that starts is not ready, and comes up by itself",
    async (_name, fault) => {
      set(FIRST)
      const before = await signedIn(site(FIRST))
      emulator.fault = fault
      const cold = site()
      cold.cookies = new Map(before.cookies)
      const answer = await cold.get("/session")
      const said = await answer.text()
      expect(answer.status).toBe(503)
      expect(answer.headers.getSetCookie()).toEqual([])
      noLeak(said)
      emulator.fault = undefined
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 })
      await vi.waitFor(async () => expect((await cold.get("/session")).status).toBe(200), {
        timeout: 20_000,
      })
      expect(await isAda(cold)).toBe(true)
    },
  )

  it("FLT-61: is not there, and comes back", async () => {
    set(FIRST)
    const { url } = emulator
    await emulator.stop()
    const cold = site(source(url))
    const answer = await cold.get("/csrf")
    expect(answer.status).toBe(503)
    noLeak(await answer.text())
    await emulator.start()
    await signedIn(site())
  })

  it("FLT-62: speaks no TLS where it should", async () => {
    const garbage: Server = createServer((socket) => {
      socket.on("error", () => {})
      socket.write(Buffer.from("15030100020228", "hex"), () => socket.destroy())
    })
    await new Promise<void>((resolve) => garbage.listen(0, "127.0.0.1", resolve))
    const { port } = garbage.address() as AddressInfo
    const answer = await site(source(`https://127.0.0.1:${port}`)).get("/csrf")
    expect(answer.status).toBe(503)
    noLeak(await answer.text())
    await new Promise((resolve) => garbage.close(resolve))
  })

  it.each([
    ["FLT-63: says that the secret is empty", ""],
    ["FLT-64: says a secret that is none", "changeme"],
  ])("%s: nothing is sealed with it", async (_name, value) => {
    vi.stubEnv("NODE_ENV", "production")
    set(value)
    const cold = site()
    const answer = await cold.post("/callback/credentials", { csrfToken: "x" })
    expect(answer.status >= 500 || answer.headers.get("location")?.includes("error=")).toBe(true)
    expect(carries(cold)).toBe(false)
    vi.unstubAllEnvs()
    set(FIRST)
    await signedIn(site())
  })

  it("FLT-65: says another secret all at once: who is in stays in, and no cookie is taken away", async () => {
    set(FIRST)
    const browser = await signedIn(site())
    set(SECOND)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 60_000 })
    await vi.waitFor(async () => {
      expect(await isAda(browser)).toBe(true)
      expect(emulator.reads).toBeGreaterThan(1)
    }, 20_000)
    // An instance that never knew the first lets nobody in by it, and leaves the cookie for one that does.
    const stranger = site(SECOND)
    stranger.cookies = new Map((await signedIn(site(FIRST))).cookies)
    expect([await stranger.session(), carries(stranger)]).toEqual([null, true])
  })
})

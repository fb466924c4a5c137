/**
 * Sessions in cookies that end before their time, in four processes on real servers: within the stated bound they are
 * refused by all, with the store calling and without, and while it is gone nobody is let in for longer than that.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Redis } from "ioredis"
import pg from "pg"
import { afterAll, describe, expect, it } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { postgresServer, redisServer } from "../stores/servers.ts"
import { Browser, own, SECRET } from "../support/browser.ts"
import { PrivateServer } from "../support/private-server.ts"
import type { Ask, RevokingSettings, Told } from "./revoking-instance.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const name = `lk_revoking_${process.pid}`
const REFRESH = 1
const STALENESS = 3

class Instance {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (told: Told) => void>()
  #count = 0
  readonly ready: Promise<unknown>

  constructor(settings: RevokingSettings) {
    this.#child = fork(here("./revoking-instance.ts"), [JSON.stringify(settings)], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: { ...process.env, NODE_ENV: "production" },
    })
    this.ready = new Promise((resolve) => this.#waiting.set(0, resolve))
    this.#child.on("message", (told: Told) => this.#waiting.get(told.id)?.(told))
  }

  ask(ask: Omit<Ask, "id">): Promise<Told> {
    const id = ++this.#count
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#child.send({ id, ...ask })
    })
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, "exit")
    this.#child.kill("SIGKILL")
    await gone
  }
}

async function start(settings: Partial<RevokingSettings>): Promise<Instance[]> {
  const given = { name, push: true, secret: SECRET, refresh: REFRESH, staleness: STALENESS }
  const all = Array.from(
    { length: 4 },
    () => new Instance({ ...given, ...settings } as RevokingSettings),
  )
  await Promise.all(all.map(({ ready }) => ready))
  return all
}

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: { name: {} },
  authorize: ({ name: said }) => ({ id: String(said), name: String(said) }),
}

/** The cookie of someone who has signed in. */
async function cookieOf(user: string): Promise<string> {
  const browser = new Browser(
    { providers: [credentials], logger: { info: () => {} } },
    { door: own },
  )
  await browser.post("/callback/credentials", { name: user })
  return [...browser.cookies].map(([key, { value }]) => `${key}=${value}`).join("; ")
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Milliseconds from when an end was kept until each of the others refuses. */
async function latencies(all: readonly Instance[], user: string): Promise<number[]> {
  const cookie = await cookieOf(user)
  for (const one of all) expect(await one.ask({ cookie })).toMatchObject({ in: true })
  const [first, ...others] = all
  expect(await first!.ask({ end: user })).not.toHaveProperty("error")
  const kept = performance.now()
  // Where it was ended it counts no more by the time that is answered.
  expect(await first!.ask({ cookie })).toMatchObject({ in: false })
  return Promise.all(
    others.map(async (one) => {
      while ((await one.ask({ cookie })).in !== false) await wait(2)
      return performance.now() - kept
    }),
  )
}

const servers = [
  ["postgres", postgresServer],
  ["redis", redisServer],
] as const

describe.each(servers)("four processes, and what has ended in %s", (kind, { url, reachable }) => {
  afterAll(async () => {
    if (!reachable) return
    if (kind === "redis") {
      const client = new Redis(url)
      const keys = await client.keys(`${name}*`)
      if (keys.length > 0) await client.del(...keys)
      client.disconnect()
      return
    }
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`DROP TABLE IF EXISTS ${name}`)
    await client.end()
  })

  it.skipIf(!reachable)(
    "where the store calls, all refuse within the bound",
    { timeout: 120_000 },
    async () => {
      // Nobody looks by itself in this time.
      const all = await start({ kind, url, refresh: 60, staleness: 120 })
      try {
        for (let n = 0; n < 10; n++) {
          const taken = await latencies(all, `push-${n}`)
          expect(Math.max(...taken)).toBeLessThan(10_000)
        }
      } finally {
        await Promise.all(all.map((one) => one.kill()))
      }
    },
  )

  it.skipIf(!reachable)(
    "where it does not, all refuse after the next look",
    { timeout: 120_000 },
    async () => {
      const all = await start({ kind, url, push: false })
      try {
        const taken = await latencies(all, "poll")
        // Started by a request, so one look and one request later; with room for a machine that is busy.
        expect(Math.max(...taken)).toBeLessThan(STALENESS * 1000)
      } finally {
        await Promise.all(all.map((one) => one.kill()))
      }
    },
  )
})

describe.each(["postgres", "redis"] as const)("a server of %s that dies", (kind) => {
  const reachable = kind === "redis" ? redisServer.reachable : postgresServer.reachable

  it.skipIf(!reachable)(
    "for the bound sessions go on, then nobody is let in; they go on when it is back, and what had ended stays ended",
    { timeout: 180_000 },
    async () => {
      const server = await new PrivateServer(kind).start()
      const all = await start({ kind, url: server.url })
      try {
        const [ended, cookie] = [await cookieOf("ended"), await cookieOf("live")]
        await all[0]!.ask({ end: "ended" })
        await wait(REFRESH * 1000 + 100)
        for (const one of all) {
          await one.ask({ cookie })
          await one.ask({ cookie })
        }
        await server.kill()
        const [first] = all
        expect(await first!.ask({ cookie })).toMatchObject({ in: true })
        expect(await first!.ask({ end: "live-too" })).toMatchObject({
          error: "RevocationsUnavailable",
        })
        await wait(STALENESS * 1000)
        for (const one of all) {
          // What has ended is known, and needs no store.
          expect((await one.ask({ cookie: ended })).in).not.toBe(true)
          expect(await one.ask({ cookie })).toMatchObject({ error: "RevocationsUnavailable" })
        }
        await server.start()
        for (const one of all) {
          while ((await one.ask({ cookie })).in !== true) await wait(100)
          expect(await one.ask({ cookie: ended })).toMatchObject({ in: false })
        }
      } finally {
        await Promise.all(all.map((one) => one.kill()))
        await server.remove()
      }
    },
  )
})

import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { HealthSample } from "../../src/core/health-comparison.ts"
import { compareHealth, healthToken, readHealthAnswer } from "../../src/index.ts"
import type { RingEvent } from "../../src/keys/managed/events.ts"
import { postgresServer } from "../stores/servers.ts"
import { Instance, roundRobin } from "./health-instance.ts"

const ONE = "oneQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const TWO = "twoB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const SLOW = { timeout: 60_000 }

/** What the command line would ask. */
async function sample(url: string, secret?: string): Promise<HealthSample> {
  const address = `${url}/auth/health`
  try {
    const config = { providers: [], secret: secret!, env: { NODE_ENV: "production" } }
    const headers = secret
      ? { authorization: `Bearer ${await healthToken(config, address)}` }
      : undefined
    const response = await fetch(address, headers ? { headers } : {})
    const answer = readHealthAnswer(await response.json())
    return answer
      ? { url, answer, refused: response.status === 401 }
      : { url, failure: `${response.status}` }
  } catch (error) {
    return { url, failure: (error as Error).message }
  }
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

async function started(env: Record<string, string>): Promise<Instance> {
  const instance = new Instance(env)
  cleanups.push(() => instance.kill())
  return instance.start()
}

async function behindProxy(instances: readonly Instance[]): Promise<string> {
  const { url, server } = await roundRobin(instances)
  cleanups.push(() => server.close())
  return url
}

/** Keeps cookies, as a browser does. */
class Jar {
  readonly #cookies = new Map<string, string>()

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ")
    const headers = { ...(init.headers as object), ...(cookie ? { cookie } : {}) }
    const response = await fetch(url, { redirect: "manual", ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split("; ")[0]!.split(/=(.*)/s) as [string, string]
      this.#cookies.set(name, value)
    }
    return response
  }

  async signIn(url: string): Promise<void> {
    const csrf = await this.fetch(`${url}/auth/csrf`)
    const { csrfToken } = (await csrf.json()) as { csrfToken: string }
    await this.fetch(`${url}/auth/callback/credentials`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: url },
      body: new URLSearchParams({ csrfToken }),
    })
    if ((await this.user(url)) !== "Ada") throw new Error("Nobody is signed in.")
  }

  async user(url: string): Promise<string | null> {
    const response = await this.fetch(`${url}/auth/session`)
    const session = (await response.json()) as { user?: { name: string } } | null
    return session?.user?.name ?? null
  }
}

describe("M15: servers behind a load balancer, of which one holds another secret", () => {
  it("the odd one of three is named, by its answers through the balancer", SLOW, async () => {
    const instances = await Promise.all([
      started({ AUTH_SECRET: ONE }),
      started({ AUTH_SECRET: TWO }),
      started({ AUTH_SECRET: ONE }),
    ])
    const url = await behindProxy(instances)
    const samples = await Promise.all(Array.from({ length: 12 }, () => sample(url)))
    const { agree, instances: compared, failures } = compareHealth(samples)
    expect([agree, compared.length, failures]).toEqual([false, 3, []])
    const odd = compared.filter((one) => one.differences.length > 0)
    expect(odd).toHaveLength(1)
    expect(odd[0]!.differences).toMatchObject([{ kind: "active-key", level: "error" }])
    // The name leads to the log of that process and no other.
    const named = instances.map(({ lines }) =>
      lines.join("").includes(`instance=${odd[0]!.instance}`),
    )
    expect(named).toEqual([false, true, false])
    // With the secret that most have, the odd one refuses the token; the others tell what they hold.
    const asked = await Promise.all(Array.from({ length: 9 }, () => sample(url, ONE)))
    const detailed = compareHealth(asked).instances
    expect(detailed.map((one) => one.refused)).toEqual(
      detailed.map((one) => one.instance === odd[0]!.instance),
    )
    expect(detailed.filter((one) => one.answer.details).length).toBe(2)
  })

  it(
    "of two the users' cookies tell: each log names the other's key, and its own",
    SLOW,
    async () => {
      const instances = await Promise.all([
        started({ AUTH_SECRET: ONE }),
        started({ AUTH_SECRET: TWO }),
      ])
      const jar = new Jar()
      await jar.signIn(instances[0]!.url)
      expect(await jar.user(instances[1]!.url)).toBeNull()
      expect(await jar.user(instances[0]!.url)).toBe("Ada")
      const { instances: compared } = compareHealth(
        await Promise.all(instances.map(({ url }) => sample(url))),
      )
      expect(compared.map((one) => one.differences.map(({ kind }) => kind))).toEqual([
        ["active-key"],
        ["active-key"],
      ])
      const [first, second] = compared.map(({ answer }) => answer)
      const log = instances[1]!.lines.join("")
      expect(log).toContain("[auth][warn][key-unknown] ")
      expect(log).toContain(`a key that is not ours (kid ${first!.key})`)
      expect(log).toContain(`this instance (${second!.instance}) seals with ${second!.key}`)
      expect(log + instances[0]!.lines.join("")).not.toMatch(new RegExp(`${ONE}|${TWO}`))
    },
  )

  it("one that is down, and one without a secret, are told apart", SLOW, async () => {
    const [up, bare, down] = await Promise.all([
      started({ AUTH_SECRET: ONE }),
      started({}),
      started({ AUTH_SECRET: ONE }),
    ])
    await down.kill()
    const urls = [up, bare, down].map(({ url }) => url)
    const { instances, failures } = compareHealth(await Promise.all(urls.map((url) => sample(url))))
    expect(instances.map((one) => one.differences.map(({ kind }) => kind))).toEqual([
      [],
      ["unavailable"],
    ])
    expect(failures.map(({ url }) => url)).toEqual([down.url])
  })

  it.skipIf(!postgresServer.reachable)(
    "one ring, two roots: each instance names the other",
    SLOW,
    async () => {
      const table = `lk_health_${process.pid}_${Date.now().toString(36)}`
      cleanups.push(async () => {
        const client = new pg.Client(postgresServer.url)
        await client.connect()
        await client.query(`DROP TABLE IF EXISTS ${table}, ${table}_instances`)
        await client.end()
      })
      const ring = { RING_URL: postgresServer.url, RING_TABLE: table }
      const first = await started({ ...ring, AUTH_SECRET: ONE, INSTANCE: "web-1" })
      await sample(first.url)
      // Someone begins to change the root, and does not come to the end: the ring is wrapped under both.
      const both = await started({ ...ring, AUTH_SECRET: ONE, AUTH_SECRET_1: TWO })
      await sample(both.url)
      await vi.waitFor(
        () => expect(both.events.map(({ type }) => type)).toContain("root.changed"),
        { timeout: 20_000, interval: 50 },
      )
      const second = await started({ ...ring, AUTH_SECRET: TWO, INSTANCE: "web-2" })
      await both.kill()
      await sample(second.url)
      const told = ({ events }: Instance): RingEvent[] =>
        events.filter(({ type }) => type === "instance.differs")
      await vi.waitFor(() => expect([told(first).length, told(second).length]).toEqual([1, 1]), {
        timeout: 20_000,
        interval: 100,
      })
      expect(told(first)[0]).toMatchObject({ level: "warn", instance: "web-2" })
      expect(told(second)[0]).toMatchObject({ level: "warn", instance: "web-1" })
      // Both read the ring, so their keys agree; the details show the roots.
      const asked = await Promise.all([first, second].map(({ url }) => sample(url, ONE)))
      const { instances } = compareHealth(asked)
      expect(instances.map(({ differences }) => differences.map(({ kind }) => kind))).toEqual([
        ["root"],
        ["root"],
      ])
      expect(instances[0]!.answer.details?.ring?.differing).toEqual(["web-2"])
    },
  )
})

describe("M18: the secret works", () => {
  it(
    "kill -9, and the session goes on; the health answer has the key and a new name",
    SLOW,
    async () => {
      const instance = await started({ AUTH_SECRET: ONE })
      const jar = new Jar()
      await jar.signIn(instance.url)
      const before = await sample(instance.url)
      await instance.kill()
      await instance.start()
      expect(await jar.user(instance.url)).toBe("Ada")
      const after = await sample(instance.url)
      expect(after.answer!.key).toBe(before.answer!.key)
      expect(after.answer!.instance).not.toBe(before.answer!.instance)
    },
  )

  it(
    "ready only with a secret, alive without; ready as soon as it comes, without a restart",
    SLOW,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "latchkey-health-"))
      cleanups.push(() => rmSync(folder, { recursive: true }))
      const file = join(folder, "secret")
      const { url } = await started({ AUTH_SECRET_FILE: file })
      const status = async (query = ""): Promise<number> =>
        (await fetch(`${url}/auth/health${query}`, { method: "HEAD" })).status
      expect([await status(), await status("?live")]).toEqual([503, 200])
      writeFileSync(file, ONE)
      await vi.waitFor(async () => expect(await status()).toBe(200), {
        timeout: 20_000,
        interval: 50,
      })
    },
  )

  it("a development secret is reported as such", SLOW, async () => {
    const { url } = await started({ NODE_ENV: "development", AUTH_DEV_SECRET: "ephemeral" })
    expect((await sample(url)).answer).toMatchObject({ status: "ok", development: true })
  })
})

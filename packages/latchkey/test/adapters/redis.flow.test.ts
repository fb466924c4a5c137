/** Whole flows on a Redis of their own, which is killed, is a replica, or is full: 503 and never "nobody", and back by itself. */
import { Redis } from "ioredis"
import { createClient } from "redis"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { RedisAdapter, type RedisAdapterMethods } from "../../src/adapters/redis.ts"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { EmailConfig } from "../../src/contracts/provider.ts"
import { revokeSessions } from "../../src/core/sessions.ts"
import type { RedisClient } from "../../src/databases/redis.ts"
import OIDC from "../../src/providers/oidc.ts"
import { Browser, locationOf, own } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import { canStart, PrivateServer } from "../support/private-server.ts"

const SLOW = { timeout: 60_000 }
const cookie = "__Host-latchkey.session-token"

interface Opened {
  readonly client: RedisClient
  readonly close: () => void
}

const clients: Readonly<Record<string, (url: string) => Promise<Opened>>> = {
  async ioredis(url) {
    const client = new Redis(url).on("error", () => {})
    return { client, close: () => client.disconnect() }
  },
  async "node-redis"(url) {
    const client = createClient({ url, socket: { reconnectStrategy: 100 } }).on("error", () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
}

let issuer: Issuer
beforeAll(async () => {
  const redirect_uris = ["https://app.example/auth/callback/local"]
  issuer = await startIssuer({ client: { client_id: "app", client_secret: "s", redirect_uris } })
})
afterAll(() => issuer.close())

interface Application {
  readonly adapter: RedisAdapterMethods
  readonly urls: string[]
  readonly errors: Error[]
  readonly config: Partial<AuthConfig>
}

function application(client: RedisClient, session: AuthConfig["session"]): Application {
  const urls: string[] = []
  const errors: Error[] = []
  const email: EmailConfig = {
    id: "email",
    name: "E-mail",
    type: "email",
    sendVerificationRequest: ({ url }) => void urls.push(url),
  }
  const local = OIDC({
    id: "local",
    issuer: issuer.url,
    clientId: "app",
    clientSecret: "s",
  } as never)
  const adapter = RedisAdapter(client, { timeout: 800 })
  const config: Partial<AuthConfig> = {
    adapter,
    providers: [email, local],
    logger: { error: (error) => void errors.push(error), warn: () => {} },
    ...(session && { session }),
  }
  return { adapter, urls, errors, config }
}

async function byMail({ config, urls }: Application, email: string): Promise<Browser> {
  const browser = new Browser(config)
  await browser.post("/signin/email", { email })
  await browser.get(urls.at(-1)!)
  expect(await browser.session()).toMatchObject({ user: { email } })
  return browser
}

const copyOf = (browser: Browser): Browser => {
  const copy = new Browser(browser.config)
  copy.cookies = new Map(browser.cookies)
  return copy
}

/** 503 with a time to come back, and the cookie stays. */
async function expectUnavailable(browser: Browser): Promise<void> {
  const answer = await browser.get("/session")
  expect(answer.status).toBe(503)
  expect(answer.headers.get("retry-after")).toBe("5")
  expect(answer.headers.getSetCookie()).toEqual([])
}

afterEach(() => void vi.restoreAllMocks())

describe.skipIf(!canStart("redis")).each(Object.entries(clients))("%s", (_, connect) => {
  const server = new PrivateServer("redis")
  const opened: Opened[] = []
  let main: Opened
  let side: Redis
  const open = async (url: string): Promise<RedisClient> => {
    const one = await connect(url)
    opened.push(one)
    return one.client
  }
  beforeAll(async () => {
    await server.start()
    main = await connect(server.url)
    side = new Redis(server.url).on("error", () => {})
  }, SLOW.timeout)
  afterAll(async () => {
    for (const one of [...opened, main]) one?.close()
    side?.disconnect()
    await server.remove()
  })

  it("a mailed link and a provider sign in by sessions in the store, which end", SLOW, async () => {
    const app = application(main.client, { strategy: "database" })
    const browser = await byMail(app, "ada@example.com")
    const id = browser.cookies.get(cookie)!.value
    const keys = await side.keys("*")
    expect(keys.join(" ")).not.toContain(id)
    const bytes = await Promise.all(
      keys.map(async (key) => (await side.dumpBuffer(key))!.toString("latin1")),
    )
    expect(bytes.join(" ")).not.toContain(id)
    const copy = copyOf(browser)
    await browser.post("/signout")
    expect(await copy.session()).toBeNull()
    const ids = []
    for (const again of [new Browser(app.config), new Browser(app.config)]) {
      const start = await again.post("/signin/local", { callbackUrl: "/in" })
      const { params } = await issuer.walk(locationOf(start).href, "cy")
      await again.get(`/callback/local?${params}`)
      ids.push(((await again.session()) as { user: { id: string } }).user.id)
    }
    expect(ids[1]).toBe(ids[0])
    expect(
      (await app.adapter.listAccountsByUserId(ids[0]!)).map(({ provider }) => provider),
    ).toEqual(["local"])
    expect(await app.adapter.listSessionsByUserId(ids[0]!)).toHaveLength(2)
    expect(app.errors).toEqual([])
  })

  it("a session in a cookie is revoked by the store", SLOW, async () => {
    const app = application(main.client, { strategy: "jwt", revocable: true })
    const browser = await byMail(app, "bea@example.com")
    const copy = copyOf(browser)
    const { id } = (await app.adapter.getUserByEmail("bea@example.com"))!
    await revokeSessions(browser.config, own, { user: id })
    expect(await copy.session()).toBeNull()
    expect(app.errors).toEqual([])
  })

  it(
    "killed in the middle: 503, and all goes on when it is back, without a new sign-in",
    SLOW,
    async () => {
      const app = application(await open(server.url), { strategy: "database" })
      const browser = await byMail(app, "cleo@example.com")
      const under = Array.from({ length: 20 }, () => copyOf(browser).get("/session"))
      await server.kill()
      for (const answer of await Promise.all(under)) {
        // Answered before it died, or not at all; never as nobody.
        expect([200, 503]).toContain(answer.status)
        if (answer.status === 200)
          expect(await answer.json()).toMatchObject({ user: { email: "cleo@example.com" } })
      }
      await expectUnavailable(browser)
      const out = await copyOf(browser).get("/session")
      expect(out.status).toBe(503)
      await server.start()
      await vi.waitFor(
        async () =>
          expect(await browser.session()).toMatchObject({ user: { email: "cleo@example.com" } }),
        {
          timeout: 20_000,
          interval: 200,
        },
      )
      await byMail(app, "dora@example.com")
    },
  )

  it(
    "a replica: sessions are read, nothing is written, and nobody is let in by it",
    SLOW,
    async () => {
      const app = application(main.client, { strategy: "database" })
      const browser = await byMail(app, "eva@example.com")
      const replica = new PrivateServer("redis", ["--replicaof", "127.0.0.1", String(server.port)])
      await replica.start()
      try {
        const there = application(await open(replica.url), { strategy: "database" })
        const reader = copyOf(browser)
        reader.config = { ...reader.config, ...there.config }
        // Before it has copied all, a replica says that nothing is there.
        const beside = new Redis(replica.url)
        await vi.waitFor(
          async () => expect(await beside.info()).toContain("master_link_status:up"),
          20_000,
        )
        beside.disconnect()
        expect(await reader.session()).toMatchObject({ user: { email: "eva@example.com" } })
        const start = await new Browser(there.config).post("/signin/email", {
          email: "eva@example.com",
        })
        expect(locationOf(start).searchParams.get("error")).toBe("Unavailable")
        expect(there.urls).toEqual([])
        reader.config = { ...reader.config, session: { strategy: "database", updateAge: 0 } }
        await expectUnavailable(reader)
        await expect(there.adapter.deleteUser("nobody")).rejects.toThrow(/READONLY|read only/i)
      } finally {
        await replica.remove()
      }
    },
  )

  it("full: reads and ends go on, nothing begins; with room again it does", SLOW, async () => {
    const app = application(main.client, { strategy: "database" })
    const browser = await byMail(app, "fay@example.com")
    const leaving = await byMail(app, "gil@example.com")
    await side.call("CONFIG", "SET", "maxmemory-policy", "noeviction")
    await side.call("CONFIG", "SET", "maxmemory", "1")
    try {
      expect(await browser.session()).toMatchObject({ user: { email: "fay@example.com" } })
      const start = await new Browser(app.config).post("/signin/email", {
        email: "new@example.com",
      })
      expect(locationOf(start).searchParams.get("error")).toBe("Unavailable")
      await expect(
        app.adapter.createUser({ id: "x", email: "x@example.com", emailVerified: null }),
      ).rejects.toThrow(/OOM/)
      const sliding = copyOf(browser)
      sliding.config = { ...sliding.config, session: { strategy: "database", updateAge: 0 } }
      await expectUnavailable(sliding)
      const copy = copyOf(leaving)
      await leaving.post("/signout")
      expect(await copy.session()).toBeNull()
    } finally {
      await side.call("CONFIG", "SET", "maxmemory", "0")
    }
    await byMail(app, "new@example.com")
    expect(await app.adapter.getUser("x")).toBeNull()
  })

  it("says once that a server may lose what it keeps", SLOW, async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
    await side.call("CONFIG", "SET", "maxmemory", "100mb")
    await side.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    try {
      const adapter = RedisAdapter(await open(server.url))
      for (let n = 0; n < 3; n++) await adapter.getUser("nobody")
      await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), 20_000)
      expect(String(warn.mock.calls[0])).toMatch(
        /\[volatile-store\] .*maxmemory-policy allkeys-lru.*errors\.md#volatile-store/,
      )
    } finally {
      await side.call("CONFIG", "SET", "maxmemory-policy", "noeviction")
      await side.call("CONFIG", "SET", "maxmemory", "0")
    }
  })

  it("a session that was seen before is checked in one trip", SLOW, async () => {
    const waits: string[][] = []
    let tick: string[] = []
    const counting = new Proxy(main.client as object, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== "function") return value
        if (name !== "call" && name !== "sendCommand") return value.bind(target) as unknown
        return async (...args: unknown[]) => {
          const [command] = args.flat() as string[]
          if (command === "CONFIG") return []
          if (tick.length === 0) waits.push(tick)
          tick.push(command!)
          const reply: unknown = await (value as (...all: unknown[]) => unknown).apply(target, args)
          tick = []
          return reply
        }
      },
    }) as RedisClient
    const adapter = RedisAdapter(counting)
    const user = await adapter.createUser({
      id: crypto.randomUUID(),
      email: "hal@example.com",
      emailVerified: null,
    })
    const sessionToken = crypto.randomUUID()
    await adapter.createSession({
      sessionToken,
      userId: user.id,
      expires: new Date(Date.now() + 60_000),
    })
    const trips = async (): Promise<string[][]> => {
      waits.length = 0
      expect((await adapter.getSessionAndUser(sessionToken))?.user.id).toBe(user.id)
      return [...waits]
    }
    expect(await trips()).toEqual([["HGETALL"], ["HGETALL"]])
    expect(await trips()).toEqual([["HGETALL", "HGETALL"]])
  })
})

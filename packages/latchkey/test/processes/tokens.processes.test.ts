/**
 * A provider's refresh token that may be used once, and four processes that all need a new access token at the same
 * time: on real servers, with a real OpenID Provider that ends the whole grant when one is used twice.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { unsealAccount } from "../../src/index.ts"
import { mysqlServer, postgresServer, redisServer } from "../stores/servers.ts"
import { Browser, locationOf, own, SECRET } from "../support/browser.ts"
import { type Issuer, startIssuer } from "../support/issuer.ts"
import type { Ask, Told } from "./token-instance.ts"
import { configOf, openAdapter, type TokenSettings } from "./token-site.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class Instance {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (told: Told | null) => void>()
  #count = 0
  readonly ready: Promise<unknown>

  constructor(settings: TokenSettings) {
    this.#child = fork(here("./token-instance.ts"), [JSON.stringify(settings)], {
      execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
      env: { ...process.env, NODE_ENV: "production" },
    })
    this.ready = new Promise((resolve) => this.#waiting.set(0, resolve))
    this.#child.on("message", (told: Told) => this.#waiting.get(told.id)?.(told))
    this.#child.on("exit", () => {
      for (const tell of this.#waiting.values()) tell(null)
    })
  }

  /** Null where it died. */
  ask(ask: Omit<Ask, "id">): Promise<Told | null> {
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

/** Milliseconds after which a lease of `refresh-once.ts` ends by itself. */
const LEASE = 30_000

const servers = [
  ["postgres", postgresServer],
  ["mysql", mysqlServer],
  ["redis", redisServer],
] as const

// The servers side by side, since most of the time is waited for leases; on each, one test after the other.
describe.concurrent.each(servers)(
  "provider tokens of four processes on %s",
  (kind, { url, reachable }) => {
    const prefix = `lk_tok_${process.pid}_`
    let issuer: Issuer
    let slow = 0
    let adapter: Adapter
    let remove: () => Promise<void>
    let people = 0
    let all: readonly Instance[] = []

    const settings = (dies?: TokenSettings["dies"]): TokenSettings => ({
      kind,
      url,
      prefix,
      issuer: issuer.url,
      secret: SECRET,
      ...(dies && { dies }),
    })

    beforeAll(async () => {
      if (!reachable) return
      issuer = await startIssuer({
        client: {
          client_id: "app",
          client_secret: "app-secret",
          redirect_uris: ["https://app.example/auth/callback/local"],
          grant_types: ["authorization_code", "refresh_token"],
        },
        refresh: true,
        before: (path) => (path === "/token" && slow > 0 ? wait(slow) : undefined),
      })
      ;({ adapter, remove } = openAdapter(settings()))
      all = Array.from({ length: 4 }, () => new Instance(settings()))
      await Promise.all(all.map(({ ready }) => ready))
    }, 120_000)
    afterAll(async () => {
      if (!reachable) return
      await Promise.all(all.map((one) => one.kill()))
      await remove()
      await issuer.close()
    })

    /** Somebody who has signed in, whose access token is over; and how often the provider was asked since. */
    async function someone(): Promise<{ user: string; name: string; asked: () => number }> {
      const name = `person-${++people}`
      const browser = new Browser(configOf(settings(), adapter), { door: own })
      const start = await browser.post("/signin/local")
      const { params } = await issuer.walk(locationOf(start).href, name)
      await browser.get(`/callback/local?${params}`)
      const user = await adapter.getUserByEmail!(`${name}@example.com`)
      await expire(name)
      const before = issuer.requests.get("/token")!
      return { user: user!.id, name, asked: () => issuer.requests.get("/token")! - before }
    }

    const expire = (name: string): unknown =>
      adapter.updateAccount!({ provider: "local", providerAccountId: name, expires_at: 1 })

    /** One more process, which kills itself. */
    async function mortal(dies: TokenSettings["dies"]): Promise<Instance> {
      const one = new Instance(settings(dies))
      await one.ready
      return one
    }

    const lives = async (token: string): Promise<boolean> =>
      (await fetch(`${issuer.url}/me`, { headers: { authorization: `Bearer ${token}` } })).ok

    /** What came of fifty-two callers. */
    async function askAll(user: string) {
      const told = await Promise.all(all.map((one) => one.ask({ user, callers: 13 })))
      return {
        tokens: new Set(told.flatMap((one) => one?.tokens ?? [])),
        errors: new Set(told.flatMap((one) => one?.errors ?? [])),
      }
    }

    it.skipIf(!reachable)(
      "fifty callers: one request, one token, again and again, and the grant lives",
      { timeout: 180_000, concurrent: false },
      async () => {
        try {
          const { user, name, asked } = await someone()
          for (let round = 1; round <= 8; round++) {
            slow = round % 2 === 0 ? 300 : 0
            const { tokens, errors } = await askAll(user)
            expect([...errors]).toEqual([])
            expect(tokens.size).toBe(1)
            expect(asked()).toBe(round)
            expect(await lives([...tokens][0]!)).toBe(true)
            await expire(name)
          }
        } finally {
          slow = 0
        }
      },
    )

    it.skipIf(!reachable)(
      "a provider that is slow: everybody waits for the one that asked",
      { timeout: 180_000, concurrent: false },
      async () => {
        try {
          const { user, asked } = await someone()
          slow = 6_000
          const { tokens, errors } = await askAll(user)
          expect([...errors]).toEqual([])
          expect([tokens.size, asked()]).toEqual([1, 1])
        } finally {
          slow = 0
        }
      },
    )

    it.skipIf(!reachable)(
      "a grant that is over is asked for once among them all, and nobody asks again",
      { timeout: 180_000, concurrent: false },
      async () => {
        const { user, name, asked } = await someone()
        const row = await adapter.getAccount!(name, "local")
        // Sealed, so that the parent has to open it as the application would.
        const { refresh_token } = await unsealAccount(configOf(settings(), adapter), row!)
        const revoked = await fetch(`${issuer.url}/token/revocation`, {
          method: "POST",
          headers: { authorization: `Basic ${btoa("app:app-secret")}` },
          body: new URLSearchParams({ token: refresh_token! }),
        })
        expect(revoked.status).toBe(200)
        for (let round = 0; round < 2; round++) {
          const { tokens, errors } = await askAll(user)
          expect([[...tokens], [...errors]]).toEqual([[], ["ConsentRequired"]])
        }
        expect(asked()).toBe(1)
      },
    )

    it.skipIf(!reachable)(
      "killed before it has asked: the lease ends by itself, and the next one refreshes",
      { timeout: 180_000, concurrent: false },
      async () => {
        const victim = await mortal("before it is sent")
        try {
          const { user, asked } = await someone()
          const began = Date.now()
          expect(await victim.ask({ user, callers: 5 })).toBeNull()
          let result = await askAll(user)
          while (result.errors.size > 0) {
            expect([...result.errors]).toEqual(["TokenUnavailable"])
            await wait(1000)
            result = await askAll(user)
          }
          // Nobody has taken it before it ended.
          expect(Date.now() - began).toBeGreaterThanOrEqual(LEASE)
          expect(asked()).toBe(1)
          expect(await lives([...result.tokens][0]!)).toBe(true)
        } finally {
          await victim.kill()
        }
      },
    )

    it.skipIf(!reachable)(
      "killed between the answer and the row: the next one tries, and the person is asked to come again",
      { timeout: 180_000, concurrent: false },
      async () => {
        const victim = await mortal("before it is written")
        try {
          const { user, asked } = await someone()
          expect(await victim.ask({ user, callers: 1 })).toBeNull()
          expect(asked()).toBe(1)
          let result = await askAll(user)
          while (result.errors.has("TokenUnavailable")) {
            await wait(1000)
            result = await askAll(user)
          }
          // The provider saw the token twice, and has ended the grant. That is known, and not asked again.
          expect([...result.errors]).toEqual(["ConsentRequired"])
          await askAll(user)
          expect(asked()).toBe(2)
        } finally {
          await victim.kill()
        }
      },
    )
  },
)

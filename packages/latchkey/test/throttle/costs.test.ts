/** What others can make us do before they have proved anything: hashing, requests to providers, rows in stores. */
import { beforeEach, describe, expect, it, vi } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { CredentialsConfig, OAuth2Config } from "../../src/contracts/provider.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import type { ThrottleOptions } from "../../src/contracts/throttle.ts"
import { handleRaw } from "../../src/core/handle.ts"
import { TooManyAttempts } from "../../src/errors.ts"
import { inTurn } from "../../src/throttle/turns.ts"
import Passkey from "../../src/providers/passkey.ts"
import { locationOf, own, SECRET } from "../support/browser.ts"
import { forgetCounts, outcome, repeat, type Site, site, tally, Visitor } from "./site.ts"

beforeEach(() => forgetCounts())

const within = (attempts: number): { attempts: number; seconds: number } => ({
  attempts,
  seconds: 31_536_000,
})
const limited = (limits: ThrottleOptions["limits"] & {}): Partial<AuthConfig> => ({
  throttle: { limits },
})

/** A provider that says no to every code. */
function withProvider(more: Partial<AuthConfig>): Omit<Site, "asked"> & { asked: unknown[] } {
  const asked: unknown[] = []
  const provider: OAuth2Config<Record<string, unknown>> = {
    id: "acme",
    name: "Acme",
    type: "oauth",
    clientId: "app",
    clientSecret: "app-secret",
    authorization: "https://acme.example/authorize",
    token: "https://acme.example/token",
    userinfo: "https://acme.example/me",
    profile: ({ id }) => ({ id: String(id) }),
    [customFetch]: async (input: unknown) => {
      asked.push(input)
      return Response.json({ error: "invalid_grant" }, { status: 400 })
    },
  }
  return { ...site({ ...more, providers: [provider, Passkey()] }), asked }
}

describe("RL-11: hashing", () => {
  /** An application whose `authorize` takes a while; answers how many it did at once at most. */
  async function busiest(
    names: (n: number) => string,
    more: Partial<AuthConfig> = {},
  ): Promise<{ most: number; all: number }> {
    let [now, most, all] = [0, 0, 0]
    const slow: CredentialsConfig = {
      id: "credentials",
      name: "Password",
      type: "credentials",
      credentials: { username: {}, password: { type: "password" } },
      async authorize() {
        all++
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 50))
        now--
        return null
      },
    }
    const visitor = new Visitor(site({ ...more, providers: [slow] }))
    await visitor.csrfToken()
    await Promise.all(Array.from({ length: 100 }, (_, n) => visitor.password(names(n), "wrong")))
    return { most, all }
  }

  it("RL-11: of a hundred at once for one account five are hashed", async () => {
    expect(await busiest(() => "ada")).toEqual({ most: 5, all: 5 })
  })

  it("RL-11: of a hundred at once from one address fifty", async () => {
    expect((await busiest((n) => `user${n}`)).all).toBe(50)
  })

  it("RL-11: a limit for everyone is one for how many are hashed at once", async () => {
    const rules = limited({ credentials: { everyone: within(8) } })
    expect(await busiest((n) => `user${n}`, rules)).toEqual({ most: 8, all: 8 })
  })

  it("RL-11: of all accounts and addresses so many are hashed at once, and the others after them", async () => {
    const everyone = { credentials: { address: false, pair: false, account: false } } as const
    const limits = { throttle: { limits: everyone } }
    expect(await busiest((n) => `user${n}`, limits)).toEqual({ most: 16, all: 100 })
    const few = { throttle: { limits: everyone, concurrent: 3 } }
    // Thirty wait, and more are refused.
    expect(await busiest((n) => `user${n}`, few)).toEqual({ most: 3, all: 33 })
    const all = { throttle: { limits: everyone, concurrent: false } } as const
    expect((await busiest((n) => `user${n}`, all)).most).toBeGreaterThan(16)
  })

  it("RL-11: who is refused for the crowd is told so, and a turn that hangs ends", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    try {
      const hung = inTurn(1, () => new Promise<string>(() => {}))
      void hung
      const waiting = Array.from({ length: 10 }, (_, n) => inTurn(1, async () => n))
      await expect(inTurn(1, async () => "no")).rejects.toMatchObject({
        type: "TooManyAttempts",
        retryAfter: 5,
      })
      await vi.advanceTimersByTimeAsync(29_000)
      await expect(inTurn(1, async () => "no")).rejects.toThrow(TooManyAttempts)
      await vi.advanceTimersByTimeAsync(2_000)
      expect(await Promise.all(waiting)).toEqual(waiting.map((_, n) => n))
      expect(await inTurn(1, async () => "in")).toBe("in")
      await expect(inTurn(1, () => Promise.reject(new Error("wrong")))).rejects.toThrow("wrong")
      expect(await inTurn(1, async () => "in")).toBe("in")
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([4_096, 4_097])("RL-11: a password of %i characters", async (length) => {
    const on = site()
    expect(await new Visitor(on).password("ada", "x".repeat(length))).toBe("CredentialsSignin")
    expect(on.asked).toHaveLength(length > 4_096 ? 0 : 1)
    // What else a form has may be long: a token of somebody else's, say.
    const message = { username: "ada", password: "right", message: "x".repeat(50_000) }
    expect(outcome(await new Visitor(on).post("/callback/credentials", message))).toBe("in")
  })

  it("RL-11: a password of more than a megabyte never reaches authorize", async () => {
    const on = site()
    const visitor = new Visitor(on)
    const csrfToken = await visitor.csrfToken()
    const response = await visitor.send("/callback/credentials", {
      method: "POST",
      headers: { "content-type": "application/json", origin: visitor.origin },
      body: JSON.stringify({ csrfToken, username: "ada", password: "x".repeat(1_100_000) }),
    })
    expect(response.status).toBe(413)
    expect(on.asked).toHaveLength(0)
  })

  it("RL-11: what is refused leaves the event loop to others: nothing is hashed for it", async () => {
    const on = site()
    const visitor = new Visitor(on)
    await repeat(5, () => visitor.password("ada", "wrong"))
    let longest = 0
    let last = performance.now()
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await repeat(100, () => visitor.password("ada", "wrong"))
    clearInterval(ticking)
    expect(on.asked).toHaveLength(5)
    // Far from a hash's time a hundred times over, also on a machine with other work.
    expect(longest).toBeLessThan(1_000)
  })
})

describe("RL-12: requests to providers", () => {
  it("RL-12: an answer without the cookies of this browser asks nobody", async () => {
    const on = withProvider({})
    const outcomes = await repeat(5, async () =>
      outcome(await new Visitor(on).get("/callback/acme?code=x&state=y")),
    )
    expect(outcomes).not.toContain("in")
    expect(on.asked).toHaveLength(0)
  })

  it("RL-12: codes that are wrong are sent to the provider as often as the limit says", async () => {
    const on = withProvider(limited({ callback: { address: within(3) } }))
    const outcomes = await repeat(8, async (n) => {
      const visitor = new Visitor(on)
      const started = locationOf(await visitor.post("/signin/acme"))
      const state = started.searchParams.get("state") ?? ""
      return outcome(
        await visitor.get(`/callback/acme?${new URLSearchParams({ code: `c${n}`, state })}`),
      )
    })
    expect(tally(outcomes)["TooManyAttempts"]).toBe(5)
    expect(on.asked).toHaveLength(3)
  })

  it("RL-12: another address goes on", async () => {
    const on = withProvider(limited({ callback: { address: within(1) } }))
    const go = async (visitor: Visitor): Promise<string> =>
      outcome(await visitor.get("/callback/acme?code=x&state=y"))
    expect(await go(new Visitor(on))).not.toBe("TooManyAttempts")
    expect(await go(new Visitor(on))).toBe("TooManyAttempts")
    expect(await go(new Visitor(on, "192.0.2.9"))).not.toBe("TooManyAttempts")
  })
})

describe("RL-13: beginnings", () => {
  it("RL-13: sign-ins at providers are begun as often as the limit says", async () => {
    const on = withProvider(limited({ oauth: { address: within(4) } }))
    const visitor = new Visitor(on)
    const places = await repeat(9, async () => locationOf(await visitor.post("/signin/acme")).host)
    expect(tally(places)).toEqual({ "acme.example": 4, "app.example": 5 })
  })

  it("RL-13: options of passkeys: 429 with Retry-After, as JSON", async () => {
    const on = withProvider(limited({ passkeyOptions: { address: within(4) } }))
    const visitor = new Visitor(on)
    const ask = (): Promise<Response> => visitor.get("/webauthn-options/passkey")
    const answers = await repeat(6, ask)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429])
    expect(Number(answers[5]!.headers.get("retry-after"))).toBeGreaterThan(0)
    expect(await answers[5]!.json()).toEqual({ error: "TooManyAttempts" })
    expect(answers[5]!.headers.getSetCookie()).toEqual([])
    expect(on.events.at(-1)).toMatchObject({
      reason: "TooManyAttempts",
      details: { action: "passkeyOptions", scope: "address" },
    })
  })

  it("RL-13: answers of passkeys that are wrong", async () => {
    const on = withProvider(limited({ passkey: { address: within(3) } }))
    const visitor = new Visitor(on)
    const outcomes = await repeat(6, async () =>
      outcome(await visitor.post("/callback/passkey", { action: "authenticate", data: "{}" })),
    )
    expect(tally(outcomes)).toEqual({ WebAuthnVerificationError: 3, TooManyAttempts: 3 })
  })

  it("RL-13: a beginning writes nothing into the store but its count", async () => {
    const on = withProvider({})
    const called = new Set<string>()
    const adapter = new Proxy(on.adapter, {
      get(target, name: string) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== "function") return method
        return (...args: unknown[]) => {
          called.add(name)
          return (method as (...given: unknown[]) => unknown).apply(target, args)
        }
      },
    })
    const visitor = new Visitor({ config: { ...on.config, adapter } })
    await visitor.get("/webauthn-options/passkey?action=register&email=ada@example.com")
    await visitor.get("/webauthn-options/passkey")
    await visitor.post("/signin/acme")
    expect([...called].toSorted()).toEqual(["getUserByEmail", "increment"])
  })

  it("RL-13: users are made as often as the limit says, and those who are known come in", async () => {
    const on = site(limited({ signUp: { address: within(2) }, mail: false }))
    const visitor = new Visitor(on)
    const enter = async (email: string): Promise<string> => {
      await visitor.link(email)
      return outcome(await visitor.get(on.mails.at(-1)!.url))
    }
    expect(await repeat(4, (n) => enter(`user${n}@example.com`))).toEqual([
      "in",
      "in",
      "TooManyAttempts",
      "TooManyAttempts",
    ])
    expect(await on.adapter.getUserByEmail("user2@example.com")).toBeNull()
    expect(await enter("user1@example.com")).toBe("in")
    // The link was not used up by it: elsewhere there is room.
    visitor.address = "192.0.2.9"
    await visitor.link("user3@example.com")
    const { url } = on.mails.at(-1)!
    visitor.address = "203.0.113.1"
    expect(outcome(await visitor.get(url))).toBe("TooManyAttempts")
    visitor.address = "192.0.2.9"
    expect(outcome(await visitor.get(url))).toBe("in")
  })
})

describe("on the server", () => {
  it("RL-1: an action of the application is thrown the error, which says when to try again", async () => {
    const on = site()
    const visitor = new Visitor(on)
    await repeat(5, () => visitor.password("ada", "wrong"))
    const request = new Request("https://app.example/auth/callback/credentials", {
      method: "POST",
      headers: {
        "x-forwarded-for": "203.0.113.1",
        "content-type": "application/x-www-form-urlencoded",
        cookie: [...visitor.cookies].map(([name, { value }]) => `${name}=${value}`).join("; "),
      },
      body: new URLSearchParams({
        csrfToken: await visitor.csrfToken(),
        username: "ada",
        password: "wrong",
      }),
    })
    const config = { providers: [], secret: SECRET, trustHost: true, ...on.config } as AuthConfig
    const thrown: unknown = await handleRaw(request, config, own).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(TooManyAttempts)
    const { retryAfter, message } = thrown as TooManyAttempts
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(900)
    expect(message).not.toContain("ada")
  })
})

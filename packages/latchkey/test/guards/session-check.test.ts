/** What a session check does, counted: it must not grow by accident, nor with the number of keys and providers. */
import { createHook } from "node:async_hooks"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { type Aead, type Bytes, crypto } from "../../src/crypto/index.ts"
import { type AuthConfig, getSession, type SecurityEventSink } from "../../src/index.ts"
import { encode } from "../../src/jwt/index.ts"
import { encode as encodeV5 } from "../../src/doors/v5/jwt.ts"
import GitHub from "../../src/providers/github.ts"

interface Counts {
  opens: number
  derivations: number
  urls: number
  cookieHeaders: number
  promises: number
  /** How often each variable was read. */
  readonly variables: Map<string, number>
}

let counts: Counts
const zero = (): Counts => ({
  opens: 0,
  derivations: 0,
  urls: 0,
  cookieHeaders: 0,
  promises: 0,
  variables: new Map(),
})

function counted(aead: Aead): Aead {
  return {
    ivLength: aead.ivLength,
    tagLength: aead.tagLength,
    seal: (...args) => aead.seal(...args),
    open: (...args) => {
      counts.opens++
      return aead.open(...args)
    },
  }
}

beforeEach(() => {
  counts = zero()
  const { aesGcm, aesCbcHmac, hkdfSha256 } = crypto
  vi.spyOn(crypto, "aesGcm").mockImplementation((key: Bytes) => counted(aesGcm(key) as Aead))
  vi.spyOn(crypto, "aesCbcHmac").mockImplementation((key: Bytes) =>
    counted(aesCbcHmac(key) as Aead),
  )
  vi.spyOn(crypto, "hkdfSha256").mockImplementation((...args) => {
    counts.derivations++
    return hkdfSha256(...args)
  })
  const Original = URL
  vi.stubGlobal(
    "URL",
    class extends Original {
      constructor(url: string | URL, base?: string | URL) {
        super(url, base)
        counts.urls++
      }
    },
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const promises = createHook({
  init(_, type) {
    if (type === "PROMISE") counts.promises++
  },
})

const secretsOf = (count: number): string[] =>
  Array.from({ length: count }, () => crypto.toBase64url(crypto.randomBytes(32)))

interface Case {
  readonly secrets: number
  readonly providers: number
  readonly compat?: 5
  readonly securityEvents?: SecurityEventSink
}

/** What one check costs once the keys are derived. The token is of the oldest key. */
async function costOf({ secrets, providers, compat, securityEvents }: Case): Promise<Counts> {
  const secret = secretsOf(secrets)
  const variables: Record<string, string> = { NODE_ENV: "production" }
  const env = new Proxy(variables, {
    get(target, name) {
      if (typeof name === "string") {
        counts.variables.set(name, (counts.variables.get(name) ?? 0) + 1)
      }
      return Reflect.get(target, name) as unknown
    },
  })
  const config: AuthConfig = {
    env,
    secret: secret.length === 1 ? secret[0]! : secret,
    trustHost: true,
    providers: Array.from({ length: providers }, (_, n) => GitHub({ id: `github-${n}` })),
    logger: { info() {}, warn() {}, error() {} },
    ...(compat && { compat }),
    ...(securityEvents && { securityEvents }),
  }
  const salt = compat ? "__Secure-authjs.session-token" : "__Host-latchkey.session-token"
  const claims = { sub: "1", name: "Ada", email: "ada@example.com" }
  const seal = compat ? encodeV5 : encode
  const token = await seal({ token: claims, secret: secret.at(-1)!, salt })
  const request = new Request("https://app.example/auth/session", {
    headers: { cookie: `theme=dark; ${salt}=${token}; _ga=GA1.1` },
  })
  vi.spyOn(request.headers, "get").mockImplementation((name) => {
    if (name === "cookie") counts.cookieHeaders++
    return Headers.prototype.get.call(request.headers, name)
  })
  for (let n = 0; n < 3; n++) await getSession(request, config)
  counts = zero()
  promises.enable()
  try {
    const session = getSession(request, config)
    expect((await session)?.user?.email).toBe("ada@example.com")
  } finally {
    promises.disable()
  }
  return { ...counts, variables: new Map(counts.variables) }
}

describe("what a session check does", () => {
  it.each([
    ["our own format", {}],
    ["the door of Auth.js 5", { compat: 5 as const }],
  ])(
    "%s: one token opened, nothing derived, the cookies read once, no address parsed",
    async (_, door) => {
      const cost = await costOf({ secrets: 1, providers: 1, ...door })
      expect(cost.opens).toBe(1)
      expect(cost.derivations).toBe(0)
      expect(cost.cookieHeaders).toBe(1)
      expect(cost.urls).toBe(0)
      // Those of `getSession` and of reading the token, and what is awaited of them.
      expect(cost.promises).toBeLessThanOrEqual(4)
    },
  )

  it("each variable is read once, and no more than are needed", async () => {
    const { variables } = await costOf({ secrets: 1, providers: 1 })
    expect(Object.fromEntries([...variables].filter(([, times]) => times > 1))).toEqual({})
    expect([...variables.keys()].length).toBeLessThanOrEqual(11)
  })

  it("the same where security events are listened to, of which a live session is none", async () => {
    const events: unknown[] = []
    const securityEvents = { name: "t", write: (event: unknown) => void events.push(event) }
    const silent = await costOf({ secrets: 2, providers: 1 })
    expect(await costOf({ secrets: 2, providers: 1, securityEvents })).toEqual(silent)
    expect(events).toEqual([])
  })

  it.each([{ compat: undefined }, { compat: 5 as const }])(
    "the same with 16 keys, the oldest of which sealed, and with 80 providers: %o",
    async ({ compat }) => {
      const door = compat ? { compat } : {}
      const few = await costOf({ secrets: 2, providers: 1, ...door })
      expect(await costOf({ secrets: 16, providers: 1, ...door })).toEqual(few)
      expect(await costOf({ secrets: 2, providers: 80, ...door })).toEqual(few)
    },
  )
})

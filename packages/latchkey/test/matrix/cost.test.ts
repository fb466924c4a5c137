/** What it costs to open a token with 1, 4 and 16 accepted keys, counted in operations. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { CredentialsConfig } from "../../src/contracts/provider.ts"
import { type Aead, type Bytes, crypto, type Mac, randomToken } from "../../src/crypto/index.ts"
import type { SealSpec } from "../../src/keys/model.ts"
import { open } from "../../src/keys/open.ts"
import { createRing, type Ring } from "../../src/keys/ring.ts"
import { seal } from "../../src/keys/seal.ts"
import { Browser, own, v4, v5 } from "../support/browser.ts"

const counts = { opens: 0, derivations: 0, macs: 0, hashes: 0 }

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
  const { aesGcm, aesCbcHmac, hkdfSha256, mac, sha256 } = crypto
  vi.spyOn(crypto, "aesGcm").mockImplementation((key: Bytes) => counted(aesGcm(key) as Aead))
  vi.spyOn(crypto, "aesCbcHmac").mockImplementation((key: Bytes) =>
    counted(aesCbcHmac(key) as Aead),
  )
  vi.spyOn(crypto, "hkdfSha256").mockImplementation((...args) => {
    counts.derivations++
    return hkdfSha256(...args)
  })
  vi.spyOn(crypto, "mac").mockImplementation((key) => {
    const made = mac(key) as Mac
    return {
      tag(text) {
        counts.macs++
        return made.tag(text)
      },
    }
  })
  vi.spyOn(crypto, "sha256").mockImplementation((...args) => {
    counts.hashes++
    return sha256(...args)
  })
})
afterEach(() => void vi.restoreAllMocks())

async function costOf(work: () => Promise<unknown>): Promise<typeof counts> {
  Object.assign(counts, { opens: 0, derivations: 0, macs: 0, hashes: 0 })
  await work()
  return { ...counts }
}

const credentials: CredentialsConfig = {
  id: "credentials",
  name: "Credentials",
  type: "credentials",
  credentials: {},
  authorize: () => ({ id: "7", name: "Ada" }),
}
const logger = { error: () => {}, warn: () => {}, debug: () => {}, info: () => {} }
const FREE = { opens: 0, derivations: 0, macs: 0, hashes: 0 }

/** A browser that was given everything under the oldest of `count` keys. */
async function withKeys(count: number, door = own): Promise<Browser> {
  const keys = Array.from({ length: count }, () => randomToken())
  const browser = new Browser(
    { providers: [credentials], logger, secret: [keys.at(-1)!] },
    { door },
  )
  await browser.post("/callback/credentials")
  browser.config = { ...browser.config, secret: keys }
  return browser
}

describe.each([1, 4, 16])("with %i accepted keys", (count) => {
  it.each([
    ["own", own],
    ["v5", v5],
  ] as const)("a session check opens once and derives nothing: %s", async (_, door) => {
    const browser = await withKeys(count, door)
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    await browser.get("/session", { cookie })
    const cost = await costOf(async () => {
      for (let i = 0; i < 10; i++) {
        expect(await (await browser.get("/session", { cookie })).json()).toMatchObject({
          user: { name: "Ada" },
        })
      }
    })
    expect(cost).toEqual({ ...FREE, opens: 10 })
  })

  it("the list of keys is not walked", async () => {
    const oldest = randomToken()
    const keys = [...Array.from({ length: count - 1 }, () => randomToken()), oldest]
    const ring = await createRing(keys, "test")
    const spec: SealSpec = { format: "own", purpose: "session", salt: "" }
    const token = await seal(await createRing([oldest], "test"), spec, { sub: "7" }, { maxAge: 60 })
    await open(ring, [spec], token)
    let looks = 0
    const get = (target: object, name: string | symbol): unknown => {
      looks++
      return Reflect.get(target, name) as unknown
    }
    const watched = { ...ring, keys: new Proxy(ring.keys, { get }) as Ring["keys"] }
    expect((await open(watched, [spec], token)).status).toBe("ok")
    // One look: whether the newest key sealed it.
    expect(looks).toBe(1)
  })

  it("a forged one costs the same, and an unknown one nothing", async () => {
    const browser = await withKeys(count)
    const [name, { value }] = [...browser.cookies].find(([one]) => one.endsWith("session-token"))!
    const [header, , iv, text] = value.split(".")
    const forged = `${name}=${header}..${iv}.${text}.${randomToken(16)}`
    const other = Buffer.from('{"alg":"dir","enc":"A256GCM","kid":"AAAAAAAA"}').toString(
      "base64url",
    )
    const unknown = `${name}=${other}..${iv}.${text}.${randomToken(16)}`
    await browser.get("/session", { cookie: forged })
    expect(await costOf(() => browser.get("/session", { cookie: forged }))).toEqual({
      ...FREE,
      opens: 1,
    })
    expect(await costOf(() => browser.get("/session", { cookie: unknown }))).toEqual(FREE)
  })

  it("a form's token is proved once", async () => {
    const browser = await withKeys(count)
    const [name, { value }] = [...browser.cookies].find(([one]) => one.endsWith("csrf-token"))!
    const csrfToken = decodeURIComponent(value).split("|")[0]!
    const post = (): Promise<Response> =>
      browser.send("/session", {
        method: "POST",
        headers: {
          cookie: `${name}=${value}`,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ csrfToken }),
      })
    await post()
    const cost = await costOf(async () => expect((await post()).status).toBe(200))
    expect(cost).toEqual({ ...FREE, macs: 1 })
  })

  it("a v4 token names no key: it is tried, with eight at the most", async () => {
    const browser = await withKeys(count, v4)
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    await browser.get("/session", { cookie })
    const cost = await costOf(() => browser.get("/session", { cookie }))
    expect(cost).toEqual({ ...FREE, opens: Math.min(count, 8) })
  })
})

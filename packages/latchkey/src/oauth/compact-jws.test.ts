import { CompactSign, createLocalJWKSet, exportJWK, generateKeyPair } from "jose"
import { describe, expect, it } from "vitest"
import { openJws } from "./compact-jws.ts"
import type { ProviderKeys } from "./logout-keys.ts"

const secret = new TextEncoder().encode("a secret that is long enough for HS256")
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

function sign(header: object = {}, key: Parameters<CompactSign["sign"]>[0] = secret) {
  return new CompactSign(new TextEncoder().encode("said"))
    .setProtectedHeader({ alg: "HS256", ...header })
    .sign(key)
}

describe("what a secret signed", () => {
  const open = (text: string, algorithms = ["HS256"]) => openJws(text, secret, algorithms)

  it("is opened", async () => {
    const opened = await open(await sign())
    expect(opened).toEqual({ status: "ok", payload: new TextEncoder().encode("said") })
  })

  it("is refused for what is wrong with it", async () => {
    const good = await sign()
    const wrongOf = async (text: string, algorithms?: string[]) => {
      const opened = await open(text, algorithms)
      expect(opened.status).toBe("refused")
      return (opened as { wrong: string }).wrong
    }
    expect(await wrongOf(good, ["HS512"])).toBe("alg")
    expect(await wrongOf(await sign({}, new Uint8Array(32)))).toBe("signature")
    // One with spaces in it would be another spelling of the same.
    expect(await wrongOf(good.replace(".", ". "))).toBe("form")
    expect(await wrongOf(good.slice(good.indexOf(".")))).toBe("form")
    // The header is no JSON; and it has an extension that must be understood.
    expect(await wrongOf("AAAA.AAAA.AAAA")).toBe("form")
    const critical = encoded({ alg: "HS256", crit: ["x"], x: 1 })
    expect(await wrongOf(`${critical}.${good.split(".").slice(1).join(".")}`)).toBe("form")
  })
})

describe("what a provider signed", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256")
  const jwk = { ...(await exportJWK(publicKey)), alg: "ES256" }
  const keysOf = (kids: string[], coolingDown = false): ProviderKeys => {
    const local = createLocalJWKSet({ keys: kids.map((kid) => ({ ...jwk, kid })) })
    return Object.assign((...given: Parameters<typeof local>) => local(...given), {
      coolingDown,
    }) as never
  }
  const open = (keys: ProviderKeys, text: string, algorithms = ["ES256"]) =>
    openJws(text, keys, algorithms)
  const signed = (kid?: string) => sign({ alg: "ES256", ...(kid && { kid }) }, privateKey)

  it("is opened by its key, whenever the keys were read", async () => {
    for (const coolingDown of [false, true]) {
      const opened = await open(keysOf(["a", "b"], coolingDown), await signed("b"))
      expect(opened.status).toBe("ok")
    }
  })

  it("is refused for its algorithm, and for a key that is unknown or one of several", async () => {
    const refused = (wrong: string) => ({ status: "refused", wrong })
    expect(await open(keysOf(["a"]), await signed("a"), ["RS256"])).toEqual(refused("alg"))
    expect(await open(keysOf(["a"]), await signed("b"))).toEqual(refused("kid"))
    expect(await open(keysOf(["a", "b"]), await signed())).toEqual(refused("kid"))
  })

  it("can't be judged by old keys of which none is its own, nor without keys", async () => {
    const old = await open(keysOf(["a"], true), await signed("b"))
    expect(old).toEqual({ status: "unavailable", err: expect.any(Error) })
    const broken = Object.assign(() => Promise.reject(new Error("the keys can't be had")), {
      coolingDown: false,
    })
    const opened = await open(broken as never, await signed("a"))
    const err = expect.objectContaining({ message: "the keys can't be had" })
    expect(opened).toEqual({ status: "unavailable", err })
  })
})

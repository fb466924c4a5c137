/** By which keys an ID token is judged: through a refresh, which shows nothing else of them. */
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import {
  bearer,
  clientId,
  clientSecret,
  idToken,
  issuer,
  knownProvider,
} from "../../test/support/known-provider.ts"
import { MissingClientId } from "../errors.ts"
import { refreshTokens } from "./refresh.ts"

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }))
afterEach(() => void vi.useRealTimers())

const keyOf = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair("ES256")
  return {
    kid,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" },
  }
}
type Key = Awaited<ReturnType<typeof keyOf>>

describe("by the keys of the server", async () => {
  const [one, two, three] = (await Promise.all(["one", "two", "three"].map(keyOf))) as [
    Key,
    Key,
    Key,
  ]

  /** A server whose keys are whatever `keys` has by now. */
  function start(keys: Key[]) {
    let signer = keys[0]!
    const { provider, sent } = knownProvider(
      {
        "/token": async () => {
          const now = Math.floor(Date.now() / 1000)
          const claims = { iss: issuer, aud: clientId, sub: "ada", iat: now, exp: now + 60 }
          const signing = new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: signer.kid })
          return bearer({ id_token: await signing.sign(signer.privateKey) })
        },
        "/jwks": () => Response.json({ keys: keys.map(({ jwk }) => jwk) }),
      },
      { client: { id_token_signed_response_alg: "ES256" } },
    )
    const reads = (): number => sent.filter(({ path }) => path === "/jwks").length
    const refresh = (by: Key) => {
      signer = by
      return refreshTokens(provider, { refreshToken: "r" })
    }
    return { refresh, reads }
  }

  it("is judged without asking for them again", async () => {
    const { refresh, reads } = start([one])
    for (let n = 0; n < 3; n++) expect(await refresh(one)).toHaveProperty("id_token")
    expect(reads()).toBe(1)
  })

  it("is judged by a new one at once, and by what nobody knows at most every half a minute", async () => {
    const keys = [one]
    const { refresh, reads } = start(keys)
    await refresh(one)
    keys.push(two)
    expect(await refresh(two)).toHaveProperty("id_token")
    expect(reads()).toBe(2)
    await expect(refresh(three)).rejects.toThrow("key")
    expect(reads()).toBe(2)
    vi.advanceTimersByTime(29_999)
    await expect(refresh(three)).rejects.toThrow("key")
    expect(reads()).toBe(2)
    vi.advanceTimersByTime(1)
    keys.push(three)
    expect(await refresh(three)).toHaveProperty("id_token")
    expect(reads()).toBe(3)
  })

  it("is refused where they were read for it, and none is its own", async () => {
    const { refresh, reads } = start([one])
    await expect(refresh(two)).rejects.toThrow("key")
    expect(reads()).toBe(1)
  })

  it("fails as the reading of them does, whatever that throws", async () => {
    const keys = [one]
    const { refresh, reads } = start(keys)
    for (const thrown of [new Error("down"), null]) {
      keys.splice(0, 1, {
        ...one,
        get jwk(): never {
          throw thrown
        },
      } as Key)
      await expect(refresh(one)).rejects.toBe(thrown)
    }
    expect(reads()).toBe(2)
  })

  it("is refused where another signed in its name, for which they are not read again", async () => {
    const { refresh, reads } = start([one])
    await refresh(one)
    await expect(refresh({ ...two, kid: "one" })).rejects.toThrow("signature")
    expect(reads()).toBe(1)
  })
})

describe("by the client's secret", () => {
  const refresh = (text: string, config: object = {}) => {
    const { provider, sent } = knownProvider({ "/token": () => bearer({ id_token: text }) }, config)
    return { sent, result: refreshTokens(provider, { refreshToken: "r" }) }
  }

  it("is judged where the client is registered for that, without the server's keys", async () => {
    const { sent, result } = refresh(await idToken())
    expect(await result).toHaveProperty("id_token")
    expect(sent.map(({ path }) => path)).toEqual(["/token"])
  })

  it("is refused where it is another's, of another form, or cut short", async () => {
    const good = await idToken()
    const [head, body, mac] = good.split(".") as [string, string, string]
    const other = mac.startsWith("A") ? `B${mac.slice(1)}` : `A${mac.slice(1)}`
    for (const text of [`${head}.${body}.${other}`, `${head}.${body}.`, `${head}.${body}.AA`]) {
      await expect(refresh(text).result).rejects.toThrow("not by the client secret")
    }
    await expect(refresh(`${head}.${body}.${mac} `).result).rejects.toThrow("the one form")
  })

  it("needs one", async () => {
    let secret = clientSecret
    const { provider } = knownProvider(
      {
        "/token": async () => {
          const id_token = await idToken()
          secret = ""
          return bearer({ id_token })
        },
      },
      { clientSecret: () => secret },
    )
    const attempt = refreshTokens(provider, { refreshToken: "r" })
    await expect(attempt).rejects.toThrow(MissingClientId)
    await expect(attempt).rejects.toThrow("no client secret")
    const open = {
      clientSecret: undefined,
      client: { id_token_signed_response_alg: "HS256", token_endpoint_auth_method: "none" },
    }
    await expect(refresh(await idToken(), open).result).rejects.toThrow(MissingClientId)
  })
})

import { describe, expect, it, vi } from "vitest"
import { acme, failureOf } from "../../../test/support/oauth1-answers.ts"
import type { OAuth2Config } from "../../contracts/provider.ts"
import { allowInsecureRequests, customFetch } from "../../contracts/symbols.ts"
import { InvalidEndpoints, MissingClientId } from "../../errors.ts"
import { defaultProfile } from "../defaults.ts"
import { globalFetch } from "../global-fetch.ts"
import { resolveOAuth1Provider } from "./provider.ts"

const resolve = (more: Partial<OAuth2Config<any>> = {}, redirectUri?: string) =>
  resolveOAuth1Provider({ ...acme, ...more }, redirectUri)

describe("a provider of OAuth 1.0a", () => {
  it("has everything decided, and is frozen", async () => {
    const provider = resolve()
    const { clientSecret, account, ...rest } = provider
    expect(rest).toEqual({
      id: "acme",
      type: "oauth",
      clientId: "the-key",
      requestTokenUrl: "https://acme.example/request",
      accessTokenUrl: "https://acme.example/access",
      profileUrl: "https://acme.example/me",
      authorization: {
        url: "https://acme.example/authorize",
        params: { kept: "1", scope: "read" },
      },
      profile: defaultProfile,
      fetch: globalFetch,
      allowInsecure: false,
      allowDangerousEmailAccountLinking: false,
    })
    expect(await clientSecret()).toBe("the-client-secret")
    const tokens = { oauth_token: "t", oauth_token_secret: "s" }
    expect(account(tokens)).toBe(tokens)
    expect(Object.isFrozen(provider)).toBe(true)
  })

  it("takes the application's word over the provider's", () => {
    const own = {
      profile: vi.fn(),
      account: vi.fn(),
      [customFetch]: vi.fn<typeof fetch>(),
      [allowInsecureRequests]: true as const,
      allowDangerousEmailAccountLinking: true,
    }
    const authorization = { params: { scope: "write" } }
    const provider = resolve({ ...own, options: { clientId: "other", authorization } as never })
    expect(provider).toMatchObject({
      clientId: "other",
      profile: own.profile,
      account: own.account,
      fetch: own[customFetch],
      allowInsecure: true,
      allowDangerousEmailAccountLinking: true,
    })
    expect(provider.authorization.params).toEqual({ kept: "1", scope: "write" })
  })

  it.each(["ID", "SECRET"] as const)("says where to get its %s, and what to register", (what) => {
    const name = what === "ID" ? "clientId" : "clientSecret"
    for (const value of [undefined, ""]) {
      const attempt = (): unknown =>
        resolve({ [name]: value as string }, "https://app.example/back")
      expect(attempt).toThrow(MissingClientId)
      expect(attempt).toThrow(what === "ID" ? "no client id" : "no client secret")
      expect(attempt).toThrow("https://app.example/back")
    }
  })

  it("signs by HMAC-SHA1 only", async () => {
    expect(resolve({ encoding: "HMAC-SHA1" }).id).toBe("acme")
    const error = await failureOf(() => resolve({ encoding: "PLAINTEXT" as never }))
    expect(error).toBeInstanceOf(InvalidEndpoints)
    expect(error.message).toContain('"acme": requests are signed by HMAC-SHA1 only')
    expect(error.cause).toEqual({ provider: "acme" })
  })

  it.each(["requestTokenUrl", "accessTokenUrl", "profileUrl", "authorization"])(
    "needs an address as %s",
    async (name) => {
      for (const [value, wrong] of [
        [undefined, "lacks"],
        ["", "lacks"],
        ["acme", "is not a URL"],
      ] as const) {
        const error = await failureOf(() => resolve({ [name]: value } as object))
        expect(error).toBeInstanceOf(InvalidEndpoints)
        expect(error.message).toContain(wrong)
        expect(error.message).toContain(`\`${name}\``)
        expect(error.cause).toEqual({ provider: "acme" })
      }
    },
  )

  it("reads its secret when it is needed, and says where one that is missing belongs", async () => {
    let secret = "one"
    const { clientSecret } = resolve({ clientSecret: () => secret }, "https://app.example/back")
    expect(await clientSecret()).toBe("one")
    secret = "two"
    expect(await clientSecret()).toBe("two")
    secret = ""
    await expect(clientSecret()).rejects.toThrow(MissingClientId)
    await expect(clientSecret()).rejects.toThrow("https://app.example/back")
  })
})

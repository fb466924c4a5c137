import { describe, expect, it, vi } from "vitest"
import { AccessDenied, OAuthProfileParseError } from "../errors.ts"
import { userAndAccount } from "./user-and-account.ts"

const profile = { sub: "7" }
const tokens = { access_token: "a", scope: "s" }
const context = { tokens, params: {}, fetch }

const learn = (described: unknown, account: (given: object) => unknown = (given) => given) => {
  const describeUser = vi.fn(async () => described)
  const provider = { id: "acme", type: "oauth", profile: describeUser, account } as const
  const result = userAndAccount(provider as never, { profile, tokens, context })
  return { result, describeUser }
}

describe("a user and an account", () => {
  it("are what the callbacks make of what was learnt", async () => {
    const { result, describeUser } = learn({ id: "7", name: "Ada" }, () => ({
      access_token: "kept",
    }))
    const key = { provider: "acme", type: "oauth", providerAccountId: "7" }
    expect(await result).toEqual({
      user: { id: "7", name: "Ada" },
      account: { ...tokens, ...key },
      storedAccount: { access_token: "kept", ...key },
    })
    expect(describeUser).toHaveBeenCalledExactlyOnceWith(profile, tokens, context)
  })

  it("are of the person and the provider, whatever a callback says", async () => {
    const said = { provider: "other", providerAccountId: "8", type: "oidc" }
    const { storedAccount, user } = await learn({ id: 7 }, () => said).result
    const key = { provider: "acme", type: "oauth", providerAccountId: "7" }
    expect([storedAccount, user]).toEqual([key, { id: "7" }])
    const none = await learn({ id: 7 }, () => undefined).result
    expect(none.storedAccount).toEqual(key)
  })

  const noIds = [undefined, null, "", 1.5, 2 ** 53, {}, ["7"]]
  it.each([undefined, null, {}, ...noIds.map((id) => ({ id }))])(
    "are nobody's where the profile says %j",
    async (described) => {
      const error = await learn(described).result.catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(OAuthProfileParseError)
      expect((error as Error).message).toContain('"acme"')
      const err = expect.objectContaining({ message: expect.stringContaining("has no id") })
      expect((error as Error).cause).toEqual({ provider: "acme", err })
    },
  )

  it("fail as a callback fails: by our own error as it is, else by one that names the provider", async () => {
    const own = new AccessDenied("mine")
    const throwing = (error: unknown) =>
      learn({ id: "7" }, () => {
        throw error
      }).result
    await expect(throwing(own)).rejects.toBe(own)
    await expect(throwing(new TypeError("theirs"))).rejects.toThrow(OAuthProfileParseError)
  })
})

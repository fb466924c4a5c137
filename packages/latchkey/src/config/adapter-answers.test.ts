import { describe, expect, it } from "vitest"
import { answersWhatWasAsked } from "./adapter-answers.ts"

const asked = async (
  method: string,
  args: unknown[],
  found: unknown,
  adapter = {},
): Promise<boolean> => answersWhatWasAsked(adapter, method, args, found)

describe("an answer of an adapter", () => {
  it.each([
    ["getUser", ["a1"], { id: "A1" }],
    ["getUser", ["a1 "], { id: "a1" }],
    ["getUserByEmail", ["adà@example.com"], { email: "ada@example.com" }],
    ["getUserByEmail", ["ada@example.com"], { email: "adà@example.com" }],
    ["getUserByEmail", ["ada\u200d@example.com"], { email: "ada@example.com" }],
    ["getSessionAndUser", ["abc"], { session: { sessionToken: "ABC" } }],
    ["getAccount", ["ada", "x"], { providerAccountId: "Ada", provider: "x" }],
    ["getAccount", ["ada", "x"], { providerAccountId: "ada", provider: "X" }],
    ["getAuthenticator", ["AAaa"], { credentialID: "aaAA" }],
    ["useVerificationToken", [{ identifier: "a", token: "b" }], { identifier: "á", token: "b" }],
    ["useVerificationToken", [{ identifier: "a", token: "b" }], { identifier: "a", token: "B" }],
  ])("%s(%j) is not %j", async (method, args, found) => {
    expect(await asked(method, args, found)).toBe(false)
  })

  it.each([
    ["getUser", ["7"], { id: 7 }],
    ["getUser", ["7"], null],
    ["getUserByEmail", ["ada@example.com"], { email: " Ada@Example.com" }],
    ["getUserByEmail", ["other@example.com"], { email: "ada@example.com" }],
    ["getSessionAndUser", ["abc"], { session: {} }],
    ["getSessionAndUser", ["abc"], { session: { sessionToken: "abc" } }],
    ["useVerificationToken", [{ identifier: "a", token: "b" }], { identifier: "a", token: "b" }],
    ["createUser", [{ id: "a" }], { id: "A" }],
  ])("%s(%j) may be %j", async (method, args, found) => {
    expect(await asked(method, args, found)).toBe(true)
  })

  it("a user by account is held against the account, where that can be read", async () => {
    const key = { provider: "x", providerAccountId: "ada" }
    const stored = { ...key, providerAccountId: "Ada", userId: "1", type: "oidc" as const }
    const adapter = { getAccount: () => stored }
    expect(await asked("getUserByAccount", [key], { id: "1" }, adapter)).toBe(false)
    stored.providerAccountId = "ada"
    expect(await asked("getUserByAccount", [key], { id: "1" }, adapter)).toBe(true)
    expect(await asked("getUserByAccount", [key], { id: "1" })).toBe(true)
    expect(await asked("getUserByAccount", [key], { id: "1" }, { getAccount: () => null })).toBe(
      true,
    )
  })
})

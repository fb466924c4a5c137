import { describe, expect, it } from "vitest"
import { defaultAccount, defaultProfile } from "./defaults.ts"

describe("the user that a profile describes", () => {
  it("has its id, name, address and picture", () => {
    const profile = {
      sub: "7",
      name: "Ada",
      email: "ada@example.com",
      picture: "https://a.example",
    }
    expect(defaultProfile(profile)).toEqual({
      id: "7",
      name: "Ada",
      email: "ada@example.com",
      image: "https://a.example",
    })
  })

  it("has the next best of what is empty or no text, and nothing that is made up", () => {
    const names = { name: "", nickname: {}, preferred_username: "ada" }
    expect(defaultProfile({ sub: "", id: 7, ...names } as never)).toEqual({
      id: "7",
      name: "ada",
      email: null,
      image: null,
    })
  })

  it.each([1.5, 2 ** 53, Number.NaN, Infinity, true, {}, [], null, ""])(
    "has no id where it is %j",
    (sub) => expect(defaultProfile({ sub } as never)).not.toHaveProperty("id"),
  )
})

describe("what is kept of the answer of a token endpoint", () => {
  const all = {
    access_token: "a",
    id_token: "i",
    refresh_token: "r",
    expires_at: 1,
    scope: "s",
    token_type: "bearer" as const,
    session_state: "x",
  }

  it("is what adapters have columns for", () => {
    expect(defaultAccount({ ...all, expires_in: 60, extra: "more" })).toEqual(all)
  })

  it.each(Object.keys(all))("has no %s where none came", (name) => {
    const { [name as "scope"]: _, ...rest } = all
    expect(Object.keys(defaultAccount(rest))).toEqual(Object.keys(rest))
    expect(Object.keys(defaultAccount({ ...all, [name]: undefined }))).toEqual(Object.keys(rest))
  })
})

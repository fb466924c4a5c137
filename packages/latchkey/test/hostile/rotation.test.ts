/** The conformance suite's modules for keys that change, by their own names, and OC-14, OC-15. */
import { describe, expect, it, vi } from "vitest"
import { type Mode, modes, signIn, visitor } from "./support/sign-in.ts"
import { provideOp } from "./support/scenario.ts"

const op = provideOp()
const wellKnown = "/.well-known/openid-configuration"

describe("OIDF", () => {
  it.each(modes)("oidcc-client-test-signing-key-rotation (%s)", async (mode) => {
    const browser = visitor(op(), { mode })
    expect((await signIn(op(), { mode, browser })).outcome).toBe("in")
    op().key = op().keys.second
    expect((await signIn(op(), { mode, browser })).outcome).toBe("in")
    expect([op().count("/jwks"), op().count(wellKnown)]).toEqual([2, 1])
  })

  it.each(modes)(
    "oidcc-client-test-signing-key-rotation-just-before-signing (%s)",
    async (mode) => {
      const away = (): void => void (op().key = op().keys.second)
      expect((await signIn(op(), { mode, away })).outcome).toBe("in")
      expect(op().count("/jwks")).toBe(1)
    },
  )
})

describe("OC-14 OC-15 keys that change", () => {
  const enter = (mode: Mode, browser = visitor(op(), { mode })): ReturnType<typeof signIn> =>
    signIn(op(), { mode, browser })

  it("OC-15: the old key counts while it is published, not after", async () => {
    const browser = visitor(op())
    await enter("query", browser)
    op().key = op().keys.second
    await enter("query", browser)
    op().bend.compose = (claims, _, provider) =>
      provider.sign(claims, { kid: "one" }, provider.keys.rsa.privateKey)
    expect((await enter("query", browser)).outcome).toContain("no applicable keys found")
  })

  it("OC-14: unknown kids have the keys read again once in half a minute, whatever is sent", async () => {
    vi.useFakeTimers({ toFake: ["Date"] })
    const browser = visitor(op())
    expect((await enter("query", browser)).outcome).toBe("in")
    const asked: number[] = []
    for (const seconds of [0, 0, 10, 10, 11, 0, 28, 3]) {
      vi.setSystemTime(Date.now() + seconds * 1000)
      op().bend.header = { kid: crypto.randomUUID() }
      expect((await enter("query", browser)).outcome).toContain("no applicable keys found")
      asked.push(op().count("/jwks"))
    }
    expect(asked).toEqual([2, 2, 2, 2, 3, 3, 3, 4])
    op().bend = {}
    expect((await enter("query", browser)).outcome).toBe("in")
  })
})

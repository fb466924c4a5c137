import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mac } from "./mac.ts"
import { checkProbeToken, makeProbeToken } from "./probe-token.ts"
import { createRing } from "./ring.ts"

const NOW = 1_800_000_000_000
const ring = await createRing(["one-Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPo", "two-secret"], "test")
const to = "https://app.example/auth/health"
const check = (token: string, now = NOW, hosts = ["app.example"]) =>
  checkProbeToken(ring, token, { hosts, now })

describe("a token for the details of the health answer", () => {
  it("counts for a minute, and for clocks that are a little ahead", async () => {
    const token = await makeProbeToken(ring, { to, now: NOW })
    const verdicts = [-16, -15, 0, 30, 60, 61, 3_600].map((s) => check(token, NOW + s * 1000))
    expect(await Promise.all(verdicts)).toEqual([
      "expired",
      "ok",
      "ok",
      "ok",
      "ok",
      "expired",
      "expired",
    ])
  })

  it("can be made with any key of the ring, and with no other", async () => {
    const kid = ring.keys[1]!.id
    const token = await makeProbeToken(ring, { to, now: NOW, kid })
    expect(token.startsWith(`${kid}.`)).toBe(true)
    expect(await check(token)).toBe("ok")
    await expect(makeProbeToken(ring, { to, kid: "unknown-" })).rejects.toThrow(
      new TypeError("There is no key unknown-."),
    )
    const narrow = await createRing([ring.keys[0]!.material.reveal()], "test")
    expect(await checkProbeToken(narrow, token, { hosts: ["app.example"], now: NOW })).toBe(
      "refused",
    )
  })

  it("is told from those of a gateway, and is nothing with something around it", async () => {
    const token = await makeProbeToken(ring, { to, now: NOW })
    for (const other of ["eyJhbGciOiJIUzI1NiJ9.e30.c2ln", `x${token}`, "", `Bearer ${token}`])
      expect(await check(other), other).toBe("foreign")
    for (const other of [`${token}x`, `${token}\n`, `AAAAAAAA.1.${token}`, token.slice(0, -1)])
      expect(await check(other), other).toBe("refused")
  })

  it("is for the host of an address, whatever its scheme", async () => {
    for (const address of ["http://app.example:80/x", "https://app.example/", "APP.example"]) {
      const token = await makeProbeToken(ring, { to: address, now: NOW })
      expect(await check(token), address).toBe("ok")
    }
  })

  it("counts at one host: also where several are ours, and never where none is", async () => {
    const token = await makeProbeToken(ring, { to: "HTTPS://App.Example:443/x?y", now: NOW })
    expect(await check(token, NOW, ["10.0.0.1:3000", "APP.example"])).toBe("ok")
    expect(await check(token, NOW, ["app.example:443"])).toBe("refused")
    expect(await check(token, NOW, [])).toBe("refused")
  })

  it("of another purpose is none, whatever text it is about", async () => {
    const text = `app.example\n${NOW / 1000}`
    for (const purpose of ["csrf", "email-token"] as const) {
      const [kid, tag] = (await mac(ring, purpose, text)).split(".") as [string, string]
      expect(await check(`${kid}.${NOW / 1000}.${tag}`)).toBe("refused")
    }
    const [kid, tag] = (await mac(ring, "health", text)).split(".") as [string, string]
    expect(await check(`${kid}.${NOW / 1000}.${tag}`)).toBe("ok")
    // One moment has one spelling.
    expect(await check(`${kid}.0${NOW / 1000}.${tag}`)).toBe("refused")
  })

  it("whatever comes is judged and never thrown at", async () => {
    const token = await makeProbeToken(ring, { to, now: NOW })
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .tuple(fc.nat({ max: token.length - 1 }), fc.string({ minLength: 1, maxLength: 3 }))
        .map(([at, text]) => token.slice(0, at) + text + token.slice(at + 1)),
      fc.nat({ max: token.length - 1 }).map((length) => token.slice(0, length)),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        if (text === token) return
        expect(["refused", "foreign"]).toContain(await check(text))
      }),
      { numRuns: 500 },
    )
  })
})

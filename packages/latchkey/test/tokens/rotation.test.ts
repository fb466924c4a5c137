import { describe, expect, it, vi } from "vitest"
import { crypto } from "../../src/crypto/index.ts"
import { decode } from "../../src/jwt/index.ts"
import { open } from "../../src/keys/open.ts"
import { createRing, type Ring } from "../../src/keys/ring.ts"
import { seal } from "../../src/keys/seal.ts"
import type { SealKey } from "../../src/keys/model.ts"
import { COOKIE, claims, forge, formats, headerOf, join, now, specOf } from "./forge.ts"
import { SECRET } from "./door.ts"

const secretOf = (n: number): string => `Kq7vT2mX9bN4cR8wL1sD6hF3jP0z-${n}`
const hundred = Array.from({ length: 100 }, (_, n) => secretOf(n))

/** Counts how often a cipher is asked. */
function counted(ring: Ring): { opens: number } {
  const count = { opens: 0 }
  for (const [, made] of ring.openers.entries()) {
    for (const [header, keys] of made as Map<string, SealKey[]>) {
      const counting = keys.map((key) => ({
        ...key,
        aead: {
          ...key.aead,
          open: (...args: Parameters<SealKey["aead"]["open"]>) => {
            count.opens++
            return key.aead.open(...args)
          },
        },
      }))
      ;(made as Map<string, SealKey[]>).set(header, counting)
    }
  }
  return count
}

describe("JX-15: keys that come and go", () => {
  it.each(formats)(
    "the new one seals, the old one opens, a removed one does not: %s",
    async (format) => {
      const spec = specOf(format)
      const [old, fresh, both, swapped] = await Promise.all([
        createRing([secretOf(1)], "r"),
        createRing([secretOf(2)], "r"),
        createRing([secretOf(2), secretOf(1)], "r"),
        createRing([secretOf(1), secretOf(2)], "r"),
      ])
      const before = await seal(old, spec, { sub: "ada" }, { maxAge: 60 })
      const after = await seal(both, spec, { sub: "ada" }, { maxAge: 60 })
      expect(await open(both, [spec], before)).toMatchObject({ status: "ok", current: false })
      expect(await open(both, [spec], after)).toMatchObject({ status: "ok", current: true })
      expect((await open(swapped, [spec], after)).status).toBe("ok")
      expect((await open(swapped, [spec], before)).status).toBe("ok")
      expect((await open(fresh, [spec], after)).status).toBe("ok")
      expect((await open(fresh, [spec], before)).status).toBe("unknown")
      expect((await open(old, [spec], after)).status).toBe("unknown")
    },
  )

  it.each(formats)(
    "a hundred keys cost no more than one that is named, and eight that are not: %s",
    async (format) => {
      const ring = await createRing(hundred, `r ${format}`)
      const oldest = await createRing([secretOf(99)], "r")
      const token = await seal(oldest, specOf(format), { sub: "ada" }, { maxAge: 60 })
      await open(ring, [specOf(format)], token)
      const count = counted(ring)
      const { status } = await open(ring, [specOf(format)], token)
      const isNamed = format !== "v4"
      expect([status, count.opens]).toEqual(isNamed ? ["ok", 1] : ["unknown", 8])
    },
  )
})

describe("JX-16: a token of a hundred thousand characters", () => {
  it("is refused before any cryptography, even before a key is derived", async () => {
    const derive = vi.spyOn(crypto, "hkdfSha256")
    const ring = await createRing([secretOf(7)], "long")
    derive.mockClear()
    const opened = await open(ring, [specOf("own")], "a..".padEnd(100_000, "A"))
    expect([opened.status, derive.mock.calls.length]).toEqual(["malformed", 0])
    derive.mockRestore()
  })
})

describe("JX-14: time", () => {
  it.each(formats)("decides to the second, with fifteen of tolerance: %s", async (format) => {
    const ring = await createRing([SECRET], "tokens")
    const spec = specOf(format)
    const start = 1_800_000_000_000
    const token = await seal(ring, spec, {}, { maxAge: 60, now: start })
    expect((await open(ring, [spec], token, start + 74_999)).status).toBe("ok")
    expect((await open(ring, [spec], token, start + 75_000)).status).toBe("expired")
  })
})

describe("JX-17: what a token says", () => {
  it.each(formats)("changes no prototype: %s", async (format) => {
    const exp = now() + 60
    const payload = `{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"exp":${exp}}`
    const token = join(await forge(format, JSON.stringify(await headerOf(format)), payload))
    const said = (await decode({ token, secret: SECRET, salt: COOKIE }))!
    expect(Object.getPrototypeOf(said)).toBe(Object.prototype)
    expect(({ ...said } as { admin?: boolean }).admin).toBeUndefined()
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each(formats)(
    "of members that come twice the last counts, as RFC 7519 §4 allows: %s",
    async (format) => {
      const { sub: _, ...rest } = claims()
      const payload = `{"sub":"eve",${JSON.stringify({ sub: "ada", ...rest }).slice(1)}`
      const token = join(await forge(format, JSON.stringify(await headerOf(format)), payload))
      expect(await decode({ token, secret: SECRET, salt: COOKIE })).toMatchObject({ sub: "ada" })
    },
  )
})

describe("JX-4: a key", () => {
  it("is derived for one algorithm: no two of ours begin alike", async () => {
    const ring = await createRing([secretOf(1000)], "r")
    const infos: string[] = []
    const derive = crypto.hkdfSha256
    const spy = vi.spyOn(crypto, "hkdfSha256").mockImplementation((secret, salt, info, length) => {
      infos.push(JSON.stringify([salt, info]))
      return derive(secret, salt, info, length)
    })
    for (const format of formats) {
      for (const salt of ["", COOKIE, "invitation"]) {
        for (const purpose of ["session", "state", "data"] as const) {
          await seal(ring, { format, purpose, salt }, {}, { maxAge: 60 })
        }
      }
    }
    spy.mockRestore()
    const own = infos.filter((info) => info.includes("latchkey/v1"))
    expect(new Set(own).size).toBe(own.length)
    expect(own).toHaveLength(9)
  })
})

import { createHmac, hkdfSync } from "node:crypto"
import { describe, expect, it, vi } from "vitest"
import { crypto } from "../crypto/index.ts"
import { mac, macWith, verifyMac } from "./mac.ts"
import { createRing } from "./ring.ts"

const [A, B] = ["a-secret-that-is-long-enough", "b-secret-that-is-long-enough"] as [string, string]
const ring = await createRing([A, B], "test")

describe("a MAC", () => {
  it("is HMAC-SHA256 under a key of its own purpose, and names the key of the ring", async () => {
    const key = hkdfSync("sha256", A, "latchkey/v1", "latchkey/v1/csrf/HS256", 32)
    const tag = createHmac("sha256", Buffer.from(key)).update("text").digest("base64url")
    expect(await mac(ring, "csrf", "text")).toBe(`${ring.keys[0]!.id}.${tag}`)
  })

  it("can be made with any key of the ring, and counts with each", async () => {
    const value = await macWith(ring, ring.keys[1]!.id, "csrf", "text")
    expect(value).toBe(await mac(await createRing([B], "test"), "csrf", "text"))
    expect(await verifyMac(ring, "csrf", "text", value!)).toBe(true)
    expect(await macWith(ring, "unknown-", "csrf", "text")).toBeUndefined()
  })

  it("of another text, key id or length is none", async () => {
    const value = await mac(ring, "csrf", "text")
    const [, tag] = value.split(".")
    for (const other of [value.slice(0, -1), `${ring.keys[1]!.id}.${tag}`, `.${tag}`, tag!, ""]) {
      expect(await verifyMac(ring, "csrf", "text", other), other).toBe(false)
    }
  })

  it("derives its key once, for each purpose", async () => {
    const fresh = await createRing(["c-secret-that-is-long-enough"], "test")
    const derive = vi.spyOn(crypto, "hkdfSha256")
    for (const purpose of ["csrf", "csrf", "email-token", "csrf"] as const)
      await mac(fresh, purpose, "text")
    expect(derive).toHaveBeenCalledTimes(2)
    derive.mockRestore()
  })
})

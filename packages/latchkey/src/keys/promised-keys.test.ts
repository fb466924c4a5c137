/** Where cryptography is WebCrypto alone, every key is a promise at first. */
import * as jose from "jose"
import { hkdfSync } from "node:crypto"
import { afterEach, describe, expect, it, vi } from "vitest"
import { crypto } from "../crypto/index.ts"
import { primitives } from "../crypto/web.ts"
import { mac, macWith, verifyMac } from "./mac.ts"
import type { Format, SealSpec } from "./model.ts"
import { open } from "./open.ts"
import { openLatest } from "./open-latest.ts"
import { resolveKeys } from "./resolve.ts"
import { createRing } from "./ring.ts"
import { knownKeys, ringKey } from "./ring-key.ts"
import { seal } from "./seal.ts"
import { sealKey } from "./seal-key.ts"
import { assessSecret } from "./strength.ts"

// As the `edge-light` and `workerd` conditions of the package do.
vi.mock("#crypto", () => import("../crypto/web.ts"))

afterEach(() => void vi.restoreAllMocks())

let made = 0
const fresh = (): string => `secret-${made++}-that-is-long-enough-to-be-one`
const formats: Format[] = ["own", "v5", "v5-gcm", "v4"]
const spec = (format: Format, salt = "cookie"): SealSpec => ({ format, purpose: "session", salt })

it("is on WebCrypto", () => expect(crypto).toBe(primitives))

describe("tokens", () => {
  it.each(formats)("%s: any key of the ring opens what it sealed", async (format) => {
    const [old, next] = [fresh(), fresh()]
    const token = await seal(
      await createRing([old], "test"),
      spec(format),
      { sub: "1" },
      { maxAge: 60 },
    )
    const ring = await createRing([next, old], "test")
    for (let check = 0; check < 2; check++) {
      expect(await open(ring, [spec(format)], token)).toMatchObject({
        status: "ok",
        claims: { sub: "1" },
        current: false,
      })
    }
    const other = await createRing([next], "test")
    expect((await open(other, [spec(format)], token)).status).toBe("unknown")
  })

  it("what others seal opens, and what was changed is forged", async () => {
    const secret = fresh()
    const info = "Auth.js Generated Encryption Key (cookie)"
    const key = new Uint8Array(hkdfSync("sha256", secret, "cookie", info, 64))
    const theirs = await new jose.EncryptJWT({ sub: "2" })
      .setProtectedHeader({
        alg: "dir",
        enc: "A256CBC-HS512",
        kid: await jose.calculateJwkThumbprint(
          { kty: "oct", k: Buffer.from(key).toString("base64url") },
          "sha512",
        ),
      })
      .setExpirationTime("1m")
      .encrypt(key)
    const ring = await createRing([fresh(), secret], "test")
    // One is there at once, the other is to be waited for.
    await sealKey(ring.keys[0]!, spec("v5"))
    expect(await open(ring, [spec("v5")], theirs)).toMatchObject({ claims: { sub: "2" } })
    expect(await open(ring, [spec("v5")], `${theirs.slice(0, -4)}AAAA`)).toEqual({
      status: "forged",
    })
  })
})

it("what is resolved is a ring, and a token of its keys asks no source", async () => {
  const secret = fresh()
  const options = { secret, passed: true, read: () => undefined, production: true }
  const keys = await resolveKeys(options)
  expect(keys.ring).toBe(await createRing([secret], "the configuration"))
  const token = await seal(keys.ring, spec("own"), { sub: "1" }, { maxAge: 60 })
  const refresh = vi.fn()
  const latest = { ring: keys.ring, refresh }
  expect(await openLatest(latest, [spec("own")], token)).toMatchObject({ status: "ok" })
  expect(await openLatest(latest, [spec("own")], "text")).toEqual({ status: "malformed" })
  expect(refresh).not.toHaveBeenCalled()
})

describe("MACs", () => {
  it("are those of the key that is named", async () => {
    const ring = await createRing([fresh(), fresh()], "test")
    const value = await mac(ring, "csrf", "text")
    expect(value).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
    expect(await verifyMac(ring, "csrf", "text", value)).toBe(true)
    expect(await verifyMac(ring, "csrf", "other", value)).toBe(false)
    const second = ring.keys[1]!.id
    expect(await macWith(ring, second, "csrf", "text")).toMatch(new RegExp(`^${second}\\.`))
    expect(await macWith(ring, "unknown-", "csrf", "text")).toBeUndefined()
  })
})

it("what is published is known, too", async () => {
  const found = assessSecret("my-super-secret-app-key")
  expect(found).toBeInstanceOf(Promise)
  expect(await found).toMatchObject({ verdict: "public" })
  expect(await assessSecret("my-super-secret-app-key-of-3f8c1b7e")).toMatchObject({
    verdict: "weak",
  })
})

describe("what is under way is waited for, and what is there is there at once", () => {
  it("a key", async () => {
    const secret = fresh()
    const first = ringKey(secret)
    expect(first).toBeInstanceOf(Promise)
    expect(ringKey(secret)).toBe(first)
    expect(knownKeys()).toContain(first)
    const key = await first
    expect(ringKey(secret)).toBe(key)
    expect(knownKeys()).toContain(key)
  })

  it("a ring, of new keys and of known ones", async () => {
    const secrets = [fresh(), fresh()]
    await ringKey(secrets[1]!)
    const first = createRing(secrets, "test")
    expect(first).toBeInstanceOf(Promise)
    expect(createRing(secrets, "test")).toBe(first)
    const ring = await first
    expect(ring.keys.map((key) => key.material.reveal())).toEqual(secrets)
    expect(createRing(secrets, "test")).toBe(ring)
  })

  it.each(formats)("%s: a derived key", async (format) => {
    const key = await ringKey(fresh())
    const first = sealKey(key, spec(format))
    expect(first).toBeInstanceOf(Promise)
    expect(sealKey(key, spec(format))).toBe(first)
    const derived = await first
    expect(sealKey(key, spec(format))).toBe(derived)
  })

  it("those that open, of a ring", async () => {
    const ring = await createRing([fresh()], "test")
    const derive = vi.spyOn(crypto, "hkdfSha256")
    const opening = [1, 2].map(() => open(ring, [spec("own"), spec("v5")], "a..b.c.d"))
    await Promise.all(opening)
    expect(derive).toHaveBeenCalledTimes(2)
    await open(ring, [spec("own"), spec("v5")], "a..b.c.d")
    expect(derive).toHaveBeenCalledTimes(2)
    expect(ring.openers.entries().map(([, one]) => one)).toEqual([expect.any(Map)])
  })
})

describe("what failed once is asked for anew", () => {
  const failing = () =>
    vi.spyOn(crypto, "hkdfSha256").mockRejectedValueOnce(new Error("the runtime is ending"))

  it("a key, and the ring that it was for", async () => {
    const secrets = [fresh()]
    failing()
    await expect(createRing(secrets, "test")).rejects.toThrow("ending")
    const ring = await createRing(secrets, "test")
    expect(ring.keys[0]).toBe(await ringKey(secrets[0]!))
  })

  it("a derived key, and those that open", async () => {
    const ring = await createRing([fresh()], "test")
    failing()
    await expect(open(ring, [spec("own")], "a..b.c.d")).rejects.toThrow("ending")
    const token = await seal(ring, spec("own"), { sub: "1" }, { maxAge: 60 })
    expect((await open(ring, [spec("own")], token)).status).toBe("ok")
  })
})

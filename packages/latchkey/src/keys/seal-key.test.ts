import * as jose from "jose"
import { hkdfSync } from "node:crypto"
import { expect, it } from "vitest"
import type { Format, SealSpec } from "./model.ts"
import { createRing } from "./ring.ts"
import { ringKey } from "./ring-key.ts"
import { seal } from "./seal.ts"
import { sealKey } from "./seal-key.ts"

const SECRET = "a-secret-that-is-long-enough-to-be-one"
const ring = await createRing([SECRET], "test")
const spec = (format: Format, salt: string): SealSpec => ({ format, purpose: "session", salt })
const derived = (salt: string, info: string, length: number): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", SECRET, salt, info, length))

it.each<[Format, string, string, number]>([
  ["own", "", "latchkey/v1/session/A256GCM", 32],
  ["own", "mine", "latchkey/v1/session/A256GCM/mine", 32],
  ["v5", "cookie", "Auth.js Generated Encryption Key (cookie)", 64],
  ["v5-gcm", "cookie", "Auth.js Generated Encryption Key (cookie)", 32],
  ["v4", "", "NextAuth.js Generated Encryption Key", 32],
  ["v4", "cookie", "NextAuth.js Generated Encryption Key (cookie)", 32],
])(
  "%s %j: another implementation opens it with the key of %j",
  async (format, salt, info, length) => {
    const token = await seal(ring, spec(format, salt), { sub: "1" }, { maxAge: 60 })
    const key = derived(format === "own" ? "latchkey/v1" : salt, info, length)
    const { payload, protectedHeader } = await jose.jwtDecrypt(token, key)
    expect(payload.sub).toBe("1")
    const k = Buffer.from(key).toString("base64url")
    const thumbprint = (hash: "sha256" | "sha512") =>
      jose.calculateJwkThumbprint({ kty: "oct", k }, hash)
    const kids = {
      own: ring.keys[0]!.id,
      v5: await thumbprint("sha512"),
      "v5-gcm": await thumbprint("sha256"),
      v4: undefined,
    }
    expect(protectedHeader.kid).toBe(kids[format])
  },
)

it("is derived once for each use, and is there at once where the runtime can", async () => {
  const key = await ringKey("another-secret-that-is-long-enough")
  const specs = [
    spec("own", ""),
    spec("own", "mine"),
    { ...spec("own", ""), purpose: "data" } as const,
    ...(["v5", "v5-gcm", "v4"] as const).flatMap((format) => [
      spec(format, "a"),
      spec(format, "b"),
    ]),
  ]
  const keys = specs.map((one) => sealKey(key, one))
  expect(new Set(keys).size).toBe(specs.length)
  for (const [at, one] of specs.entries()) {
    expect(keys[at]).not.toBeInstanceOf(Promise)
    expect(sealKey(key, { ...one })).toBe(keys[at])
  }
})

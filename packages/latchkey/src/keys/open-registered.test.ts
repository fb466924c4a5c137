import { expect, it } from "vitest"
import { open } from "./open.ts"
import { openRegistered } from "./open-registered.ts"
import type { Format, SealSpec } from "./model.ts"
import { createRing, type Ring } from "./ring.ts"
import { ringKey } from "./ring-key.ts"
import { seal } from "./seal.ts"

const [A, B] = ["a", "b"].map((one) => `${one}-secret-that-is-long-enough-to-be-one`) as [
  string,
  string,
]
const revocation = { revoked: 1_000, settled: 2_000 }
const spec = (format: Format): SealSpec => ({ format, purpose: "session", salt: "cookie" })

async function afterRevoking(registered: boolean): Promise<Ring> {
  const refused = new Map([[(await ringKey(A)).id, "revoked" as const]])
  return createRing([B], "test", {
    refused,
    ...(registered ? { registered: [{ secret: A, ...revocation }] } : {}),
  })
}

it.each(["own", "v5", "v5-gcm", "v4"] as const)(
  "%s: a revoked key opens its sessions apart, never as current, and nothing where it is not kept",
  async (format) => {
    const token = await seal(
      await createRing([A], "test"),
      spec(format),
      { sub: "1" },
      { maxAge: 9 },
    )
    const ring = await afterRevoking(true)
    expect((await open(ring, [spec(format)], token)).status).not.toBe("ok")
    expect(await openRegistered(ring, [spec(format)], token)).toMatchObject({
      status: "ok",
      claims: { sub: "1" },
      current: false,
      revocation,
    })
    expect(await openRegistered(await afterRevoking(false), [spec(format)], token)).toBeNull()
    expect((await afterRevoking(false)).registered).toBeNull()
  },
)

it("opens sessions alone, whatever it is asked for", async () => {
  const mailed = { format: "own", purpose: "email-token", salt: "" } as const
  const token = await seal(await createRing([A], "test"), mailed, { sub: "1" }, { maxAge: 9 })
  const ring = await afterRevoking(true)
  expect(await openRegistered(ring, [mailed, spec("own")], token)).toBeNull()
})

it("a flipped bit, another cookie, and what has expired open nothing", async () => {
  const before = await createRing([A], "test")
  const ring = await afterRevoking(true)
  const token = await seal(before, spec("v5"), { sub: "1" }, { maxAge: 9 })
  expect(await openRegistered(ring, [spec("v5")], `${token.slice(0, -2)}AA`)).toBeNull()
  const other = { ...spec("v5"), salt: "other" }
  expect(await openRegistered(ring, [other], token)).toBeNull()
  expect(await openRegistered(ring, [spec("v5")], token, Date.now() + 60_000)).toBeNull()
  expect(await openRegistered(ring, [spec("v5")], "x")).toBeNull()
})

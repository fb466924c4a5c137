import { createHash } from "node:crypto"
import { expect, it } from "vitest"
import type { SessionFacts } from "./claims.ts"
import { newFacts } from "./claims.ts"
import { registeredName } from "./registration.ts"

const facts: SessionFacts = { sid: "s-1", auth_time: 1_800_000_000, ver: 1 }
const token = { sub: "7", name: "Ada", roles: ["a", "b"], org: { id: 1, plan: "x" } }
const { claims } = await registeredName(token, facts)

it("names a session by the SHA-256 of its id, which can't be guessed", async () => {
  const { id } = await registeredName(token, facts)
  expect(id).toBe(createHash("sha256").update("s-1").digest("base64url"))
  // 128 bits.
  expect(Buffer.from(newFacts().sid, "base64url")).toHaveLength(16)
})

it.each([
  ["another user", { ...token, sub: "8" }],
  ["another claim", { ...token, admin: true }],
  ["one claim less", { sub: "7", name: "Ada", roles: ["a", "b"] }],
  ["a list in another order", { ...token, roles: ["b", "a"] }],
  ["a number for a text", { ...token, org: { id: "1", plan: "x" } }],
  ["a claim deep down", { ...token, org: { id: 1, plan: "x", more: null } }],
])("%s has another hash", async (_, other) => {
  expect((await registeredName(other, facts)).claims).not.toBe(claims)
})

it("another session, and another time of proof, have another hash of the same claims", async () => {
  const others = [
    { ...facts, sid: "s-2" },
    { ...facts, auth_time: facts.auth_time + 1 },
  ]
  for (const other of others) expect((await registeredName(token, other)).claims).not.toBe(claims)
})

it("the same claims have the same hash in any order, sealed or not, whenever they were sealed", async () => {
  const { org: _org, ...rest } = token
  const same = [
    { org: { plan: "x", id: 1 }, ...rest },
    { ...token, nickname: undefined },
    { ...token, iat: 1, exp: 2, jti: "3" },
    JSON.parse(JSON.stringify(token)) as typeof token,
  ]
  for (const one of same) expect((await registeredName(one, facts)).claims).toBe(claims)
  expect((await registeredName(token, { ...facts, reg: 5 })).claims).toBe(claims)
})

it("dates are the same before and after sealing", async () => {
  const at = new Date(1_800_000_000_000)
  const before = await registeredName({ at } as never, facts)
  expect(await registeredName({ at: at.toISOString() }, facts)).toEqual(before)
})

it("what is kept of a session's claims stays what it is from one version to the next", () => {
  // The members of each object by name; what earlier versions have stored is compared with it.
  const text = '{"name":"Ada","org":{"id":1,"plan":"x"},"roles":["a","b"],"sub":"7"}'
  const said = JSON.stringify(["latchkey/register/v1", "s-1", 1_800_000_000, text])
  expect(claims).toBe(createHash("sha256").update(said).digest("base64url"))
})

import { beforeAll, describe, expect, it, vi } from "vitest"
import type { ResolvedKeys } from "../keys/resolve.ts"
import { createRing, type Ring } from "../keys/ring.ts"
import { ringKey } from "../keys/ring-key.ts"
import { seal } from "../keys/seal.ts"
import { parseCookies } from "../web/cookie.ts"
import { readToken, type TokenRead } from "./read-token.ts"
import { type SessionCookie, sessionSpec, sessionSpecs } from "./session-cookies.ts"

const [OURS, REVOKED, OTHER] = ["a", "b", "c"].map(
  (one) => `${one}-secret-that-is-long-enough-to-be-one`,
) as [string, string, string]
const revocation = { revoked: 1_000, settled: 2_000 }

const cookieOf = (name: string): SessionCookie => ({
  cookie: { name, options: { path: "/" } },
  specs: sessionSpecs(name),
})
const [first, second] = [cookieOf("one"), cookieOf("two")]
const inForce = (from: SessionCookie, sub: string) => ({ status: "ok", claims: { sub }, from })

/** Seals for a cookie, by default with our key and for long enough. */
async function sealed(
  claims: Record<string, unknown>,
  { secret = OURS, name = "one", maxAge = 3_600 } = {},
): Promise<string> {
  return seal(await createRing([secret], "test"), sessionSpec("own", name), claims, { maxAge })
}

const forgedFrom = (token: string): string => {
  const at = token.length - 12
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`
}
const headerOf = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join("; ")

let plain: Ring
let withRegister: Ring
const later = Date.now() + 7_200_000
const t = { ada: "", bob: "", ada2: "", nobody: "", noone: "", unknown: "", revoked: "", over: "" }
beforeAll(async () => {
  const refused = new Map([[(await ringKey(REVOKED)).id, "revoked" as const]])
  plain = await createRing([OURS], "test", { refused })
  const registered = [{ secret: REVOKED, ...revocation }]
  withRegister = await createRing([OURS], "test", { refused, registered })
  t.ada = await sealed({ sub: "ada" })
  t.ada2 = await sealed({ sub: "ada" })
  t.bob = await sealed({ sub: "bob" })
  t.nobody = await sealed({ name: "nobody" })
  t.noone = await sealed({ name: "no one" })
  t.unknown = await sealed({ sub: "eve" }, { secret: OTHER })
  t.revoked = await sealed({ sub: "old" }, { secret: REVOKED })
  t.over = await sealed({ sub: "ada" }, { maxAge: -1_000 })
})

async function read(
  pairs: readonly (readonly [string, string])[],
  { ring = plain, now }: { ring?: Ring; now?: number } = {},
): Promise<TokenRead> {
  const keys: ResolvedKeys = { ring, refresh: () => undefined }
  return readToken(parseCookies(headerOf(pairs)), [first, second], keys, now)
}

describe("one cookie", () => {
  it("is none where there is none", async () => {
    expect(await read([["other", t.ada]])).toEqual({ status: "none" })
  })

  it("is in force with its claims and where it came from, and at once", async () => {
    const said = await read([["one", t.ada]])
    expect(said).toMatchObject({ ...inForce(first, "ada"), format: "own", current: true })
    expect(Object.keys(said).toSorted()).toEqual(
      ["claims", "current", "format", "from", "key", "status"].toSorted(),
    )
    const keys: ResolvedKeys = { ring: plain, refresh: () => undefined }
    expect(readToken(parseCookies(`one=${t.ada}`), [first], keys)).not.toBeInstanceOf(Promise)
  })

  it("says why it is not", async () => {
    expect(await read([["one", t.unknown]])).toEqual({
      status: "unknown",
      kid: (await ringKey(OTHER)).id,
      from: first,
    })
    const ended = (why: string) => ({ status: "ended", why, from: first })
    expect(await read([["one", t.over]])).toEqual(ended("expired"))
    expect(await read([["one", t.ada]], { now: later })).toEqual(ended("expired"))
    expect(await read([["one", t.revoked]])).toEqual(ended("revoked"))
    expect(await read([["one", forgedFrom(t.ada)]])).toEqual(ended("forged"))
    expect(await read([["one", "nonsense"]])).toEqual({ status: "unreadable", from: first })
  })
})

it("a session that a register keeps is no question to the source, which knows nothing of revoked keys", async () => {
  const refresh = vi.fn()
  const revoked = await createRing([REVOKED], "test")
  const token = await seal(revoked, sessionSpec("v4", "one"), { sub: "old" }, { maxAge: 60 })
  const keys: ResolvedKeys = { ring: withRegister, refresh }
  for (const header of [`one=${token}`, `one=${token}; one=nonsense`]) {
    const said = await readToken(parseCookies(header), [first], keys)
    expect(said).toMatchObject({ ...inForce(first, "old"), revocation })
  }
  expect(refresh).not.toHaveBeenCalled()
})

describe("several values of one name", () => {
  const disputed = { status: "unreadable", from: first, disputed: true }

  it("are one person, whatever lies beside", async () => {
    for (const beside of ["nonsense", t.over, t.unknown, t.revoked, forgedFrom(t.ada), t.ada2]) {
      for (const pair of [
        [t.ada, beside],
        [beside, t.ada],
      ]) {
        const said = await read(pair.map((value) => ["one", value] as const))
        expect(said).toMatchObject(inForce(first, "ada"))
      }
    }
  })

  it("of two persons are nobody's, and no other cookie decides", async () => {
    for (const pair of [
      [t.ada, t.bob],
      [t.bob, t.ada],
      [t.nobody, t.noone],
      [t.ada, t.nobody],
      [t.nobody, t.ada],
    ]) {
      const pairs = pair.map((value) => ["one", value] as const)
      expect(await read(pairs)).toEqual(disputed)
      const other = await sealed({ sub: "ada" }, { name: "two" })
      expect(await read([...pairs, ["two", other]])).toEqual(disputed)
    }
  })

  it("are nobody's where there are more than are tried", async () => {
    const many = ["w", "x", "y", t.ada].map((value) => ["one", value] as const)
    expect(await read(many)).toEqual(disputed)
    expect(await read([...many, ["two", await sealed({ sub: "bob" }, { name: "two" })]])).toEqual(
      disputed,
    )
    const crowdedBehind = ["p", "q", "r"].map((value) => ["one.1", value] as const)
    expect(await read([["one.0", "x"], ...crowdedBehind])).toEqual(disputed)
    expect(await read([["one.0", t.ada], ...crowdedBehind])).toMatchObject(inForce(first, "ada"))
  })

  it("of a revoked key that a register keeps come after those in force, whatever their order", async () => {
    const both = (...values: string[]): Promise<TokenRead> =>
      read(
        values.map((value) => ["one", value] as const),
        { ring: withRegister },
      )
    const old2 = await sealed({ sub: "old" }, { secret: REVOKED })
    const older = await sealed({ sub: "older" }, { secret: REVOKED })
    for (const values of [
      [t.ada, t.revoked],
      [t.revoked, t.ada],
      [t.revoked, older, t.ada],
    ]) {
      const said = await both(...values)
      expect(said).toMatchObject(inForce(first, "ada"))
      expect(said).not.toHaveProperty("revocation")
    }
    expect(await both(t.revoked, t.ada, t.bob)).toEqual(disputed)
    // Of two persons they are nobody's, and another cookie may still decide.
    const unreadable = { status: "unreadable", from: first }
    expect(await both(t.revoked, older)).toEqual(unreadable)
    expect(await both(older, t.revoked)).toEqual(unreadable)
    const bob = ["two", await sealed({ sub: "bob" }, { name: "two" })] as const
    const pairs = [["one", older], ["one", t.revoked], bob] as const
    expect(await read(pairs, { ring: withRegister })).toMatchObject(inForce(second, "bob"))
    for (const beside of [old2, "nonsense", t.over]) {
      const kept = { ...inForce(first, "old"), revocation }
      expect(await both(t.revoked, beside)).toMatchObject(kept)
      expect(await both(beside, t.revoked)).toMatchObject(kept)
    }
  })

  it("that are forged don't clear what may be another's", async () => {
    const two = [forgedFrom(t.ada), forgedFrom(t.bob)].map((value) => ["one", value] as const)
    expect(await read(two)).toEqual({ status: "unreadable", from: first })
    const over = [t.over, "nonsense"].map((value) => ["one", value] as const)
    expect(await read(over)).toEqual({ status: "ended", why: "expired", from: first })
  })

  it("are put together of pieces, also with a stale one behind", async () => {
    const pieces = [
      ["one.0", t.ada.slice(0, 40)],
      ["one.1", t.ada.slice(40)],
    ] as const
    expect(await read(pieces)).toMatchObject(inForce(first, "ada"))
    expect(await read([...pieces, ["one.2", "stale"]])).toMatchObject(inForce(first, "ada"))
  })
})

describe("several cookies", () => {
  const both = (one: string, two: string, ring = plain): Promise<TokenRead> =>
    read(
      [
        ["two", two],
        ["one", one],
      ],
      { ring },
    )

  it("are the first in force, in the order they are asked in", async () => {
    const bob = await sealed({ sub: "bob" }, { name: "two" })
    expect(await both(t.ada, bob)).toMatchObject(inForce(first, "ada"))
    for (const one of ["nonsense", t.over, t.unknown, t.revoked, forgedFrom(t.ada)]) {
      expect(await both(one, bob)).toMatchObject(inForce(second, "bob"))
    }
  })

  it("are the first in force, though another is two persons'", async () => {
    const of = async (sub: string): Promise<readonly [string, string]> => [
      "two",
      await sealed({ sub }, { name: "two" }),
    ]
    const pairs = [["one", t.ada], await of("bob"), await of("eve")] as const
    expect(await read(pairs)).toMatchObject(inForce(first, "ada"))
  })

  it("are what is wrong with the first where none is in force", async () => {
    expect(await both(t.over, "nonsense")).toMatchObject({ status: "ended", from: first })
    expect(await both("nonsense", t.over)).toEqual({ status: "unreadable", from: first })
    expect(await both(t.unknown, "nonsense")).toMatchObject({ status: "unknown", from: first })
    expect(await read([["two", "nonsense"]])).toEqual({ status: "unreadable", from: second })
  })

  it("of a revoked key that a register keeps come after those in force, and before all else", async () => {
    const ring = withRegister
    const kept = { ...inForce(first, "old"), revocation, current: false }
    const old = await sealed({ sub: "older" }, { name: "two", secret: REVOKED })
    const bob = await sealed({ sub: "bob" }, { name: "two" })
    expect(await read([["one", t.revoked]], { ring })).toMatchObject(kept)
    expect(await both(t.revoked, bob, ring)).toMatchObject(inForce(second, "bob"))
    expect(await both(t.revoked, bob, ring)).not.toHaveProperty("revocation")
    expect(await both(t.revoked, "nonsense", ring)).toMatchObject(kept)
    expect(await both(t.revoked, old, ring)).toMatchObject(kept)
    for (const one of ["nonsense", t.over]) {
      expect(await both(one, old, ring)).toMatchObject({ ...inForce(second, "older"), revocation })
    }
    expect(await both(t.ada, old, ring)).toMatchObject(inForce(first, "ada"))
  })
})

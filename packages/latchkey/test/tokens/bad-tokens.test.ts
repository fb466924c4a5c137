/** Tokens that are wrong in one way each, sealed with the real key where that can be: none is ever a session. */
import { describe, expect, it } from "vitest"
import { decode, getToken, TokenNotOpened } from "../../src/jwt/index.ts"
import { open } from "../../src/keys/open.ts"
import { seal } from "../../src/keys/seal.ts"
import { badTokens } from "./bad-tokens.ts"
import { SECRET } from "./door.ts"
import { claims, COOKIE, forge, formats, headerOf, join, ringOf, specOf } from "./forge.ts"

const specs = formats.map((format) => specOf(format))

/** All who read a session token say the same of it: nobody is signed in, and nothing else happens. */
async function expectNobody(token: string): Promise<void> {
  const opened = await open(await ringOf(), specs, token)
  expect(["malformed", "forged", "unknown", "expired"]).toContain(opened.status)
  await expect(decode({ token, secret: SECRET, salt: COOKIE })).rejects.toThrow(TokenNotOpened)
  const bearer = { authorization: `Bearer ${token}` }
  expect(await getToken({ req: { headers: bearer }, secret: SECRET })).toBeNull()
  const cookie = { cookie: `${COOKIE}=${token}` }
  expect(await getToken({ req: { headers: cookie }, secret: SECRET })).toBeNull()
}

/** Advisories of the same kind. @see CVE-2015-9235 CVE-2026-35042 CVE-2022-36083 CVE-2024-28176 CVE-2018-0114 */
const advisories: Readonly<Record<string, string>> = {
  "JX-1": "JX-1 ADV-JW01",
  "JX-5": "JX-5 ADV-JW09",
  "JX-6": "JX-6 ADV-JW08",
  "JX-8": "JX-8 ADV-JW03",
  "JX-9": "JX-9 ADV-JW10",
}

const rows = [...new Set(badTokens.map(({ row }) => row))]
  .toSorted()
  .map((row) => ({ row, title: advisories[row] ?? row }))

describe.each(rows)("$title: nobody is let in by a token", ({ row }) => {
  const cases = badTokens
    .filter((bad) => bad.row === row)
    .flatMap((bad) => formats.map((format) => ({ ...bad, format })))

  it.each(cases)("of $format: $name", async ({ make, format }) => {
    await expectNobody(await make(format))
  })
})

describe("the same token, with nothing wrong,", () => {
  it.each(formats)("lets in: %s", async (format) => {
    const header = await headerOf(format)
    const token = join(await forge(format, JSON.stringify(header), JSON.stringify(claims())))
    expect(await open(await ringOf(), specs, token)).toMatchObject({ status: "ok", format })
    expect(await decode({ token, secret: SECRET, salt: COOKIE })).toMatchObject({ sub: "ada" })
    // Ours counts in none but our own cookie (CT-1).
    const cookie = format === "own" ? "__Host-latchkey.session-token" : COOKIE
    const headers = { cookie: `${cookie}=${token}` }
    expect(await getToken({ req: { headers }, secret: SECRET })).toMatchObject({ sub: "ada" })
    // Another spelling of the header, with spaces and a type, is the same header (RFC 7516 §4).
    const spaced = JSON.stringify({ typ: "JWT", ...header }, null, 1)
    const other = join(await forge(format, spaced, JSON.stringify(claims())))
    expect((await open(await ringOf(), specs, other)).status).toBe("ok")
  })
})

/** @see CVE-2021-29443 and its siblings: one error, and the MAC first. */
describe("JX-12 ADV-JW07: a token that was changed anywhere", () => {
  it.each(formats)(
    "is refused, and nothing is thrown: each bit, and each length, of %s",
    async (format) => {
      const ring = await ringOf()
      const token = await seal(ring, specOf(format), { sub: "ada" }, { maxAge: 60 })
      const bytes = Buffer.from(token, "latin1")
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        const { status } = await open(ring, specs, flipped.toString("latin1"))
        expect(["malformed", "forged", "unknown"], `bit ${bit}`).toContain(status)
      }
      for (let length = 0; length < token.length; length++) {
        const { status } = await open(ring, specs, token.slice(0, length))
        expect(["malformed", "forged", "unknown"], `length ${length}`).toContain(status)
      }
    },
  )
})

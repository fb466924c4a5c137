import { describe, expect, it } from "vitest"
import { crypto } from "../crypto/index.ts"
import { refusals } from "./figures.ts"
import type { Format, SealKey, SealSpec } from "./model.ts"
import { open } from "./open.ts"
import { createRing, type Ring } from "./ring.ts"
import { seal } from "./seal.ts"
import { sealKey } from "./seal-key.ts"

const SECRET = "a-secret-that-is-long-enough-to-be-one"
const NOW = 1_800_000_000_000
const SECONDS = NOW / 1000
const formats: Format[] = ["own", "v5", "v5-gcm", "v4"]
const spec = (format: Format): SealSpec => ({ format, purpose: "session", salt: "cookie" })
const ring = await createRing([SECRET], "test")

const encoded = (text: string): string => crypto.toBase64url(crypto.toUtf8(text))

/** A token of this ring, whatever it says; `header` where it is not the usual one. */
async function tokenOf(
  format: Format,
  plaintext: string | Uint8Array<ArrayBuffer>,
  header?: (usual: Record<string, unknown>) => object,
): Promise<string> {
  const key: SealKey = await sealKey(ring.keys[0]!, spec(format))
  const usual = JSON.parse(Buffer.from(key.header, "base64url").toString()) as object
  const spelled = header ? encoded(JSON.stringify(header({ ...usual }))) : key.header
  const iv = crypto.randomBytes(key.aead.ivLength)
  const bytes = typeof plaintext === "string" ? crypto.toUtf8(plaintext) : plaintext
  const { ciphertext, tag } = await key.aead.seal(iv, bytes, crypto.toUtf8(spelled))
  return `${spelled}..${[iv, ciphertext, tag].map(crypto.toBase64url).join(".")}`
}

const claiming = async (format: Format, claims: object): Promise<string> =>
  tokenOf(format, JSON.stringify(claims))
const statusOf = async (format: Format, token: string, of: Ring = ring): Promise<string> =>
  (await open(of, [spec(format)], token, NOW)).status

describe("when a token counts", () => {
  it("is until fifteen seconds after its expiry", async () => {
    for (const [exp, status] of [
      [SECONDS - 14, "ok"],
      [SECONDS - 15, "expired"],
      ["soon", "malformed"],
      [null, "malformed"],
    ] as const) {
      expect(await statusOf("own", await claiming("own", { exp })), `${exp}`).toBe(status)
    }
  })

  it("is for ever where another library's names no expiry; ours always names one", async () => {
    const statuses = formats.map(async (format) => statusOf(format, await claiming(format, {})))
    expect(await Promise.all(statuses)).toEqual(["malformed", "ok", "ok", "ok"])
  })

  it("is from fifteen seconds before its beginning on", async () => {
    const exp = SECONDS + 60
    for (const [nbf, status] of [
      [SECONDS - 60, "ok"],
      [SECONDS + 15, "ok"],
      [SECONDS + 16, "malformed"],
      ["soon", "malformed"],
    ] as const) {
      expect(await statusOf("own", await claiming("own", { exp, nbf })), `${nbf}`).toBe(status)
    }
  })
})

describe("what a header may say", () => {
  const claims = JSON.stringify({ exp: SECONDS + 60 })

  it.each(["typ", "cty"])("%s beside the usual, in any order", async (name) => {
    const token = await tokenOf("v5", claims, (usual) => ({ [name]: "JWT", ...usual }))
    expect(await statusOf("v5", token)).toBe("ok")
  })

  it("nothing else", async () => {
    const token = await tokenOf("v5", claims, (usual) => ({ ...usual, other: "" }))
    expect(await statusOf("v5", token)).toBe("malformed")
  })

  it("no more than 1,024 characters", async () => {
    const long = (characters: number): Promise<string> =>
      tokenOf("v5", claims, (usual) => {
        const rest = JSON.stringify({ ...usual, typ: "" }).length
        return { ...usual, typ: "x".repeat((characters * 3) / 4 - rest) }
      })
    const longest = await long(1_024)
    expect(longest.indexOf(".")).toBe(1_024)
    expect(await statusOf("v5", longest)).toBe("ok")
    expect(await statusOf("v5", await long(1_028))).toBe("malformed")
  })

  it("a key that is not known: as much of its id as one would log", async () => {
    const kid = "k".repeat(300)
    const token = await tokenOf("v5", claims, (usual) => ({ ...usual, kid }))
    expect(await open(ring, [spec("v5")], token)).toEqual({
      status: "unknown",
      kid: "k".repeat(128),
    })
    const nameless = await tokenOf("v4", claims)
    expect(await open(ring, [spec("v5")], nameless)).toEqual({ status: "unknown", kid: undefined })
  })

  it("a key that is refused, of which no token is wanted any more", async () => {
    const refused = new Map([[ring.keys[0]!.id, "revoked" as const]])
    const after = await createRing(["another-secret-that-is-long-enough"], "test", { refused })
    expect(await statusOf("own", await claiming("own", {}), after)).toBe("revoked")
    expect(await statusOf("v4", await claiming("v4", {}), after)).toBe("unknown")
  })
})

describe("what is sealed with our key and still no token", () => {
  it.each([
    ["a list", "[]"],
    ["nothing", "null"],
    ["a number", "7"],
    ["no JSON", "{"],
    ["no text", new Uint8Array([0x7b, 0xff, 0x7d])],
  ])("%s", async (_, plaintext) => {
    expect(await statusOf("v5", await tokenOf("v5", plaintext))).toBe("malformed")
  })

  it("what is longer than a cookie jar", async () => {
    const sealed = async (padding: number): Promise<string> =>
      claiming("own", { exp: SECONDS + 60, padding: "x".repeat(padding) })
    const overhead = JSON.stringify({ exp: SECONDS + 60, padding: "" }).length
    const longest = await sealed(49_074 - overhead)
    expect(longest).toHaveLength(65_536)
    expect(await statusOf("own", longest)).toBe("ok")
    expect(await statusOf("own", await sealed(49_075 - overhead))).toBe("malformed")
  })
})

describe("what was not made with the key that it names", () => {
  it("is forged; where none is named nobody said that it is ours", async () => {
    const statuses = formats.map(async (format) => {
      const [header, , iv, ciphertext] = (await claiming(format, {})).split(".")
      const tag = crypto.toBase64url(new Uint8Array(format === "v5" ? 32 : 16))
      return statusOf(format, [header, "", iv, ciphertext, tag].join("."))
    })
    expect(await Promise.all(statuses)).toEqual(["forged", "forged", "forged", "unknown"])
  })

  it.each([
    "",
    "a",
    "a.b",
    "a..b",
    "a..b.c",
    "..b.c.d",
    "a.key.b.c.d",
    "a..b.c.d.e",
    "a..b.c.=",
    "!..b.c.d",
  ])("%j is malformed", async (token) => {
    expect(await statusOf("own", token)).toBe("malformed")
  })
})

it("specifications that change in place are other specifications", async () => {
  const specs = [spec("v5")]
  const token = await claiming("v4", { exp: SECONDS + 60 })
  expect((await open(ring, specs, token, NOW)).status).toBe("unknown")
  specs.push(spec("v4"))
  expect((await open(ring, specs, token, NOW)).status).toBe("ok")
})

it("counts what it seals, what opens, and what does not by what became of it", async () => {
  const counted = await createRing(["counted-secret-that-is-long-enough"], "test")
  const key = counted.keys[0]!
  const before = { ...refusals() }
  const token = await seal(counted, spec("own"), {}, { maxAge: 60, now: NOW })
  await open(counted, [spec("own")], token, NOW)
  await open(counted, [spec("own")], token, NOW + 3_600_000)
  await open(counted, [spec("own")], "text")
  await open(counted, [spec("own")], `${token.slice(0, -4)}AAAA`)
  await open(ring, [spec("own")], token, NOW)
  expect({ seals: key.seals, opens: key.opens }).toEqual({ seals: 1, opens: 1 })
  expect(refusals()).toEqual({
    ...before,
    expired: before.expired + 1,
    malformed: before.malformed + 1,
    forged: before.forged + 1,
    unknown: before.unknown + 1,
  })
})

import fc from "fast-check"
import { expect, test, vi } from "vitest"
import { crypto } from "../crypto/index.ts"
import {
  generateRawSecret,
  generateSecret,
  inspectSecret,
  type SecretEnvironment,
} from "./generate.ts"

/** Its checksum is another implementation's (zlib). */
const GOLDEN = "latchkey_test_Xk2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQjGiKtM1lK8e7"

const environments = ["development", "test", "preview", "staging", "production"] as const

test.each([undefined, ...environments])("tag %s comes back whole", (environment) => {
  for (let run = 0; run < 200; run += 1) {
    const secret = generateSecret({ environment })
    expect(secret).toMatch(/^latchkey_(?:[a-z]+_)?[0-9A-Za-z]{49}$/)
    expect(inspectSecret(secret)).toEqual({ environment, damage: undefined })
  }
})

test("no two are the same, and every character occurs", () => {
  const all = Array.from({ length: 500 }, () => generateSecret())
  expect(new Set(all).size).toBe(500)
  expect(new Set(all.join("").replaceAll("latchkey_", "")).size).toBe(62)
})

test("each character is as likely: what would favour some is drawn again", () => {
  const favouring = Uint8Array.from({ length: 8 }, (_, at) => 248 + at)
  const even = Uint8Array.from({ length: 56 }, (_, at) => 247 - at)
  const drawing = vi.spyOn(crypto, "randomBytes")
  drawing.mockReturnValue(new Uint8Array([...favouring, ...even]))
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  const expected = Array.from(even.slice(0, 43), (byte) => alphabet[byte % 62]).join("")
  expect(generateSecret().slice("latchkey_".length, -6)).toBe(expected)
  drawing.mockReturnValueOnce(new Uint8Array(64).fill(255))
  expect(generateSecret().slice("latchkey_".length, -6)).toBe(expected)
  drawing.mockRestore()
})

test("the checksum is CRC-32 in base 62, of all before it", () => {
  expect(inspectSecret(GOLDEN)).toEqual({ environment: "test", damage: undefined })
})

test("raw is 32 bytes of padded base64", () => {
  for (let run = 0; run < 50; run += 1) {
    const raw = generateRawSecret()
    expect(raw).toMatch(/^[0-9A-Za-z+/]{43}=$/)
    expect(Buffer.from(raw, "base64")).toHaveLength(32)
  }
})

test("any one changed, lost or added character is noticed", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<SecretEnvironment>(...environments),
      fc.nat(),
      fc.constantFrom("change", "drop", "add"),
      fc.constantFrom(..."0123456789ABCXYZabcxyz".split("")),
      (environment, where, how, character) => {
        const secret = generateSecret({ environment })
        const start = secret.length - 49
        const at = start + (where % 49)
        if (how === "change" && secret[at] === character) return
        const kept = how === "add" ? at : at + 1
        const put = how === "drop" ? "" : character
        const broken = secret.slice(0, at) + put + secret.slice(kept)
        expect(inspectSecret(broken)?.damage).toBeDefined()
      },
    ),
  )
})

test("says what happened, without the value", () => {
  const secret = generateSecret({ environment: "production" })
  expect(inspectSecret(secret.slice(0, -3))?.damage).toBe(
    "it was cut off where its last 3 characters should be",
  )
  expect(inspectSecret(secret.slice(0, -1))?.damage).toBe(
    "it was cut off where its last 1 character should be",
  )
  expect(inspectSecret(`${secret.slice(0, -2)}…`)?.damage).toBe(
    "something else stands where its last 2 characters should be",
  )
  expect(inspectSecret(`${secret}A`)?.damage).toBe("something was added to it")
  expect(inspectSecret(`"${secret}"`)?.damage).toBe("something was added to it")
  expect(inspectSecret(`${secret}\n`)?.damage).toBe("something was added to it")
  expect(inspectSecret(secret.replace("prod", "dev"))?.damage).toBe("its checksum doesn't match")
})

test("other strings are not ours", () => {
  expect(inspectSecret(generateRawSecret())).toBeNull()
  expect(inspectSecret("")).toBeNull()
})

import fc from "fast-check"
import { expect, test } from "vitest"
import {
  generateRawSecret,
  generateSecret,
  inspectSecret,
  type SecretEnvironment,
} from "./generate.ts"

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

test("raw is 32 bytes of padded base64", () => {
  const raw = generateRawSecret()
  expect(raw).toMatch(/^[0-9A-Za-z+/]{43}=$/)
  expect(Buffer.from(raw, "base64")).toHaveLength(32)
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
  expect(inspectSecret(`"${secret}"`)?.damage).toBe("something was added to it")
  expect(inspectSecret(`${secret}\n`)?.damage).toBe("something was added to it")
  expect(inspectSecret(secret.replace("prod", "dev"))?.damage).toBe("its checksum doesn't match")
})

test("other strings are not ours", () => {
  expect(inspectSecret(generateRawSecret())).toBeNull()
  expect(inspectSecret("")).toBeNull()
})

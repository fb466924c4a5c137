import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto"
import { describe, expect, test } from "vitest"
import { generateRawSecret, generateSecret } from "./generate.ts"
import { assessSecret, weakestSecret } from "./strength.ts"

const drawn = Number(process.env["LATCHKEY_STRENGTH_RUNS"] ?? 2_000)

const lower = "abcdefghijklmnopqrstuvwxyz"
const alphanumeric = `${lower}${lower.toUpperCase()}0123456789`
const symbols = "!@#$%^&*()-_=+[]{};:,.<>?/|~"
const draw = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("")

const kinds: Record<string, () => string> = {
  "32 bytes, base64": () => randomBytes(32).toString("base64"),
  "32 bytes, base64 without padding": () => randomBytes(32).toString("base64").replace("=", ""),
  "32 bytes, base64url": () => randomBytes(32).toString("base64url"),
  "32 bytes, base64url with padding": () => `${randomBytes(32).toString("base64url")}=`,
  "16 bytes, base64": () => randomBytes(16).toString("base64"),
  "16 bytes, hex": () => randomBytes(16).toString("hex"),
  "16 bytes, upper-case hex": () => randomBytes(16).toString("hex").toUpperCase(),
  "32 bytes, hex": () => randomBytes(32).toString("hex"),
  "64 bytes, base64": () => randomBytes(64).toString("base64"),
  UUID: () => randomUUID(),
  "40 characters with symbols": () => draw(alphanumeric + symbols, 40),
  "40 letters and digits": () => draw(alphanumeric, 40),
  "32 letters and digits": () => draw(alphanumeric, 32),
  "40 lower-case letters": () => draw(lower, 40),
  "24 characters with symbols": () => draw(alphanumeric + symbols, 24),
  "a name before 32 bytes": () => `prod-${randomBytes(32).toString("base64url")}`,
  "our own": () => generateSecret({ environment: "production" }),
  "our own, raw": () => generateRawSecret(),
}

describe("what was drawn at random is strong", () => {
  test.each(Object.keys(kinds))("%s", { timeout: 60_000 }, async (kind) => {
    const refused: string[] = []
    for (let run = 0; run < drawn; run += 1) {
      const value = kinds[kind]!()
      const { verdict } = await assessSecret(value)
      if (verdict !== "strong") refused.push(`${verdict}: ${value}`)
    }
    expect(refused).toEqual([])
  })
})

test.each([
  // The articles' own.
  "my-super-secret-app-key",
  "your-generated-secret-here",
  "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
  "dev-secret-different-from-production",
  "prod-secret-never-committed-to-git",
  // Other spellings of the same.
  "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols",
  "K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols",
  '"my-super-secret-app-key"',
  " My-Super-Secret-App-Key\n",
  // Documentation, examples and templates.
  "MohY0/2zSQw/psWEnejC2ka3Al0oifvY4YjOkUaFfnI=",
  "complex_password_at_least_32_characters_long",
  "secret",
  "changeme",
  "<your secret>",
  "your-very-own-value-goes-here",
  "change-me-before-you-deploy",
  "django-insecure-7h2f9a8s7df98as7df98as7df98a7sdf98a7sdf",
  // What nothing replaced.
  "${AUTH_SECRET}",
  "$AUTH_SECRET",
  "${{ secrets.AUTH_SECRET }}",
  "process.env.AUTH_SECRET",
  "undefined",
  // Digests of words.
  createHash("sha256").update("password").digest("hex"),
  createHash("sha256").update("secret\n").digest("hex"),
  createHash("md5").update("nextauth").digest("hex"),
  createHash("sha1").update("changeme").digest("base64"),
])("public: %s", async (value) => {
  const found = await assessSecret(value)
  expect(found).toMatchObject({ verdict: "public", bits: 0 })
  expect(found.reason).not.toContain(value)
})

test.each([
  "hunter7",
  "Tr0ub4dor&3",
  "k9#mQ2x!Zp7w",
  "my-super-secret-password-for-production-2024!",
  "thisisaverylongsecretkeyfornextauth",
  "correct horse battery staple orbit lantern",
  "the quick brown fox jumps over the lazy dog and runs away from home",
  "MyDogAteMyHomework!InTheYear2019WhileIWasAway",
  "SuperSecretKeyForMyApplication2024ProductionEnvironment",
  "meinsehrgeheimespasswortfuerdieanwendung",
  "abcdefghijklmnopqrstuvwxyz012345",
  "qwertyuiopasdfghjklzxcvbnm123456",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
  "a".repeat(64),
  "01".repeat(40),
  "deadbeef".repeat(8),
  "P@ssw0rd!P@ssw0rd!P@ssw0rd!P@ssw0rd!",
  "12345678901234567890123456789012",
  Buffer.from("my very own secret for the application").toString("base64"),
  Buffer.from("my very own secret for the application").toString("hex"),
])("weak: %s", async (value) => {
  const found = await assessSecret(value)
  expect(found.verdict).toBe("weak")
  expect(found.bits).toBeLessThan(112)
  expect(found.reason).not.toContain(value)
})

test("the reason says what to change", async () => {
  expect((await assessSecret("k9#mQ2x!Zp7w")).reason).toMatch(/too short/)
  expect((await assessSecret("a".repeat(64))).reason).toMatch(/repeats/)
  expect((await assessSecret("correct horse battery staple orbit lantern")).reason).toMatch(/words/)
})

test.each(["55585322-6446-4828-a470-971123410432", "58532264464828470971123410432759"])(
  "hexadecimal that by chance has no letter: %s",
  async (value) => {
    expect((await assessSecret(value)).verdict).toBe("strong")
  },
)

test("of a ring, what is public comes before what is weak", async () => {
  const good = generateRawSecret()
  expect(await weakestSecret([good])).toBeUndefined()
  expect(await weakestSecret([good, "hunter7"])).toMatchObject({ index: 1 })
  expect(await weakestSecret(["hunter7", good])).toMatchObject({ index: 0 })
  const found = await weakestSecret(["hunter7", good, "my-super-secret-app-key"])
  expect(found).toMatchObject({ index: 2, assessment: { verdict: "public" } })
})

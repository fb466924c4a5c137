/** What stands where a secret should be put in, and what only looks like it. */
import { describe, expect, test } from "vitest"
import { PUBLIC_SECRETS } from "./public-secrets.ts"
import { assessSecret } from "./strength.ts"

const reasonOf = async (value: string): Promise<string> => (await assessSecret(value)).reason
/** Random letters, so that nothing but what stands around them counts. */
const RANDOM = "qzkxjvbwpfmghyudclrt"

describe("a placeholder", () => {
  test.each([
    `your-${RANDOM}`,
    `YOUR ${RANDOM}`,
    `your.${RANDOM}`,
    `<${RANDOM} 1.x-y>`,
    `[${RANDOM} 1.x-y]`,
    "[Z]",
    `${RANDOM}-change-me`,
    `${RANDOM}-changeme`,
    `${RANDOM} change this!`,
    `change_this_${RANDOM}`,
    `replace-${RANDOM}`,
    `Replace ${RANDOM}`,
    `${RANDOM}-replace-me`,
    `${RANDOM}replaceme`,
    `replaceme!${RANDOM}`,
    `${RANDOM}PlaceHolder${RANDOM}`,
    "xxxxxxxxxxxxxxxxxxxxxxxx",
    "********",
    "....____----",
    `django-insecure-${RANDOM}`,
    `"your-${RANDOM}"`,
    `  'your-${RANDOM}'\n`,
    `\`your-\n${RANDOM}\``,
  ])("%j", async (value) => {
    expect(await reasonOf(value)).toBe("is a placeholder, to be replaced by a secret of your own")
  })

  test.each([
    `${RANDOM}your-${RANDOM}`,
    `yours${RANDOM}`,
    `${RANDOM}<${RANDOM}>`,
    `<${RANDOM}>${RANDOM}`,
    `<1${RANDOM}>`,
    `${RANDOM}[${RANDOM}]`,
    `[${RANDOM}]${RANDOM}`,
    `[1${RANDOM}]`,
    `changement${RANDOM}`,
    `${RANDOM}-replace-${RANDOM}`,
    `replacement${RANDOM}`,
    `xx${RANDOM}xx`,
    `${RANDOM}-django-insecure-${RANDOM}`,
    `${RANDOM}"your-x"`,
    `"your-x"${RANDOM}`,
    `xyour-${RANDOM}x`,
    `your"-${RANDOM}"`,
  ])("%j is none", async (value) => {
    expect(await reasonOf(value)).not.toMatch(/placeholder|reference/)
  })
})

describe("a reference that nothing put a value in for", () => {
  test.each([
    "${AUTH_SECRET}",
    "${auth_secret_2}",
    "${_}",
    "$AUTH_SECRET_2",
    "$A",
    "$_",
    "$auth_secret",
    "${{ secrets.AUTH_SECRET }}",
    "${{}}",
    "{{ auth_secret }}",
    "{{}}",
    "%AUTH_SECRET%",
    "process.env.AUTH_SECRET",
    "import.meta.env.AUTH_SECRET",
    '"${AUTH_SECRET}"',
  ])("%s", async (value) => {
    expect(await reasonOf(value)).toBe("is a reference that was never replaced by a value")
  })

  test.each([
    `${RANDOM}$A`,
    `$A-${RANDOM}`,
    `$A!${RANDOM}`,
    `$Az${RANDOM}`,
    "${2A}qzkxjvbwpf",
    "${2A}",
    "${A-B}",
    `\${A}${RANDOM}`,
    `%A-B%`,
    `%A%${RANDOM}`,
    `processXenv.A`,
    `importXmeta.env.A`,
    `x.env.A`,
    `process.env.`,
  ])("%s is none", async (value) => {
    expect(await reasonOf(value)).not.toMatch(/placeholder|reference/)
  })
})

describe("a published value", () => {
  test("is one in whatever spelling", async () => {
    const said = /^is published: it stands in documentation/
    // One that has padding, and both signs of base64.
    const value = "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols="
    for (const spelled of [
      value,
      value.slice(0, -1),
      `${value}==`,
      value.toUpperCase(),
      value.replaceAll("+", "-").replaceAll("/", "_"),
      `"${value}"`,
      `'${value}'`,
      ` \`${value}\`\n`,
    ]) {
      expect(await reasonOf(spelled), spelled).toMatch(said)
    }
    const [begin, end] = [value.slice(0, 6), value.slice(6, -1)]
    for (const other of [
      `${value}x`,
      value.slice(1),
      `${begin}"${end}"`,
      `"${begin}"${end}`,
      `${begin}=${end}`,
    ]) {
      expect(await reasonOf(other), other).not.toMatch(said)
    }
  })

  test("is known by six characters of a digest; each is there once, in their order", () => {
    const digests = PUBLIC_SECRETS.match(/.{6}/g)!
    expect(digests.join("")).toBe(PUBLIC_SECRETS)
    expect(digests).toEqual([...new Set(digests)].toSorted((a, b) => (a < b ? -1 : 1)))
  })
})

describe("what is neither", () => {
  test("is strong from 112 bits on", async () => {
    const hex = "3f8c1b7e92d4a6050e5a4d29f7b1c863"
    const [enough, short] = [hex.slice(0, 28), hex.slice(0, 27)]
    expect(await assessSecret(enough)).toEqual({
      verdict: "strong",
      bits: 112,
      reason: "is worth about 112 bits",
    })
    expect(await assessSecret(short)).toEqual({
      verdict: "weak",
      bits: 108,
      reason: "is too short: it is worth about 108 bits",
    })
  })
})

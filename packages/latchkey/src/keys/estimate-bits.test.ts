import { describe, expect, it } from "vitest"
import { estimateBits } from "./estimate-bits.ts"

/** As many bits as characters drawn evenly from so many hold. */
const drawn = (length: number, alphabet: number) => ({
  bits: length * Math.log2(alphabet),
  shape: "random",
})
const bitsOf = (text: string): number => estimateBits(text).bits

const HEX = "3f8c1b7e92d4a6050e5a4d29f7b1c863"
const UUID = "3f8c1b7e-92d4-4a60-b50e-5a4d29f7b1c8"
const BASE62 = "Xk2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQjGiKtMyBzVx6"

describe("what was drawn at random holds what its alphabet holds", () => {
  it.each([
    ["hexadecimal", HEX, 32, 16],
    ["upper case hexadecimal", HEX.toUpperCase(), 32, 16],
    ["hexadecimal in both cases", `${HEX.slice(0, 16)}${HEX.slice(16).toUpperCase()}`, 32, 62],
    ["a UUID, without what is fixed", UUID, 30, 16],
    ["an upper case UUID", UUID.toUpperCase(), 30, 16],
    ["a UUID behind a letter", `x${UUID}`, 37, 38],
    ["a UUID before a letter", `${UUID}x`, 37, 38],
    ["29 digits", "48207591630284719503628174950", 29, 10],
    ["30 digits, which are hexadecimal", "482075916302847195036281749502", 30, 16],
    ["small letters", "qzkxjvbwpfmghyudclrtnsiaoe", 26, 26],
    ["capitals", "QZKXJVBWPFMGHYUDCLRTNSIAOE", 26, 26],
    ["small letters and digits", "qz8kxj3vbw5pfm9ghy", 18, 36],
    ["letters in both cases", "qZkXjVbWpFmGhYuDcL", 18, 52],
    ["all letters and digits", BASE62, 49, 62],
    ["base64", "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=", 43, 64],
    ["base64 of sixteen bytes", "N3sdo+OL0wUK7gqoVWhr3g==", 22, 64],
    ["base64url", "K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols", 43, 64],
    ["a dash", "qz8kxj3vb-w5pfm9ghy", 19, 38],
    ["an underscore", "qz8kxj3vb_w5pfm9ghy", 19, 38],
    ["signs", "qz8kx!j3vb%w5pf(m9ghy", 21, 69],
    ["what is no ASCII", "qz8kxéj3vbw5pfm9ghy", 19, 101],
    ["an equals sign in its midst", "qz8kxj3vb=w5pfm9ghy", 19, 69],
    ["our own", `latchkey_${BASE62}`, 49, 62],
    ["our own, tagged", `latchkey_prod_${BASE62}`, 49, 62],
  ])("%s", (_, text, length, alphabet) => {
    const found = estimateBits(text)
    expect(found.bits).toBeCloseTo(drawn(length, alphabet).bits, 6)
    expect(found.shape).toBe("random")
  })

  it("a UUID's version and variant say nothing, and all else does", () => {
    // Without the two, not a digit is left but tens of one kind.
    const fixed = "00000000-0000-4000-a000-000000000000"
    expect(bitsOf(fixed)).toBe(bitsOf("0".repeat(30)))
    expect(bitsOf("00000000-0000-0400-0a00-000000000000")).toBeGreaterThan(bitsOf(fixed) + 8)
  })

  it("our prefix counts where it is not one: before too little, and behind something", () => {
    const cut = BASE62.slice(0, 39)
    expect(bitsOf(`latchkey_${cut}`)).toBeGreaterThan(drawn(39, 62).bits + 20)
    expect(bitsOf(`x9_latchkey_${BASE62}`)).toBeGreaterThan(drawn(52, 64).bits + 20)
  })

  it("longer strings are judged by their beginning", () => {
    const long = Array.from({ length: 400 }, (_, at) =>
      ((at * at * 7 + at * 3 + (at >> 3)) % 61).toString(36).at(-1),
    )
    expect(bitsOf(long.join(""))).toBe(bitsOf(long.slice(0, 256).join("")))
  })

  it("nothing is worth nothing", () => {
    expect(estimateBits("")).toEqual({ bits: 0, shape: "pattern" })
    expect(estimateBits("==")).toEqual({ bits: 0, shape: "pattern" })
  })
})

describe("what was encoded is judged by what is inside", () => {
  const inner = "my very own secret for the application"
  it.each(["hex", "base64", "base64url"] as const)("%s", (encoding) => {
    const marked = "???>>>??~ secret >>>"
    for (const text of [inner, marked])
      expect(estimateBits(Buffer.from(text).toString(encoding))).toEqual(estimateBits(text))
  })

  it("from sixteen characters on", () => {
    expect(estimateBits(Buffer.from("password").toString("hex"))).toEqual(estimateBits("password"))
    const short = Buffer.from("passwor").toString("hex")
    expect(bitsOf(short)).toBeGreaterThan(bitsOf("passwor"))
  })

  it("but not where something is left over", () => {
    const hex = Buffer.from("password").toString("hex")
    for (const rest of ["7", "!"]) {
      expect(bitsOf(`${hex}${rest}`)).toBeGreaterThan(bitsOf(`password${rest}`) + 8)
    }
  })
})

/** A word of the list, and what tells it from the next. */
const WORD = 11
/** The beginning of other words, and each letter that often follows the one before. */
const PROSE = 5 + Math.log2(26)
const LETTER = 3.2

describe("words", () => {
  // At least one of each kind that people use.
  it.each([
    "secret password next auth",
    "your key mine super production",
    "preview test administrator token session",
    "username login application website",
    "client backend default placeholder",
    "generate random string please",
    "should longer characters minimum",
    "encrypted secure hash byte",
    "stronger private crypto sign",
    "signature google docker postgres",
    "redis django welcome qwerty",
    "dragon princess batman shadow",
    "ninja correct horse battery",
    "our out day get his how new",
    "that with have this will from",
    "make many over such take than",
    "because these give which there",
    "really something different keep",
    "temporary config true dummy",
    "environment company external data",
    "number seven hundred valid",
    "january october december march",
    "tuesday winter spring forty",
    "quick brown fox jumps lazy",
  ])("%s", (phrase) => {
    const words = phrase.split(" ").length
    expect(estimateBits(phrase)).toEqual({ bits: words * WORD + words - 1, shape: "words" })
  })

  it.each(["-", "_", " ", ".", ",", ":", "/"])("parted by %j", (mark) => {
    expect(bitsOf(["secret", "password"].join(mark))).toBe(2 * WORD + 1)
  })

  it("parted by anything else, which has to be said", () => {
    expect(bitsOf("secret;password")).toBeGreaterThan(2 * WORD + 3)
  })

  it.each([
    ["as they are", "secretpassword", 0],
    ["with a capital each", "SecretPassword", 4],
    ["in capitals", "SECRETPASSWORD", 4],
    ["in any case", "seCretpassword", 3 + 6],
    ["with signs", "s3cr3tp4ssw0rd", 4 * 3],
    ["with signs and a capital", "S3cretpassword", 2 + 3],
    ["with signs in any case", "s3cREtpassword", 3 + 5 + 3],
  ])("%s", (_, text, odd) => {
    const found = estimateBits(text)
    expect(found.bits).toBeCloseTo(2 * WORD + odd, 6)
    expect(found.shape).toBe("words")
  })

  it.each([
    ["0", "o", "notpassword"],
    ["1", "i", "administrator"],
    ["3", "e", "secretsession"],
    ["4", "a", "administrator"],
    ["5", "s", "websitesession"],
    ["7", "t", "tokenpassword"],
    ["$", "s", "websitesession"],
    ["@", "a", "administrator"],
    ["!", "i", "administrator"],
  ])("%s for %s", (sign, letter, text) => {
    const written = text.replace(letter, sign)
    expect(written).not.toBe(text)
    expect(bitsOf(`${written}-password`)).toBeCloseTo(bitsOf(`${text}-password`) + 3, 6)
  })
})

describe("what looks like words", () => {
  // Each pair of letters is a common one.
  const LETTERS = "lyptlumsypseddeatibrgnghou"

  it.each([22, 23, 24])("%s letters", (length) => {
    const found = estimateBits(LETTERS.slice(0, length))
    expect(found.bits).toBeCloseTo(PROSE + (length - 1) * LETTER, 6)
    expect(found.shape).toBe("words")
  })

  it("no longer than words are", () => {
    expect(bitsOf(LETTERS.slice(0, 25))).toBeGreaterThan(PROSE + 24 * LETTER + 0.1)
  })

  it("parted as words are", () => {
    const two = `${LETTERS.slice(0, 12)}-${LETTERS.slice(12)}`
    expect(bitsOf(two)).toBeCloseTo(2 * PROSE + (11 + 13) * LETTER + 1, 6)
  })

  it("a pair that is seldom costs more", () => {
    const letters = LETTERS.slice(0, 8) + LETTERS.slice(18)
    const rest = PROSE + 15 * LETTER + 4.2
    expect(bitsOf(`secret-password-${letters}`)).toBeCloseTo(2 * WORD + 2 + rest, 6)
  })
})

describe("between words and chance", () => {
  it.each([
    ["half of it is no word", "dog|for|for7", "pattern", 47.71],
    ["it is hardly shorter in words", "cof7rivandAmead|", "pattern", 80.97],
    ["chance makes syllables too", "secre7ofAcat7", "pattern", 52.81],
    ["syllables before marks are chance too", "toke-and{garde-mea-", "random", 111.77],
    ["a sign behind the letters ends a word", "sun|meado-andA", "random", 89.73],
    ["a blank before the letters does too", "sun cat river the", "random", 100],
    ["four letters and a mark are a word", "for-gard{theA", "words", 55.12],
    ["words that are repeated are words", "harbor harbor", "words", 46.59],
    ["a mark belongs to its word", "river.river", "words", 38.6],
  ])("%s: %s", (_, text, shape, bits) => {
    const found = estimateBits(text)
    expect(found.shape).toBe(shape)
    expect(found.bits).toBeCloseTo(bits, 1)
  })
})

describe("patterns", () => {
  /** What was there before, or lies on a line, from `at` on. */
  const copied = (at: number, length: number): number =>
    6 + Math.log2(at + 16) + 2 * Math.log2(length)

  it("a repeat is described by where it began and how long it is", () => {
    const once = "3f8c1b7e92d4a605"
    expect(estimateBits(once + once)).toEqual({ bits: 64 + copied(16, 16), shape: "pattern" })
  })

  it.each([
    "abcdefghijklmnopqrst",
    "0123456789012345678",
    "567890abcdef01234567",
    "yuiopasdfghjklzxcvbnm",
    "tzuiopasdfghjklyxcvbn",
    "azertyuiopqsdfghjklmw",
    "edc4rfv5tgb6yhn7ujm8ik",
    "@#$%^&*()_+",
  ])("%s is a walk, in both directions", (line) => {
    const back = line.split("").toReversed().join("")
    for (const text of [line, back, line.toUpperCase()]) {
      const found = estimateBits(text)
      expect(found.bits).toBeCloseTo(copied(0, text.length), 6)
      expect(found.shape).toBe("pattern")
    }
  })

  it("a walk ends where the line is left", () => {
    const walk = "qwertyuiop"
    const rest = "8k3vbw5pfm9ghx2c"
    const found = estimateBits(walk + rest)
    expect(found.shape).toBe("pattern")
    expect(found.bits).toBeCloseTo(copied(0, 10) + 16 * Math.log2(36), 0)
  })
})

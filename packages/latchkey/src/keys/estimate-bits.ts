import { COMMON_PAIRS, WALKS, WALK_STARTS, WORDS } from "./human-patterns.ts"

/** What a guesser would need to know of a string. */
export interface BitEstimate {
  /** Bits of the cheapest description that was found; never more than the alphabet allows. */
  readonly bits: number
  /** What the string is mostly made of. */
  readonly shape: "random" | "words" | "pattern"
}

/** Longer strings are judged by their beginning. */
const LONGEST = 256
/** A random string is described this much shorter than its length about once in 2²⁴ times. */
const CHANCE = 24
/** What people compose is never counted as a key, however long: a phrase can be quoted. */
const PHRASE_LIMIT = 100

/** Bits of a letter that often follows the one before it, and what one that seldom does costs more. */
const LETTER = 3.2
const RARE_PAIR = 4.2
/** Bits to say that a stretch of letters begins, and how long it is. */
const PROSE = 5
/** Bits to say that a word of the list comes, and which. */
const WORD = 11
/** Bits that a word must save to count as one. */
const CLEAR = 3

/** Digits and signs that stand for letters. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  $: "s",
  "@": "a",
  "!": "i",
}

/**
 * How many bits a string is worth: the length of its cheapest description among random characters, words, repeats,
 * and walks along the alphabet or the keyboard (minimum description length). Random strings of any usual encoding get
 * what their encoding holds.
 */
export function estimateBits(value: string): BitEstimate {
  const text = plain(value.slice(0, LONGEST))
  const inner = encodedText(text)
  if (inner !== undefined) return estimateBits(inner)
  if (text === "") return { bits: 0, shape: "pattern" }
  const full = text.length * alphabetBits(text)
  const perCharacter = Math.min(full, skewedBits(text)) / text.length
  const { bits, words } = describe(text, perCharacter)
  if (full - bits <= CHANCE) return { bits: full, shape: "random" }
  const prose = words * 2 > text.length && bits < full * proseShare(perCharacter)
  if (prose) return { bits: Math.min(bits, PHRASE_LIMIT), shape: "words" }
  return { bits, shape: "pattern" }
}

/** Prose is described in less than this share of its length; in mixed case a name before a real key comes near it. */
function proseShare(perCharacter: number): number {
  return perCharacter > 5.2 ? 0.77 : 0.95
}

/** Without what carries nothing: our prefix, padding, and the dashes of a UUID. */
function plain(text: string): string {
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  // Version and variant of a UUID are fixed (RFC 9562 §5.4).
  if (uuid.test(text)) return text.replaceAll("-", "").replace(/^(.{12}).(.{3})./, "$1$2")
  return text.replace(/^latchkey_(?:[a-z]+_)?(?=\w{40})/, "").replace(/=+$/, "")
}

/** The text that was encoded, where the bytes of hexadecimal or base64 are all printable: chance doesn't do that. */
function encodedText(text: string): string | undefined {
  if (text.length < 16) return undefined
  const isHex = /^(?:[\da-f]{2})+$/i.test(text)
  if (!isHex && !/^[\w+/-]+$/.test(text)) return undefined
  try {
    const inner = isHex
      ? text.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))
      : atob(text.replaceAll("-", "+").replaceAll("_", "/"))
    return /^[\n\r -~]+$/.test(inner) ? inner : undefined
  } catch {
    return undefined
  }
}

/** Bits of one character, drawn evenly from the kinds of characters that occur. */
function alphabetBits(text: string): number {
  // Thirty digits and more are hexadecimal that by chance has no letter (one key in millions).
  if (/^\d{1,29}$/.test(text)) return Math.log2(10)
  if (/^[\da-f]+$/.test(text) || /^[\dA-F]+$/.test(text)) return 4
  let size = 0
  if (/[a-z]/.test(text)) size += 26
  if (/[A-Z]/.test(text)) size += 26
  if (/\d/.test(text)) size += 10
  if (/[^\w+/-]/.test(text)) size += 33
  else if (/[\W_]/.test(text)) size += 2
  // The text is not ASCII: words of some language, or bytes that were read as text.
  if (/[^\0-\u007f]/.test(text)) size += 32
  return Math.log2(size)
}

/** The length under a code that learns which characters occur (Krichevsky and Trofimov); short for `0101…`. */
function skewedBits(text: string): number {
  const size = 2 ** alphabetBits(text)
  const seen = new Map<string, number>()
  let bits = 0
  let total = 0
  for (const character of text) {
    const count = seen.get(character) ?? 0
    bits -= Math.log2((count + 0.5) / (total + size / 2))
    seen.set(character, count + 1)
    total += 1
  }
  return bits
}

interface Step {
  bits: number
  /** Characters so far that are part of words. */
  words: number
}

/** The cheapest way through the text, from left to right. */
function describe(text: string, perCharacter: number): Step {
  const lower = text.toLowerCase().replaceAll(/[013457$@!]/g, (sign) => LEET[sign]!)
  const best: Step[] = Array.from({ length: text.length + 1 }, () => ({
    bits: Number.POSITIVE_INFINITY,
    words: 0,
  }))
  best[0] = { bits: 0, words: 0 }
  for (let at = 0; at < text.length; at += 1) {
    const from = best[at]!
    const reach = (length: number, bits: number, words: number): void => {
      const to = best[at + length]!
      if (from.bits + bits >= to.bits) return
      best[at + length] = { bits: from.bits + bits, words: from.words + words }
    }
    reach(1, perCharacter, 0)
    proseFrom({ text, lower, at, perCharacter }, (length, bits, of) => {
      // Chance makes syllables too; only what is plainly a word counts as one.
      reach(length, bits, bits <= perCharacter * length - CLEAR ? of : 0)
    })
    const longest = Math.max(repeatAt(text, at), walkAt(text.toLowerCase(), at))
    for (let length = 3; length <= longest; length += 1) {
      reach(length, 6 + Math.log2(at + 16) + 2 * Math.log2(length), 0)
    }
  }
  return best[text.length]!
}

interface Place {
  readonly text: string
  /** In lower case, signs that stand for letters replaced. */
  readonly lower: string
  readonly at: number
  readonly perCharacter: number
}

/** Words and what looks like them, each with the mark that parts it from the next. */
function proseFrom(
  { text, lower, at, perCharacter }: Place,
  reach: (length: number, bits: number, words: number) => void,
): void {
  let bits = PROSE + Math.log2(26)
  for (let length = 1; length <= 24 && at + length <= text.length; length += 1) {
    const end = at + length
    const letter = lower[end - 1]!
    if (letter < "a" || letter > "z") return
    if (length > 1) {
      bits += LETTER + (COMMON_PAIRS.has(lower[end - 2]! + letter) ? 0 : RARE_PAIR)
    }
    const isWord = length >= 3 && WORDS.has(lower.slice(at, end))
    // Dearer than random characters already.
    if (!isWord && (length < 4 || bits > perCharacter * length + 1)) continue
    const odd = oddities(text.slice(at, end))
    const mark = end < text.length && /[-_ .,:/]/.test(text[end]!) ? 1 : 0
    if (length >= 4) {
      reach(length, bits + odd, length)
      if (mark) reach(length + 1, bits + odd + 1, length + 1)
    }
    if (isWord) {
      reach(length, WORD + odd, length)
      if (mark) reach(length + 1, WORD + odd + 1, length + 1)
    }
  }
}

/** What capitals and signs for letters add. */
function oddities(word: string): number {
  const signs = word.match(/[^A-Za-z]/g)?.length ?? 0
  const letters = word.replaceAll(/[^A-Za-z]/g, "")
  if (/^[a-z]*$/.test(letters)) return signs * 3
  if (/^(?:[A-Z][a-z]*|[A-Z]*)$/.test(letters)) return 2 + signs * 3
  return 3 + letters.length + signs * 3
}

/** How many characters from here on stood here before, in this order. */
function repeatAt(text: string, at: number): number {
  let longest = 0
  for (let from = 0; from < at; from += 1) {
    let length = 0
    while (at + length < text.length && text[from + length] === text[at + length]) length += 1
    if (length > longest) longest = length
  }
  return longest
}

/** How many characters from here on follow a line of the alphabet, the digits or the keyboard. */
function walkAt(lower: string, at: number): number {
  if (!WALK_STARTS.has(lower.slice(at, at + 3))) return 0
  let length = 3
  while (
    at + length < lower.length &&
    WALKS.some((line) => line.includes(lower.slice(at, at + length + 1)))
  ) {
    length += 1
  }
  return length
}

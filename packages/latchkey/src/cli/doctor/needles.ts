import { Buffer } from "node:buffer"

/** The forms in which a secret can lie in other bytes. */
export interface Needle {
  readonly bytes: Buffer
  readonly form: "as it is" | "in base64" | "in hexadecimal" | "URL-encoded"
}

/** Shorter ones stand everywhere by chance. */
const SHORTEST = 12

/** What to search for. Short and human strings give nothing: they would be found in any text. */
export function needlesOf(secrets: Iterable<string>): Needle[] {
  return [...secrets].filter((secret) => secret.length >= SHORTEST).flatMap(formsOf)
}

function formsOf(secret: string): Needle[] {
  const plain = Buffer.from(secret)
  const hex = plain.toString("hex")
  const needles: Needle[] = [
    { bytes: plain, form: "as it is" },
    { bytes: Buffer.from(hex), form: "in hexadecimal" },
    { bytes: Buffer.from(hex.toUpperCase()), form: "in hexadecimal" },
  ]
  const encoded = encodeURIComponent(secret)
  if (encoded !== secret) needles.push({ bytes: Buffer.from(encoded), form: "URL-encoded" })
  // Within longer base64 it can begin at any of three places of a group; the ends depend on what is beside it.
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), plain])
      .toString("base64")
      .replace(/=+$/, "")
    const from = shift === 0 ? 0 : 4
    const until = (plain.length + shift) % 3 === 0 ? text.length : text.length - 1
    needles.push({ bytes: Buffer.from(text.slice(from, until)), form: "in base64" })
  }
  return needles
}

/** The first needle that these bytes hold, and its line. */
export function findNeedle(
  bytes: Buffer,
  needles: readonly Needle[],
): { readonly form: Needle["form"]; readonly line: number } | undefined {
  for (const { bytes: needle, form } of needles) {
    const at = bytes.indexOf(needle)
    if (at >= 0) return { form, line: lineAt(bytes, at) }
  }
  return undefined
}

function lineAt(bytes: Buffer, at: number): number {
  let line = 1
  for (let next = bytes.indexOf(10); next >= 0 && next < at; next = bytes.indexOf(10, next + 1)) {
    line += 1
  }
  return line
}

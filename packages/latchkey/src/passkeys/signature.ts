/**
 * Whether bytes are r and s as WebAuthn has them (Level 3 §6.5.5): DER, each number written in one way, and nothing after
 * the end. What verifies them reads over what follows.
 */
export function isDerSignature(bytes: Uint8Array): boolean {
  const length = bytes[1]
  if (bytes[0] !== 0x30 || length === undefined) return false
  // 139 bytes for P-521, whose length takes two.
  const start = length === 0x81 ? 3 : 2
  const said = length === 0x81 ? bytes[2]! : length
  if (start === 3 ? said < 0x80 : said >= 0x80) return false
  if (start + said !== bytes.length) return false
  const middle = endOfInteger(bytes, start)
  return middle !== null && endOfInteger(bytes, middle) === bytes.length
}

/** Where the positive integer that begins there ends; null where there is none in its shortest form. */
function endOfInteger(bytes: Uint8Array, at: number): number | null {
  const [tag, length, first, second] = bytes.subarray(at)
  if (tag !== 0x02 || !length || first === undefined || at + 2 + length > bytes.length) return null
  if (first & 0x80) return null
  const isPadded = first === 0 && length > 1 && !(second! & 0x80)
  return isPadded ? null : at + 2 + length
}

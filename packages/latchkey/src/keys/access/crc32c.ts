/** The polynomial 0x1EDC6F41, reflected (RFC 3720 §12.1). */
const POLYNOMIAL = 0x82f63b78

/** CRC-32C (Castagnoli) of bytes: the checksum that Google Cloud sends with a secret. */
export function crc32c(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1
  }
  return ~rest >>> 0
}

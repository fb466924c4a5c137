/**
 * The pieces of a body as one. Most come as one piece, which is passed on as it is.
 *
 * @param length - Of all of them, in bytes.
 */
export function joinBytes(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  length: number,
): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Bytes that are written as they are: what no encoder would write. */
export class Raw {
  readonly bytes: Uint8Array

  constructor(...bytes: number[]) {
    this.bytes = Uint8Array.from(bytes)
  }
}

/** The entries of a map, in an order of their own, and twice where a test wants that. */
export type Entries = [key: number | string, value: unknown][]

export const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts))

/** Definite-length CBOR (RFC 8949); an array is a map's entries. */
export function cbor(value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof Raw) return join(value.bytes)
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4)
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === "string") return join(head(3, Buffer.byteLength(value)), Buffer.from(value))
  if (value instanceof Uint8Array) return join(head(2, value.length), value)
  const entries = value as Entries
  const parts = entries.flatMap(([key, one]) => [cbor(key), cbor(one)])
  return join(head(5, entries.length), ...parts)
}

function head(major: number, length: number): Uint8Array<ArrayBuffer> {
  if (length < 24) return Uint8Array.of((major << 5) | length)
  if (length < 256) return Uint8Array.of((major << 5) | 24, length)
  return Uint8Array.of((major << 5) | 25, length >> 8, length & 255)
}

import { crypto, toHex } from "../../crypto/index.ts"

/** A parameter as it is meant, decoded. */
export type Parameter = readonly [name: string, value: string]

/** What is signed: method and address of a request, and the parameters that go in its header and form. */
export interface Signed {
  readonly method: string
  readonly url: URL
  /** All but those of the address's query, which are read from there; without `oauth_signature` and `realm`. */
  readonly parameters: readonly Parameter[]
}

/** RFC 3986 §2.3. */
const unreserved = /^[A-Za-z0-9\-._~]$/

/** Everything but unreserved characters escaped, in capitals (RFC 5849 §3.6): stricter than any encoder of the platform. */
export function percentEncode(text: string): string {
  let encoded = ""
  for (const byte of crypto.toUtf8(text)) {
    const character = String.fromCharCode(byte)
    encoded += unreserved.test(character)
      ? character
      : `%${toHex(Uint8Array.of(byte)).toUpperCase()}`
  }
  return encoded
}

/** The text that a request's signature is made of (RFC 5849 §3.4.1). */
export function signatureBaseString({ method, url, parameters }: Signed): string {
  // The parser has made scheme and host lower-case, and taken a default port away (§3.4.1.2).
  const address = `${url.protocol}//${url.host}${url.pathname}`
  const all = [...url.searchParams, ...parameters]
  return [method.toUpperCase(), address, normalised(all)].map(percentEncode).join("&")
}

/** RFC 5849 §3.4.1.3.2: encoded first, then sorted by name and by value, duplicates kept. */
function normalised(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&")
}

/** By bytes: what is encoded is ASCII. No locale has a say. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

import { type Bytes, crypto as primitives } from "../crypto/index.ts"

/** The hashes that a client secret may sign with (RFC 7518 §3.2). */
export type MacHash = "SHA-256" | "SHA-384" | "SHA-512"

/**
 * The hash of an algorithm that signs with a secret; undefined for one that does not.
 *
 * @param alg - As the configuration has it, never as a token says.
 */
export function macHash(alg: string | undefined): MacHash | undefined {
  const bits = /^HS(256|384|512)$/.exec(alg ?? "")?.[1]
  return bits === undefined ? undefined : (`SHA-${bits}` as MacHash)
}

/**
 * The bytes of a client secret that signs (OpenID Connect Core §10.1).
 *
 * @throws {Error} It is shorter than the hash (RFC 7518 §3.2, OpenID Connect Core §16.19): such a one can be guessed
 * from a single token.
 */
export function macKey(secret: string | Bytes, hash: MacHash): Bytes {
  const key = typeof secret === "string" ? primitives.toUtf8(secret) : secret
  const least = Number(hash.slice(4)) / 8
  if (key.length >= least) return key
  throw new Error(
    `the client secret has ${key.length} bytes, and HS${hash.slice(4)} needs at least ${least}`,
  )
}

/** Whether `mac` is the whole HMAC of these bytes. */
export async function macHolds(
  hash: MacHash,
  key: Bytes,
  data: Bytes,
  mac: Bytes,
): Promise<boolean> {
  const usable = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, [
    "verify",
  ])
  return crypto.subtle.verify("HMAC", usable, mac, data)
}

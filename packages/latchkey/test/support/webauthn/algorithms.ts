import { webcrypto } from "node:crypto"
import { type Entries, join } from "./cbor.ts"

const { subtle } = webcrypto
type Bytes = Uint8Array<ArrayBuffer>

/** A key pair of an authenticator, in the three kinds that sites ask for. */
export interface CredentialKey {
  /** The public key as COSE has it (RFC 9053), label by label. */
  readonly cose: Entries
  sign(data: Uint8Array): Promise<Bytes>
}

export const algorithms = ["ES256", "EdDSA", "RS256"] as const
export type Algorithm = (typeof algorithms)[number]

const parameters = {
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
  RS256: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
} as const

/** Makes one. `bits`: of an RSA key. */
export async function makeKey(algorithm: Algorithm, bits = 2048): Promise<CredentialKey> {
  const given = { ...parameters[algorithm], modulusLength: bits }
  const made = await subtle.generateKey(given, true, ["sign", "verify"])
  const { publicKey, privateKey } = made as webcrypto.CryptoKeyPair
  const jwk = await subtle.exportKey("jwk", publicKey)
  const sign = async (data: Uint8Array): Promise<Bytes> => {
    const raw = new Uint8Array(await subtle.sign(given, privateKey, data as Bytes))
    return algorithm === "ES256" ? der(raw) : raw
  }
  return { cose: coseOf(algorithm, jwk), sign }
}

function coseOf(algorithm: Algorithm, { x, y, n, e }: webcrypto.JsonWebKey): Entries {
  const bytes = (text = ""): Bytes => new Uint8Array(Buffer.from(text, "base64url"))
  if (algorithm === "ES256")
    return entries([1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)])
  if (algorithm === "EdDSA") return entries([1, 1], [3, -8], [-1, 6], [-2, bytes(x)])
  return entries([1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)])
}

const entries = (...all: Entries): Entries => all

/** A signature as WebAuthn has it (Level 3 §6.5.5): DER, where WebCrypto answers r and s. */
function der(raw: Uint8Array): Bytes {
  const body = join(integer(raw.subarray(0, 32)), integer(raw.subarray(32)))
  return join(Uint8Array.of(0x30, body.length), body)
}

function integer(bytes: Uint8Array): Bytes {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const trimmed = bytes.subarray(start)
  const padded = trimmed[0]! & 0x80 ? join(Uint8Array.of(0), trimmed) : trimmed
  return join(Uint8Array.of(2, padded.length), padded)
}

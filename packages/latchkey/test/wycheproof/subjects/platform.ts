/** What the runtime does, and the libraries that verify JWS ask it for: HKDF and signatures under public keys. */
import { hkdfSync } from "node:crypto"
import { bytes, type Case, type Group, same } from "../vectors.ts"
import type { Subject } from "../verdicts.ts"

const { subtle } = globalThis.crypto

async function webHkdf({ ikm, salt, info, size }: Case): Promise<Uint8Array | null> {
  const key = await subtle.importKey("raw", bytes(ikm), "HKDF", false, ["deriveBits"])
  const algorithm = { name: "HKDF", hash: "SHA-512", salt: bytes(salt), info: bytes(info) }
  const made = await subtle.deriveBits(algorithm, key, size * 8).catch(() => null)
  return made && new Uint8Array(made)
}

function nodeHkdf({ ikm, salt, info, size }: Case): Uint8Array | null {
  try {
    return new Uint8Array(hkdfSync("sha512", bytes(ikm), bytes(salt), bytes(info), size))
  } catch {
    return null
  }
}

export const hkdfSha512: readonly Subject[] = [
  {
    name: "HKDF of node:crypto; nothing of ours is derived with SHA-512",
    accepts: async (_, test) => same(nodeHkdf(test), bytes(test["okm"])),
  },
  {
    name: "HKDF of WebCrypto; nothing of ours is derived with SHA-512",
    accepts: async (_, test) => same(await webHkdf(test), bytes(test["okm"])),
  },
]

interface Algorithm {
  readonly name: string
  readonly hash?: string
  readonly namedCurve?: string
}

function verifier(name: string, importing: Algorithm, verifying: Algorithm): Subject {
  return {
    name,
    accepts: async ({ publicKeyDer }: Group, { sig, msg }: Case) => {
      const key = await subtle.importKey("spki", bytes(publicKeyDer), importing, false, ["verify"])
      return subtle.verify(verifying, key, bytes(sig), bytes(msg))
    },
  }
}

export const ecdsaP1363: Subject = verifier(
  "ES256 of WebCrypto, for ID tokens",
  { name: "ECDSA", namedCurve: "P-256" },
  { name: "ECDSA", hash: "SHA-256" },
)

export const ed25519: Subject = verifier(
  "Ed25519 of WebCrypto, for ID tokens",
  { name: "Ed25519" },
  { name: "Ed25519" },
)

export const rsaSha256: Subject = verifier(
  "RS256 of WebCrypto, for ID tokens",
  { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  { name: "RSASSA-PKCS1-v1_5" },
)

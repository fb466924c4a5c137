import type { Aead, Primitives } from "../../../src/crypto/contract.ts"
import { primitives as node } from "../../../src/crypto/node.ts"
import { primitives as web } from "../../../src/crypto/web.ts"
import { macHolds } from "../../../src/oauth/client-mac.ts"
import { bytes, type Case, type Group, same } from "../vectors.ts"
import type { Deviation, Subject } from "../verdicts.ts"

const paths: readonly (readonly [string, Primitives])[] = [
  ["on node:crypto", node],
  ["on WebCrypto", web],
]

const ANOTHER_KEY = "A256GCM is the only one of ours: keys of 128 and 192 bits are refused"
const ANOTHER_IV = "RFC 7518 §5.3: the initialisation vector has 96 bits"
const SHORT_TAG = "a tag is never truncated"

/** Seals to the same bytes and opens to the message; else both are refused. */
async function holds(make: () => Promise<Aead>, { iv, aad, msg, ct, tag, result }: Case) {
  const aead = await make().catch(refusedKey)
  if (!aead) return false
  const opened = await aead.open(bytes(iv), bytes(ct), bytes(tag), bytes(aad))
  if (result !== "valid" || opened === null) return opened !== null
  const sealed = await aead.seal(bytes(iv), bytes(msg), bytes(aad))
  return (
    same(opened, bytes(msg)) && same(sealed.ciphertext, bytes(ct)) && same(sealed.tag, bytes(tag))
  )
}

function refusedKey(error: unknown): null {
  if (error instanceof RangeError) return null
  throw error
}

export const aesCbcHmac: readonly Subject[] = paths.map(([name, of]) => ({
  name: `A256CBC-HS512 ${name}`,
  accepts: (_: Group, test: Case) => holds(async () => of.aesCbcHmac(bytes(test["key"])), test),
}))

const gcmDeviations: readonly Deviation[] = [
  {
    why: ANOTHER_KEY,
    cases: 153,
    of: ({ keySize }, { result }) => keySize !== 256 && result === "valid",
  },
  {
    why: ANOTHER_IV,
    cases: 37,
    of: ({ keySize, ivSize }, { result }) => keySize === 256 && ivSize !== 96 && result === "valid",
  },
]

export const aesGcm: readonly Subject[] = paths.map(([name, of]) => ({
  name: `A256GCM ${name}`,
  accepts: (_: Group, test: Case) => holds(async () => of.aesGcm(bytes(test["key"])), test),
  deviations: gcmDeviations,
}))

export const hkdfSha256: readonly Subject[] = paths.map(([name, of]) => ({
  name: `HKDF ${name}`,
  accepts: async (_: Group, { ikm, salt, info, size, okm }: Case) => {
    const made = async () => of.hkdfSha256(bytes(ikm), bytes(salt), bytes(info), size)
    return same(await made().catch(tooLong), bytes(okm))
  },
}))

/** 255 blocks are the most (RFC 5869 §2.3). Each runtime has an error of its own. */
function tooLong(error: unknown): null {
  const { code, name } = error as { code?: unknown; name?: unknown }
  if (code === "ERR_CRYPTO_INVALID_KEYLEN" || name === "OperationError") return null
  throw error
}

const truncated = (bits: 256 | 512): readonly Deviation[] => [
  {
    why: SHORT_TAG,
    cases: 33,
    of: ({ tagSize }, { result }) => tagSize < bits && result === "valid",
  },
]

export const hmacSha256: readonly Subject[] = [
  ...paths.map(([name, of]) => ({
    name: `HMAC ${name}`,
    accepts: async (_: Group, { key, msg, tag }: Case) =>
      of.equal(await of.hmacSha256(bytes(key), bytes(msg)), bytes(tag)),
    deviations: truncated(256),
  })),
  {
    name: "an ID token's signature by a secret, HS256",
    accepts: (_, { key, msg, tag }) => macHolds("SHA-256", bytes(key), bytes(msg), bytes(tag)),
    deviations: truncated(256),
  },
]

export const hmacSha512: readonly Subject[] = [
  {
    name: "an ID token's signature by a secret, HS512",
    accepts: (_, { key, msg, tag }) => macHolds("SHA-512", bytes(key), bytes(msg), bytes(tag)),
    deviations: truncated(512),
  },
]

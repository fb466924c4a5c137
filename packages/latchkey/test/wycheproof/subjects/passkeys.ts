/** Signatures of passkeys, by the library that verifies them: the newest that we support, and the oldest. */
import * as newest from "@simplewebauthn/server/helpers"
import * as oldest from "simplewebauthn-server-9/helpers"
import { bytes, type Case, type Group } from "../vectors.ts"
import type { Deviation, Subject } from "../verdicts.ts"

/** COSE (RFC 9053 §7): the members of a key, by their labels. */
type CoseKey = Map<number, number | Uint8Array>

const libraries = [
  ["@simplewebauthn/server 14", newest],
  ["@simplewebauthn/server 9", oldest],
] as const

const es256 = ({ publicKey }: Group): CoseKey => {
  const point = bytes(publicKey.uncompressed)
  return new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, point.slice(1, 33)],
    [-3, point.slice(33)],
  ])
}

const eddsa = ({ publicKey }: Group): CoseKey =>
  new Map<number, number | Uint8Array>([
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, bytes(publicKey.pk)],
  ])

const rs256 = ({ publicKey }: Group): CoseKey =>
  new Map<number, number | Uint8Array>([
    [1, 3],
    [3, -257],
    [-1, bytes(publicKey.modulus).slice(-256)],
    [-2, bytes(publicKey.publicExponent)],
  ])

function subjects(
  what: string,
  keyOf: (group: Group) => CoseKey,
  deviations: Readonly<Record<string, readonly Deviation[]>> = {},
): readonly Subject[] {
  return libraries.map(([library, { isoCBOR, verifySignature }]) => ({
    name: `${what} of ${library}, for passkeys`,
    accepts: async (group: Group, { sig, msg }: Case) => {
      const credentialPublicKey = isoCBOR.encode(keyOf(group) as never) as Uint8Array<ArrayBuffer>
      const asked = { signature: bytes(sig), data: bytes(msg), credentialPublicKey }
      // A signature that is none is an error there, thrown at once; our own code refuses for it.
      return Promise.resolve(asked)
        .then(verifySignature)
        .catch(() => false)
    },
    deviations: deviations[library] ?? [],
  }))
}

const ofCases =
  (ids: readonly number[]): Deviation["of"] =>
  (_, { tcId }) =>
    ids.includes(tcId)

const LAX = [
  6, 8, 9, 11, 23, 25, 26, 48, 50, 52, 53, 55, 56, 57, 58, 59, 62, 67, 68, 114, 115, 472, 473, 474,
]
const SHORT = [
  350, 355, 356, 357, 358, 359, 360, 361, 362, 365, 366, 367, 368, 369, 371, 372, 373, 374, 375,
  475, 479, 483,
]

const lax: Deviation = {
  why: "a right signature in another spelling (BER, or with bytes behind it) is taken: its challenge is answered once, so a second spelling is worth nothing",
  cases: LAX.length,
  of: ofCases(LAX),
}

const short: Deviation = {
  why: "version 9 does not pad a short number: about one right signature in 128 is refused, and the person tries again",
  cases: SHORT.length,
  of: ofCases(SHORT),
}

export const ecdsaDer: readonly Subject[] = subjects("ES256", es256, {
  "@simplewebauthn/server 14": [lax],
  "@simplewebauthn/server 9": [lax, short],
})
export const ed25519: readonly Subject[] = subjects("EdDSA", eddsa)
export const rsaSha256: readonly Subject[] = subjects("RS256", rs256)

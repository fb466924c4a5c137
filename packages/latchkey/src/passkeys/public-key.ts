import type { Bytes } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import type { CborMap, CborValue } from "./cbor.ts"

/** Labels of COSE keys (RFC 9052 §7, RFC 9053 §7). */
const KTY = 1
const ALG = 3
const FIRST = -1
const SECOND = -2
const THIRD = -3

interface Curve {
  readonly kty: 1 | 2
  readonly crv: number
  readonly bytes: number
  /** Its name in WebCrypto, where a point can be off it. */
  readonly name?: string
}

const p256: Curve = { kty: 2, crv: 1, bytes: 32, name: "P-256" }
const p384: Curve = { kty: 2, crv: 2, bytes: 48, name: "P-384" }
const p521: Curve = { kty: 2, crv: 3, bytes: 66, name: "P-521" }
const ed25519: Curve = { kty: 1, crv: 6, bytes: 32 }

/** One curve for each algorithm (WebAuthn Level 3 §5.8.5). */
const curves: ReadonlyMap<CborValue, Curve> = new Map([
  [-7, p256],
  [-9, p256],
  [-35, p384],
  [-51, p384],
  [-36, p521],
  [-52, p521],
  [-8, ed25519],
  [-19, ed25519],
])

/** RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256, SHA-384 and SHA-512. */
const rsa: ReadonlySet<CborValue> = new Set([-257, -258, -259, -37, -38, -39])

const RSA_KTY = 3
const RSA_BYTES = { least: 256, most: 1024 } as const

/** The algorithm of a key, where it says one. */
export function algorithmOf(key: CborMap): number | undefined {
  const alg = key.get(ALG)
  return typeof alg === "number" ? alg : undefined
}

/** Whether signatures of the algorithm are DER. */
export function isEllipticCurve(alg: number | undefined): boolean {
  return curves.get(alg)?.kty === 2
}

/**
 * A key that says one algorithm and is of another, is too short, or no key at all, is refused before it is stored:
 * without attestation nothing has been verified by it yet. An algorithm that is not known here is left to the list of
 * those that were asked for.
 *
 * @throws WebAuthnVerificationError
 */
export async function assertPublicKey(key: CborMap): Promise<void> {
  const alg = algorithmOf(key)
  if (alg === undefined) throw refused("names no alg")
  const curve = curves.get(alg)
  if (curve) await assertPoint(key, curve)
  else if (rsa.has(alg)) assertRsa(key)
}

async function assertPoint(key: CborMap, { kty, crv, bytes, name }: Curve): Promise<void> {
  assertLabels(key, kty === 2 ? [KTY, ALG, FIRST, SECOND, THIRD] : [KTY, ALG, FIRST, SECOND])
  if (key.get(KTY) !== kty || key.get(FIRST) !== crv) throw refused("is not of its alg")
  const coordinates = kty === 2 ? [key.get(SECOND), key.get(THIRD)] : [key.get(SECOND)]
  if (!coordinates.every((one): one is Bytes => isBytes(one) && one.length === bytes)) {
    throw refused("has a coordinate of the wrong length")
  }
  if (name && !(await isOnCurve(name, coordinates))) throw refused("is no point of its curve")
}

async function isOnCurve(namedCurve: string, [x, y]: readonly Bytes[]): Promise<boolean> {
  const point = Uint8Array.of(4, ...x!, ...y!)
  const algorithm = { name: "ECDSA", namedCurve }
  return globalThis.crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]).then(
    () => true,
    () => false,
  )
}

function assertRsa(key: CborMap): void {
  assertLabels(key, [KTY, ALG, FIRST, SECOND])
  const [n, e] = [key.get(FIRST), key.get(SECOND)]
  if (key.get(KTY) !== RSA_KTY) throw refused("is not of its alg")
  if (!isOddNumber(n) || n.length < RSA_BYTES.least || n.length > RSA_BYTES.most || n[0]! < 0x80) {
    throw refused("has a modulus that is not an odd number of 2048 to 8192 bits")
  }
  if (!isOddNumber(e) || e.length > 8 || (e.length === 1 && e[0] === 1)) {
    throw refused("has an exponent that is not an odd number above 1")
  }
}

/** Written without zeros in front. */
function isOddNumber(value: CborValue): value is Bytes {
  return isBytes(value) && value.length > 0 && value[0] !== 0 && (value.at(-1)! & 1) === 1
}

/** Nothing is optional in a key of WebAuthn (Level 3 §6.5.1.1). */
function assertLabels(key: CborMap, labels: readonly number[]): void {
  const isExact = key.size === labels.length && labels.every((label) => key.has(label))
  if (!isExact) throw refused("has other parameters than its alg needs")
}

const isBytes = (value: CborValue): value is Bytes => value instanceof Uint8Array

function refused(problem: string): WebAuthnVerificationError {
  return new WebAuthnVerificationError(`The public key ${problem}`)
}

import type { Bytes } from "../crypto/index.ts"
import { WebAuthnVerificationError } from "../errors.ts"
import { type CborMap, CborReader, type CborValue } from "./cbor.ts"
import { algorithmOf, assertPublicKey } from "./public-key.ts"

/** Flags of the authenticator's data (WebAuthn Level 3 §6.1). */
const ATTESTED = 0x40
const EXTENSIONS = 0x80

/** RP ID hash, flags and counter; then the authenticator's model and the length of the id. */
const FLAGS_AT = 32
const HEAD = 37
const ATTESTED_HEAD = HEAD + 18

/**
 * Reads what a new passkey says of itself (WebAuthn Level 3 §6.5.4), every byte of it, and refuses a key that can't be
 * one. What the attestation proves is left to the library, as is who signed what.
 *
 * @throws WebAuthnVerificationError
 */
export async function assertAttestation(bytes: Bytes): Promise<void> {
  const reader = new CborReader(bytes, "attestation object")
  const object = reader.item()
  if (!isMap(object) || reader.at !== bytes.length) throw refused("is not one map")
  const [fmt, statement, data] = ["fmt", "attStmt", "authData"].map((name) => object.get(name))
  if (typeof fmt !== "string" || !isMap(statement) || !(data instanceof Uint8Array)) {
    throw refused("has not what belongs into it")
  }
  const key = readKey(data)
  await assertPublicKey(key)
  if (fmt === "packed") assertPacked(statement, key)
}

/** The key within the authenticator's data (WebAuthn Level 3 §6.5.1). */
function readKey(data: Bytes): CborMap {
  const flags = data[FLAGS_AT] ?? 0
  if (data.length < ATTESTED_HEAD || !(flags & ATTESTED)) {
    throw new WebAuthnVerificationError("The authenticator data has no attested credential")
  }
  const idLength = data[ATTESTED_HEAD - 2]! * 256 + data[ATTESTED_HEAD - 1]!
  const reader = new CborReader(data, "public key", ATTESTED_HEAD + idLength)
  const key = reader.item()
  if (!isMap(key)) throw new WebAuthnVerificationError("The public key is not a map")
  assertEnd(data, flags, reader.at)
  return key
}

function assertEnd(data: Bytes, flags: number, at: number): void {
  const reader = new CborReader(data, "extension data", at)
  if (flags & EXTENSIONS && !isMap(reader.item())) {
    throw new WebAuthnVerificationError("The extension data is not a map")
  }
  if (reader.at !== data.length) {
    throw new WebAuthnVerificationError("The authenticator data goes on after the end")
  }
}

/** WebAuthn Level 3 §8.2: without certificates the key speaks for itself, and by its own algorithm. */
function assertPacked(statement: CborMap, key: CborMap): void {
  const chain = statement.get("x5c")
  if (chain === undefined) {
    if (statement.get("alg") === algorithmOf(key)) return
    throw refused("is signed by another alg than the key's")
  }
  const isChain = Array.isArray(chain) && chain.length > 0
  if (!isChain || !chain.every((one) => one instanceof Uint8Array)) {
    throw refused("has no chain of certificates")
  }
}

const isMap = (value: CborValue): value is CborMap => value instanceof Map

function refused(problem: string): WebAuthnVerificationError {
  return new WebAuthnVerificationError(`The attestation object ${problem}`)
}

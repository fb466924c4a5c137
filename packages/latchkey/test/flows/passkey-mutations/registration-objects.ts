import { type Entries, join, Raw } from "../../support/webauthn/cbor.ts"
import { object, OBJECT, setObject } from "./changes.ts"
import { type Case, flip, responds } from "./shared.ts"

/** Attestation objects that are none, or of nothing. */
export const objects: readonly Case[] = [
  [
    "WA-R11",
    "a format that is not known",
    /Unsupported Attestation Format/,
    setObject("fmt", "x-own"),
  ],
  ["WA-R11", "a format in upper case", /Unsupported Attestation Format/, setObject("fmt", "NONE")],
  ["WA-R11", "a format that is a number", OBJECT, setObject("fmt", 1)],
  [
    "WA-R11",
    "no attestation, but a statement",
    /None attestation/,
    setObject("attStmt", [["alg", -7]]),
  ],
  ["WA-R11", "a statement that is no map", OBJECT, setObject("attStmt", "none")],
  [
    "WA-R11",
    "packed without a signature",
    /another alg/,
    object((all) => {
      all[0]![1] = "packed"
    }),
  ],
  [
    "WA-R11",
    "a U2F statement of nothing",
    /FIDOU2F|signature/,
    object((all) => {
      all[0]![1] = "fido-u2f"
    }),
  ],
  [
    "WA-R11",
    "an Apple statement of nothing",
    /Apple/,
    object((all) => {
      all[0]![1] = "apple"
    }),
  ],
  [
    "WA-R11",
    "a TPM statement of nothing",
    /TPM/,
    object((all) => {
      all[0]![1] = "tpm"
    }),
  ],
  [
    "WA-R11",
    "an Android statement of nothing",
    /Android/,
    object((all) => {
      all[0]![1] = "android-key"
    }),
  ],
  [
    "WA-R11",
    "a SafetyNet statement of nothing",
    /SafetyNet/,
    object((all) => {
      all[0]![1] = "android-safetynet"
    }),
  ],
  ["WA-R11", "no format", OBJECT, object((all) => void all.shift())],
  ["WA-R11", "no statement", OBJECT, object((all) => void all.splice(1, 1))],
  ["WA-R11", "no authenticator data in the object", OBJECT, object((all) => void all.pop())],
  ["WA-R11", "the format twice", OBJECT, object((all) => void all.push(["fmt", "none"]))],
  [
    "WA-R11",
    "the authenticator data twice",
    OBJECT,
    object((all) => void all.push(["authData", new Uint8Array(37)])),
  ],
  [
    "WA-R11",
    "a byte after the object",
    OBJECT,
    { object: (bytes) => join(bytes, Uint8Array.of(0)) },
  ],
  ["WA-R11", "the object twice", OBJECT, { object: (bytes) => join(bytes, bytes) }],
  [
    "WA-R11",
    "an object that is cut by a byte",
    OBJECT,
    { object: (bytes) => bytes.subarray(0, -1) },
  ],
  [
    "WA-R11",
    "an object that is cut in half",
    OBJECT,
    { object: (bytes) => bytes.subarray(0, bytes.length / 2) },
  ],
  ["WA-R11", "an empty object", OBJECT, { object: () => new Uint8Array() }],
  [
    "WA-R11",
    "an object of no length",
    OBJECT,
    { object: (bytes) => join(Uint8Array.of(0xbf), bytes.subarray(1), Uint8Array.of(0xff)) },
  ],
  [
    "WA-R11",
    "an object in an object",
    OBJECT,
    { object: (bytes) => join(Uint8Array.of(0xa1, 0x61, 0x61), bytes) },
  ],
  ["WA-R11", "an object that is a list", OBJECT, { object: () => Uint8Array.of(0x80) }],
  [
    "WA-R11",
    "an object with a tag",
    OBJECT,
    { object: (bytes) => join(Uint8Array.of(0xd9, 0xd9, 0xf7), bytes) },
  ],
  [
    "WA-R11",
    "an object that is lists a thousand deep",
    OBJECT,
    { object: () => new Uint8Array(1000).fill(0x81) },
  ],
  [
    "WA-R11",
    "an object that claims four thousand million members",
    OBJECT,
    { object: () => Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff) },
  ],
  ["WA-R11", "an object that is no base64url", OBJECT, responds({ attestationObject: "{}" })],
  [
    "WA-R11",
    "an object that is padded",
    OBJECT,
    {
      answer: ({ response }) => {
        response["attestationObject"] = `${String(response["attestationObject"])}=`
      },
    },
  ],
  ["WA-R11", "an object that is no text", OBJECT, responds({ attestationObject: 7 })],
  ["WA-R11", "no object", OBJECT, responds({ attestationObject: undefined })],
]

/** What is refused of a key that attests itself. */
export const attested: readonly Case[] = [
  ["WA-R11", "a signature with a bit turned", /signature/i, { signature: (all) => flip(all) }],
  [
    "WA-R11",
    "a signature of nothing",
    /signature|zero length/i,
    { signature: () => new Uint8Array() },
  ],
  [
    "WA-R11",
    "the counter raised after the signature",
    /signature/i,
    { forged: (all) => flip(all, 36) },
  ],
  [
    "WA-R11",
    "another algorithm than the key's",
    /alg/,
    object((all) => {
      ;(all[1]![1] as Entries)[0]![1] = -47
    }),
  ],
  [
    "WA-R11",
    "the algorithm of SHA-1",
    /alg/,
    object((all) => {
      ;(all[1]![1] as Entries)[0]![1] = -65_535
    }),
  ],
  [
    "WA-R11",
    "no algorithm in the statement",
    /alg/,
    object((all) => {
      ;(all[1]![1] as Entries).shift()
    }),
  ],
  [
    "WA-R11",
    "an empty chain of certificates",
    /certificate/i,
    object((all) => {
      ;(all[1]![1] as Entries).push(["x5c", new Raw(0x80)])
    }),
  ],
  [
    "WA-R11",
    "a chain of certificates that are none",
    /Zero buffer length/,
    object((all) => {
      ;(all[1]![1] as Entries).push(["x5c", new Raw(0x81, 0x41, 0x00)])
    }),
  ],
]

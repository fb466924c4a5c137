import { cbor, join, Raw } from "../../support/webauthn/cbor.ts"
import { ANY_KEY, data, dropKey, key, setKey } from "./changes.ts"
import type { Case } from "./shared.ts"

/** Keys that are none, whatever their kind. */
export const anyKey: readonly Case[] = [
  ["WA-R13", "a key of another type", ANY_KEY, setKey(1, 4)],
  ["WA-R13", "a key without type", ANY_KEY, dropKey(1)],
  ["WA-R13", "a key whose first parameter is missing", ANY_KEY, dropKey(-1)],
  ["WA-R13", "a key whose second parameter is missing", ANY_KEY, dropKey(-2)],
  ["WA-R13", "a key with a parameter of no length", ANY_KEY, setKey(-2, new Uint8Array())],
  ["WA-R13", "a key with a parameter that is text", ANY_KEY, setKey(-2, "x")],
  [
    "WA-R13",
    "a key that holds its private half",
    ANY_KEY,
    key((all) => void all.push([-4, new Uint8Array(32)])),
  ],
  ["WA-R13", "a key with a label twice", ANY_KEY, key((all) => void all.push([3, -7]))],
  [
    "WA-R13",
    "a key with a label that is optional",
    ANY_KEY,
    key((all) => void all.push([2, new Uint8Array(1)])),
  ],
  [
    "WA-R13",
    "a key that is no map",
    ANY_KEY,
    data((all) => {
      all.key = new Raw(0x01)
    }),
  ],
  [
    "WA-R13",
    "a key that is an empty map",
    ANY_KEY,
    data((all) => {
      all.key = new Raw(0xa0)
    }),
  ],
  [
    "WA-R13",
    "a key that is longer than shortest",
    ANY_KEY,
    data((all) => {
      all.key = new Raw(0xb8, ...cbor(all.key))
    }),
  ],
]

const [EC, RSA, OKP] = ["ES256", "RS256", "EdDSA"] as const

/** What a registration refuses of one kind of key. */
export const ofKey: readonly (readonly [typeof EC | typeof RSA | typeof OKP, ...Case])[] = [
  [
    EC,
    "WA-R13",
    "a point that is not on the curve",
    ANY_KEY,
    setKey(-3, new Uint8Array(32).fill(7)),
  ],
  [
    EC,
    "WA-R13",
    "the point at nothing",
    ANY_KEY,
    key((all) => {
      all[3]![1] = new Uint8Array(32)
      all[4]![1] = new Uint8Array(32)
    }),
  ],
  [EC, "WA-R13", "a coordinate of 31 bytes", ANY_KEY, setKey(-2, new Uint8Array(31))],
  [
    EC,
    "WA-R13",
    "a coordinate with a leading zero too many",
    ANY_KEY,
    key((all) => {
      all[3]![1] = join(Uint8Array.of(0), all[3]![1] as Uint8Array)
    }),
  ],
  [EC, "WA-R13", "a compressed point", ANY_KEY, setKey(-3, true)],
  [EC, "WA-R13", "another curve", ANY_KEY, setKey(-1, 2)],
  [EC, "WA-R13", "the curve of Bitcoin", ANY_KEY, setKey(-1, 8)],
  [EC, "WA-R13", "the algorithm of another kind of key", ANY_KEY, setKey(3, -257)],
  [EC, "WA-R13", "the type of another kind of key", ANY_KEY, setKey(1, 1)],
  [OKP, "WA-R13", "a key of 31 bytes", ANY_KEY, setKey(-2, new Uint8Array(31))],
  [OKP, "WA-R13", "a key of 33 bytes", ANY_KEY, setKey(-2, new Uint8Array(33))],
  [OKP, "WA-R13", "a curve for agreeing on keys", ANY_KEY, setKey(-1, 4)],
  [OKP, "WA-R13", "the algorithm of another kind of key", ANY_KEY, setKey(3, -7)],
  [OKP, "WA-R13", "the type of another kind of key", ANY_KEY, setKey(1, 2)],
  [RSA, "WA-R13", "a modulus of 1024 bits", ANY_KEY, setKey(-1, new Uint8Array(128).fill(0xff))],
  [RSA, "WA-R13", "a modulus of 2040 bits", ANY_KEY, setKey(-1, new Uint8Array(255).fill(0xff))],
  [
    RSA,
    "WA-R13",
    "a modulus of 1024 bits behind zeros",
    ANY_KEY,
    key((all) => {
      all[2]![1] = join(new Uint8Array(128), new Uint8Array(128).fill(0xff))
    }),
  ],
  [
    RSA,
    "WA-R13",
    "an even modulus",
    ANY_KEY,
    key((all) => {
      all[2]![1] = (all[2]![1] as Uint8Array).map((byte, at, { length }) =>
        at === length - 1 ? byte & 0xfe : byte,
      )
    }),
  ],
  [RSA, "WA-R13", "a modulus of 32,768 bits", ANY_KEY, setKey(-1, new Uint8Array(4096).fill(0xff))],
  [RSA, "WA-R13", "the exponent 1", ANY_KEY, setKey(-2, Uint8Array.of(1))],
  [RSA, "WA-R13", "the exponent 0", ANY_KEY, setKey(-2, Uint8Array.of(0))],
  [RSA, "WA-R13", "an even exponent", ANY_KEY, setKey(-2, Uint8Array.of(1, 0, 0))],
  [RSA, "WA-R13", "an exponent of nine bytes", ANY_KEY, setKey(-2, new Uint8Array(9).fill(0xff))],
  [RSA, "WA-R13", "the algorithm of another kind of key", ANY_KEY, setKey(3, -8)],
]

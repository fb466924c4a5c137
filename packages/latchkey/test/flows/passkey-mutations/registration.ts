import { AT, ED } from "../../support/webauthn/ceremony.ts"
import { Raw } from "../../support/webauthn/cbor.ts"
import { ANY_KEY, data, dropKey, setKey } from "./changes.ts"
import { anyKey } from "./registration-keys.ts"
import { objects } from "./registration-objects.ts"
import { type Case, shared } from "./shared.ts"

/** What a registration refuses, whatever the kind of the key. */
export const registration: readonly Case[] = [
  ...shared("R"),
  ...anyKey,
  ...objects,
  ["WA-R9", "an algorithm that was not asked for", /alg/, setKey(3, -47)],
  ["WA-R9", "an algorithm with SHA-1", /alg/, setKey(3, -65_535)],
  ["WA-R9", "an algorithm that is none", /alg/, setKey(3, 0)],
  ["WA-R9", "an algorithm that is text", /alg/, setKey(3, "ES256")],
  ["WA-R9", "no algorithm", /alg/, dropKey(3)],
  [
    "WA-R10",
    "no attested data, but its flag",
    /no attested/,
    { bytes: (bytes) => bytes.subarray(0, 37) },
  ],
  [
    "WA-R10",
    "attested data without its flag",
    /no attested/,
    data((all) => {
      all.flags &= ~AT
    }),
  ],
  [
    "WA-R10",
    "an id that is longer than is said",
    ANY_KEY,
    data((all) => {
      all.idLength = all.id.length - 1
    }),
  ],
  [
    "WA-R10",
    "an id that is shorter than is said",
    ANY_KEY,
    data((all) => {
      all.idLength = all.id.length + 1
    }),
  ],
  [
    "WA-R10",
    "an id without length",
    /public key|another credential/,
    data((all) => {
      all.idLength = 0
    }),
  ],
  [
    "WA-R10",
    "an id of 65,535 bytes that are not there",
    /public key|another credential/,
    data((all) => {
      all.idLength = 65_535
    }),
  ],
  [
    "WA-R10",
    "another id than in the answer",
    /another credential/,
    data((all) => {
      all.id = new Uint8Array(32)
    }),
  ],
  [
    "WA-R10",
    "an id of 1024 bytes in the data",
    /credential/,
    data((all) => {
      all.id = new Uint8Array(1024)
    }),
  ],
  [
    "WA-R10",
    "no public key",
    ANY_KEY,
    data((all) => {
      all.key = new Raw()
    }),
  ],
  [
    "WA-R14",
    "extensions without their flag",
    /leftover|after the end/i,
    data((all) => {
      all.extensions = [["credProtect", 2]]
    }),
  ],
  [
    "WA-R14",
    "extensions that are no map",
    /extension/i,
    data((all) => {
      all.flags |= ED
      all.extensions = 7
    }),
  ],
  [
    "WA-R14",
    "extensions that are cut",
    /extension data/,
    data((all) => {
      all.flags |= ED
      all.extensions = new Raw(0xa1, 0x61)
    }),
  ],
]

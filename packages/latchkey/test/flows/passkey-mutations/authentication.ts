import { BE, BS } from "../../support/webauthn/ceremony.ts"
import { join } from "../../support/webauthn/cbor.ts"
import { type Case, flip, responds, sends, shared } from "./shared.ts"

const SIGNATURE = /signature/i
const DATA = /authenticator ?data/i

/** What a sign-in refuses, whatever the kind of the key. */
export const authentication: readonly Case[] = [
  ...shared("A"),
  ["WA-A1", "a passkey that nobody has", /not known/, sends({ id: "AAAA", rawId: "AAAA" })],
  [
    "WA-A1",
    "no user handle, where none was named",
    /user handle/,
    responds({ userHandle: undefined }),
  ],
  ["WA-A1", "a user handle that is null", /user handle/, responds({ userHandle: null })],
  ["WA-A1", "an empty user handle", /user handle/, responds({ userHandle: "" })],
  ["WA-A1", "a user handle that is a number", /user handle/, responds({ userHandle: 7 })],
  ["WA-A1", "a user handle in a list", /user handle/, responds({ userHandle: ["AAAA"] })],
  ["WA-A1", "a user handle of 65 bytes", /user handle/, responds({ userHandle: "A".repeat(87) })],
  [
    "WA-A9",
    "a passkey that can no longer be backed up",
    /another kind/,
    {
      data: (all) => {
        all.flags &= ~(BE | BS)
      },
    },
  ],
  ["WA-A10", "no signature", SIGNATURE, responds({ signature: undefined })],
  ["WA-A10", "an empty signature", SIGNATURE, responds({ signature: "" })],
  ["WA-A10", "a signature that is a number", SIGNATURE, responds({ signature: 7 })],
  ["WA-A10", "a signature that is no base64url", SIGNATURE, responds({ signature: "a b" })],
  [
    "WA-A10",
    "a signature that is padded",
    SIGNATURE,
    {
      answer: ({ response }) => {
        response["signature"] = `${String(response["signature"])}=`
      },
    },
  ],
  ["WA-A10", "a signature with its last bit turned", SIGNATURE, { signature: (all) => flip(all) }],
  [
    "WA-A10",
    "a signature with its first bit turned",
    SIGNATURE,
    { signature: (all) => flip(all, 0) },
  ],
  [
    "WA-A10",
    "a signature with a byte in its middle turned",
    SIGNATURE,
    { signature: (all) => flip(all, all.length >> 1) },
  ],
  ["WA-A10", "a signature that is cut", SIGNATURE, { signature: (all) => all.subarray(0, -1) }],
  [
    "WA-A10",
    "a signature with a byte after it",
    SIGNATURE,
    { signature: (all) => join(all, Uint8Array.of(0)) },
  ],
  [
    "WA-A10",
    "a signature with a zero before it",
    SIGNATURE,
    { signature: (all) => join(Uint8Array.of(0), all) },
  ],
  ["WA-A10", "a signature of zeros", SIGNATURE, { signature: (all) => new Uint8Array(all.length) }],
  [
    "WA-A10",
    "r and s of nothing",
    SIGNATURE,
    { signature: () => Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0) },
  ],
  [
    "WA-A10",
    "the flags turned after the signature",
    SIGNATURE,
    { forged: (all) => all.map((byte, at) => (at === 32 ? byte & ~BS : byte)) },
  ],
  [
    "WA-A10",
    "the counter raised after the signature",
    SIGNATURE,
    { forged: (all) => all.map((byte, at) => (at === 33 ? 0x7f : byte)) },
  ],
  [
    "WA-A10",
    "a member of the client data added after the signature",
    SIGNATURE,
    {
      answer: ({ response }) => {
        response["clientDataJSON"] = longer(response["clientDataJSON"])
      },
    },
  ],
  [
    "WA-A10",
    "authenticator data that is no base64url",
    DATA,
    responds({ authenticatorData: "a b" }),
  ],
  ["WA-A10", "authenticator data that is a number", DATA, responds({ authenticatorData: 7 })],
  [
    "WA-A10",
    "no authenticator data in the answer",
    DATA,
    responds({ authenticatorData: undefined }),
  ],
  [
    "WA-A11",
    "a counter that stays",
    /counter went back/,
    {
      data: (all) => {
        all.counter--
      },
    },
  ],
  [
    "WA-A11",
    "a counter that goes back",
    /counter went back/,
    {
      data: (all) => {
        all.counter = 1
      },
    },
  ],
  [
    "WA-A11",
    "a counter that stops counting",
    /counter went back/,
    {
      data: (all) => {
        all.counter = 0
      },
    },
  ],
]

function longer(text: unknown): string {
  const json = Buffer.from(String(text), "base64url").toString()
  return Buffer.from(json.replace(/}$/, ',"more":1}')).toString("base64url")
}

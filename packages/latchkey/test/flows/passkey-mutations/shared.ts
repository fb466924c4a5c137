import { createHash } from "node:crypto"
import { type Answer, BE, BS, type Mutation, UP, UV } from "../../support/webauthn/ceremony.ts"

/** One thing that is wrong: the row of the checklist, what it is, and what the log must say of it. */
export type Case = readonly [row: string, what: string, reason: RegExp, mutation: Mutation]

export const flip = (bytes: Uint8Array, at = bytes.length - 1): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[at]! ^= 1
  return copy
}

/** A change of what the browser says in its client data. */
export const says = (more: Record<string, unknown>): Mutation => ({
  client: (client) => void Object.assign(client, more),
})

export const without = (name: string): Mutation => ({ client: (client) => delete client[name] })

/** A change of the JSON around it all. */
export const sends = (more: Partial<Answer>): Mutation => ({
  answer: (answer) => void Object.assign(answer, more),
})

export const responds = (more: Record<string, unknown>): Mutation => ({
  answer: ({ response }) => void Object.assign(response, more),
})

const flags = (change: (flags: number) => number): Mutation => ({
  data: (data) => {
    data.flags = change(data.flags)
  },
})

const origins = {
  "another domain": "https://evil.example",
  "our name as a subdomain of another": "https://app.example.evil.example",
  "a subdomain of ours": "https://sub.app.example",
  "the domain above": "https://example",
  "plain http": "http://app.example",
  "another port": "https://app.example:8443",
  "the default port, written": "https://app.example:443",
  "a trailing dot": "https://app.example.",
  "a trailing slash": "https://app.example/",
  "upper case": "https://APP.example",
  null: "null",
  empty: "",
  "an Android application": "android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "a user in front": "https://app.example@evil.example",
}

/** What both ceremonies refuse (WebAuthn Level 3 §7.1, §7.2). `kind`: of registration or of authentication. */
export function shared(kind: "R" | "A"): Case[] {
  const row = kind === "R" ? registrationRows : authenticationRows
  const own = kind === "R" ? "webauthn.create" : "webauthn.get"
  const other = kind === "R" ? "webauthn.get" : "webauthn.create"
  return [
    ...[other, "payment.get", "", own.toUpperCase(), `${own} `, null, [own]].map((type): Case => [
      row.type,
      `type ${JSON.stringify(type)}`,
      /response type/,
      says({ type }),
    ]),
    [row.type, "no type", /response type/, without("type")],
    ...(["A".repeat(43), "", null, 7] as const).map((challenge): Case => [
      row.challenge,
      `challenge ${JSON.stringify(challenge)}`,
      /challenge/,
      says({ challenge }),
    ]),
    [row.challenge, "a padded challenge", /challenge/, textOf(/("challenge":"[^"]+)"/, '$1="')],
    [
      row.challenge,
      "a challenge in a list",
      /challenge/,
      textOf(/"challenge":("[^"]+")/, '"challenge":[$1]'),
    ],
    [row.challenge, "no challenge", /challenge/, without("challenge")],
    ...Object.entries(origins).map(([what, origin]): Case => [
      row.origin,
      `origin: ${what}`,
      /response origin/,
      says({ origin }),
    ]),
    [row.origin, "no origin", /response origin/, without("origin")],
    [row.origin, "a list of origins", /response origin/, says({ origin: ["https://app.example"] })],
    [row.frame, "a frame of another site", /frame of another site/, says({ crossOrigin: true })],
    [
      row.frame,
      "a frame of another site that is named",
      /frame of another site/,
      says({ crossOrigin: true, topOrigin: "https://evil.example" }),
    ],
    [
      row.frame,
      "a page around it, without a frame",
      /topOrigin/,
      says({ topOrigin: "https://evil.example" }),
    ],
    [row.frame, "crossOrigin as text", /crossOrigin/, says({ crossOrigin: "true" })],
    [row.frame, "crossOrigin as a number", /crossOrigin/, says({ crossOrigin: 1 })],
    [row.rpIdHash, "another relying party", /RP ?ID/, relyingParty("evil.example")],
    [row.rpIdHash, "the domain above as relying party", /RP ?ID/, relyingParty("example")],
    [row.rpIdHash, "the origin as relying party", /RP ?ID/, relyingParty("https://app.example")],
    [row.flags, "nobody present", /not present/, flags((all) => all & ~UP)],
    [row.verified, "nobody verified", /could not be verified/, flags((all) => all & ~UV)],
    [row.flags, "no flags at all", /not present|was not|attested/i, flags(() => 0)],
    [
      row.backup,
      "backed up, but not eligible",
      /indicated that it was backed up/,
      flags((all) => (all & ~BE) | BS),
    ],
    [row.data, "authenticator data cut to 36 bytes", /authenticator data|attested/i, cut(36)],
    [row.data, "no authenticator data", /authenticator ?data/i, cut(0)],
    [row.data, "a byte after the authenticator data", /leftover|after the end/i, tail(0)],
    [row.data, "an empty map after the authenticator data", /leftover|after the end/i, tail(0xa0)],
    [
      row.data,
      "extensions that are claimed and not there",
      /extension data|No data/,
      flags((all) => all | 0x80),
    ],
    [row.client, "client data: a list", /client data/, { text: () => "[]" }],
    [row.client, "client data: nothing", /client data/, { text: () => "" }],
    [row.client, "client data: null", /client data/, { text: () => "null" }],
    [row.client, "client data: text after it", /client data/, { text: (text) => `${text}x` }],
    [row.client, "client data: twice", /client data/, { text: (text) => text + text }],
    [row.client, "client data: cut", /client data/, { text: (text) => text.slice(0, -1) }],
    [row.client, "client data: a NUL after it", /client data/, { text: (text) => `${text}\0` }],
    [
      row.client,
      "client data: not UTF-8",
      /client data/,
      {
        text: (text) =>
          Buffer.concat([
            Buffer.from(text.slice(0, -1)),
            Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
          ]),
      },
    ],
    [
      row.client,
      "client data: a member twice",
      /client data/,
      { text: (text) => text.replace("{", '{"origin":"https://evil.example",') },
    ],
    [
      row.client,
      "client data: type twice, the first right",
      /client data|type/,
      { text: (text) => text.replace(/}$/, `,"type":"${other}"}`) },
    ],
    [row.client, "client data that is no text", /client data/, responds({ clientDataJSON: 7 })],
    [
      row.client,
      "client data that is no base64url",
      /client data/,
      responds({ clientDataJSON: "{}" }),
    ],
    [row.id, "an empty id", /no credential/, sends({ id: "", rawId: "" })],
    [row.id, "an id that is not the raw id", /no credential/, sends({ rawId: "AAAA" })],
    [row.id, "no raw id", /no credential/, sends({ rawId: undefined })],
    [row.id, "an id with stray bits", /no credential/, sends({ id: "AB", rawId: "AB" })],
    [row.id, "a padded id", /no credential/, idOf((id) => `${id}=`)],
    [row.id, "an id in the other alphabet", /no credential/, sends({ id: "+/+/", rawId: "+/+/" })],
    [
      row.id,
      "an id of 1024 bytes",
      /no credential/,
      sends({ id: "A".repeat(1366), rawId: "A".repeat(1366) }),
    ],
    [row.id, "an id that is a number", /no credential/, sends({ id: 7, rawId: 7 })],
    [row.id, "an id in a list", /no credential/, idOf((id) => [id])],
    [row.id, "another kind of credential", /no credential/, sends({ type: "password" })],
    [row.id, "no kind of credential", /no credential/, sends({ type: undefined })],
    [row.id, "no response", /no response/, sends({ response: undefined as never })],
    [row.id, "a response that is a list", /no response/, sends({ response: [] as never })],
  ]
}

function textOf(from: RegExp, to: string): Mutation {
  return { text: (text) => text.replace(from, to) }
}

function idOf(change: (id: string) => unknown): Mutation {
  return {
    answer: (answer) => {
      const id = change(String(answer.id))
      Object.assign(answer, { id, rawId: id })
    },
  }
}

function relyingParty(id: string): Mutation {
  return {
    data: (data) => {
      data.rpIdHash = new Uint8Array(createHash("sha256").update(id).digest())
    },
  }
}

const cut = (length: number): Mutation => ({ bytes: (bytes) => bytes.subarray(0, length) })
const tail = (...bytes: number[]): Mutation => ({
  data: (data) => {
    data.tail = Uint8Array.from(bytes)
  },
})

const registrationRows = {
  type: "WA-R1",
  challenge: "WA-R2",
  origin: "WA-R3",
  frame: "WA-R4",
  rpIdHash: "WA-R5",
  flags: "WA-R6",
  verified: "WA-R7",
  backup: "WA-R8",
  data: "WA-R10",
  client: "WA-A13",
  id: "WA-A12",
} as const
const authenticationRows = {
  type: "WA-A3",
  challenge: "WA-A4",
  origin: "WA-A5",
  frame: "WA-A6",
  rpIdHash: "WA-A7",
  flags: "WA-A8",
  verified: "WA-A8",
  backup: "WA-A9",
  data: "WA-A10",
  client: "WA-A13",
  id: "WA-A12",
} as const

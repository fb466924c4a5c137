import { createHash } from "node:crypto"
import type { CredentialKey } from "./algorithms.ts"
import { cbor, type Entries, join, Raw } from "./cbor.ts"

/** The authenticator's data before it is bytes (WebAuthn Level 3 §6.1). */
export interface AuthData {
  rpIdHash: Uint8Array
  flags: number
  counter: number
  aaguid: Uint8Array
  /** The length that is claimed; else that of the id. */
  idLength?: number
  id: Uint8Array
  key: Entries | Raw
  extensions: unknown
  /** Whatever comes after the end. */
  tail: Uint8Array
}

/** The answer of a browser, as JSON. */
export interface Answer {
  id: unknown
  rawId: unknown
  type: unknown
  clientExtensionResults: unknown
  response: Record<string, unknown>
  [more: string]: unknown
}

/**
 * What of a ceremony is changed, layer by layer. Whatever is signed is signed after the change, as by an authenticator
 * or a browser that lies; `forged` and `answer` come after the signature, as somebody between them does it.
 */
export interface Mutation {
  readonly client?: (client: Record<string, unknown>) => void
  readonly text?: (text: string) => string | Uint8Array
  readonly data?: (data: AuthData) => void
  /** The bytes of the authenticator's data. */
  readonly bytes?: (bytes: Uint8Array) => Uint8Array
  readonly signature?: (signature: Uint8Array) => Uint8Array
  readonly attestation?: (entries: Entries) => void
  readonly object?: (bytes: Uint8Array) => Uint8Array
  /** The authenticator's data after it was signed. */
  readonly forged?: (bytes: Uint8Array) => Uint8Array
  readonly answer?: (answer: Answer) => void
}

/** A passkey in an authenticator. */
export interface Passkey {
  readonly id: Uint8Array
  readonly key: CredentialKey
  readonly userHandle: string
  counter: number
}

/** What a ceremony is asked with. */
export interface Asked {
  readonly challenge: string
  readonly rpId: string
  readonly origin: string
}

export const UP = 0x01
export const UV = 0x04
export const BE = 0x08
export const BS = 0x10
export const AT = 0x40
export const ED = 0x80

export const sha256 = (bytes: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash("sha256").update(bytes).digest())
export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")

/** What `navigator.credentials.create` answers. `packed`: the key signs for itself. */
export async function create(
  asked: Asked,
  passkey: Passkey,
  mutation: Mutation = {},
  attestation: "none" | "packed" = "none",
): Promise<string> {
  const client = clientData("webauthn.create", asked, mutation)
  const bytes = authData(asked, passkey, AT, mutation)
  const statement: Entries = []
  if (attestation === "packed") {
    const signature = await passkey.key.sign(join(bytes, sha256(client)))
    const alg = passkey.key.cose.find(([label]) => label === 3)![1]
    statement.push(["alg", alg], ["sig", mutation.signature?.(signature) ?? signature])
  }
  const object: Entries = [
    ["fmt", attestation],
    ["attStmt", statement],
    ["authData", mutation.forged?.(bytes) ?? bytes],
  ]
  mutation.attestation?.(object)
  const encoded = cbor(object)
  return answer(passkey, mutation, {
    clientDataJSON: base64url(client),
    attestationObject: base64url(mutation.object?.(encoded) ?? encoded),
    transports: ["internal"],
  })
}

/** What `navigator.credentials.get` answers. */
export async function get(
  asked: Asked,
  passkey: Passkey,
  mutation: Mutation = {},
): Promise<string> {
  const client = clientData("webauthn.get", asked, mutation)
  const bytes = authData(asked, passkey, 0, mutation)
  const signature = await passkey.key.sign(join(bytes, sha256(client)))
  return answer(passkey, mutation, {
    clientDataJSON: base64url(client),
    authenticatorData: base64url(mutation.forged?.(bytes) ?? bytes),
    signature: base64url(mutation.signature?.(signature) ?? signature),
    userHandle: passkey.userHandle,
  })
}

function clientData(type: string, { challenge, origin }: Asked, mutation: Mutation): Uint8Array {
  const client = { type, challenge, origin, crossOrigin: false }
  mutation.client?.(client)
  const text = JSON.stringify(client)
  const changed = mutation.text?.(text) ?? text
  return typeof changed === "string" ? Buffer.from(changed) : changed
}

function authData(asked: Asked, passkey: Passkey, flags: number, mutation: Mutation): Uint8Array {
  const data: AuthData = {
    rpIdHash: sha256(asked.rpId),
    flags: UP | UV | BE | BS | flags,
    counter: ++passkey.counter,
    aaguid: new Uint8Array(16),
    id: passkey.id,
    key: passkey.key.cose.map(([label, value]) => [label, value]),
    extensions: undefined,
    tail: new Uint8Array(),
  }
  mutation.data?.(data)
  const counter = new Uint8Array(4)
  new DataView(counter.buffer).setUint32(0, data.counter)
  const length = data.idLength ?? data.id.length
  const attested = [data.aaguid, Uint8Array.of(length >> 8, length & 255), data.id, cbor(data.key)]
  const bytes = join(
    data.rpIdHash,
    Uint8Array.of(data.flags),
    counter,
    ...(flags & AT ? attested : []),
    ...(data.extensions === undefined ? [] : [cbor(data.extensions)]),
    data.tail,
  )
  return mutation.bytes?.(bytes) ?? bytes
}

function answer(passkey: Passkey, mutation: Mutation, response: Record<string, unknown>): string {
  const id = base64url(passkey.id)
  const given: Answer = {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response,
  }
  mutation.answer?.(given)
  return JSON.stringify(given)
}

import { webcrypto } from "node:crypto"
import type {
  AuthenticationOptionsJSON,
  RegistrationOptionsJSON,
} from "../../src/contracts/webauthn.ts"

const { subtle } = webcrypto
type KeyPair = webcrypto.CryptoKeyPair

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts))

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))
}

/** Definite-length CBOR (RFC 8949), as far as authenticators need it. */
function cbor(value: number | string | Uint8Array | Map<unknown, unknown>): Uint8Array {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === "string") return join(head(3, utf8(value).length), utf8(value))
  if (value instanceof Uint8Array) return join(head(2, value.length), value)
  const entries = [...value].flatMap(([key, one]) => [cbor(key as never), cbor(one as never)])
  return join(head(5, value.size), ...entries)
}

function head(major: number, length: number): Uint8Array {
  if (length < 24) return Uint8Array.of((major << 5) | length)
  if (length < 256) return Uint8Array.of((major << 5) | 24, length)
  return Uint8Array.of((major << 5) | 25, length >> 8, length & 255)
}

/** The signature as WebAuthn has it: DER (Web Authentication §6.5.5), where WebCrypto answers r and s. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array): Uint8Array => {
    let start = 0
    while (start < bytes.length - 1 && bytes[start] === 0) start++
    const trimmed = bytes.subarray(start)
    const padded = trimmed[0]! & 0x80 ? join(Uint8Array.of(0), trimmed) : trimmed
    return join(Uint8Array.of(2, padded.length), padded)
  }
  const body = join(integer(raw.subarray(0, 32)), integer(raw.subarray(32)))
  return join(Uint8Array.of(0x30, body.length), body)
}

/** What of an answer is not as it should be. */
export interface Twist {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly userVerified?: boolean
  readonly userPresent?: boolean
  readonly eligible?: boolean
  readonly backedUp?: boolean
  readonly counter?: number
  readonly id?: string
  readonly rawId?: string
  readonly userHandle?: string
  readonly signature?: (bytes: Uint8Array) => Uint8Array
  readonly clientData?: (text: string) => string
}

/** A credential inside of the authenticator. */
export interface Held {
  readonly id: Uint8Array
  readonly keys: KeyPair
  readonly userHandle: string
  counter: number
}

/** An authenticator in software, and the browser around it: ES256, with attestation `none` or `packed` of itself. */
export class SoftwareAuthenticator {
  readonly held: Held[] = []
  readonly origin: string
  /** Whether it counts its uses; those that synchronise passkeys don't. */
  readonly counts: boolean
  readonly attestation: "none" | "packed"

  constructor(
    options: {
      origin?: string
      counts?: boolean
      attestation?: "none" | "packed"
    } = {},
  ) {
    this.origin = options.origin ?? "https://app.example"
    this.counts = options.counts ?? true
    this.attestation = options.attestation ?? "none"
  }

  /** What `navigator.credentials.create` answers, as JSON. */
  async create(options: RegistrationOptionsJSON, twist: Twist = {}): Promise<string> {
    const known = options.excludeCredentials?.some(({ id }) => this.#find(id)) ?? false
    if (known) throw new Error("InvalidStateError")
    const keys = (await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ])) as KeyPair
    const id = webcrypto.getRandomValues(new Uint8Array(32))
    const held: Held = { id, keys, userHandle: options.user.id, counter: 0 }
    this.held.push(held)
    const { x, y } = await subtle.exportKey("jwk", keys.publicKey)
    const cose = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x!, "base64url"))],
      [-3, new Uint8Array(Buffer.from(y!, "base64url"))],
    ])
    const attested = join(new Uint8Array(16), Uint8Array.of(0, id.length), id, cbor(cose))
    const rpId = twist.rpId ?? options.rp.id!
    const data = await this.#data(rpId, held, twist, attested)
    const client = this.#client("webauthn.create", options.challenge, twist)
    const statement = new Map<string, unknown>()
    if (this.attestation === "packed") {
      statement.set("alg", -7)
      statement.set("sig", await this.#sign(held, data, client, twist))
    }
    const object = new Map<string, unknown>([
      ["fmt", this.attestation],
      ["attStmt", statement],
      ["authData", data],
    ])
    return this.#answer(held, twist, {
      clientDataJSON: base64url(client),
      attestationObject: base64url(cbor(object)),
      transports: ["internal", "hybrid"],
    })
  }

  /** What `navigator.credentials.get` answers, as JSON. */
  async get(options: AuthenticationOptionsJSON, twist: Twist = {}): Promise<string> {
    const allowed = options.allowCredentials ?? []
    const held = allowed.length
      ? allowed.map(({ id }) => this.#find(id)).find((one) => one !== undefined)
      : this.held.at(-1)
    if (!held) throw new Error("NotAllowedError")
    const data = await this.#data(twist.rpId ?? options.rpId!, held, twist)
    const client = this.#client("webauthn.get", options.challenge, twist)
    const signature = await this.#sign(held, data, client, twist)
    return this.#answer(held, twist, {
      clientDataJSON: base64url(client),
      authenticatorData: base64url(data),
      signature: base64url(signature),
      userHandle: twist.userHandle ?? held.userHandle,
    })
  }

  #find(id: string): Held | undefined {
    return this.held.find((one) => base64url(one.id) === id)
  }

  #answer(held: Held, twist: Twist, response: object): string {
    const id = twist.id ?? base64url(held.id)
    const rawId = twist.rawId ?? id
    return JSON.stringify({ id, rawId, type: "public-key", clientExtensionResults: {}, response })
  }

  async #data(
    rpId: string,
    held: Held,
    twist: Twist,
    attested?: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.counts) held.counter++
    const { userPresent = true, userVerified = true, eligible = true, backedUp = true } = twist
    const bits = [userPresent, false, userVerified, eligible, backedUp, false, Boolean(attested)]
    const flags = bits.reduce((sum, bit, index) => sum | (Number(bit) << index), 0)
    const counter = new Uint8Array(4)
    new DataView(counter.buffer).setUint32(0, twist.counter ?? held.counter)
    const parts = [await sha256(utf8(rpId)), Uint8Array.of(flags), counter]
    return join(...parts, attested ?? new Uint8Array())
  }

  #client(type: string, challenge: string, twist: Twist): Uint8Array {
    const text = JSON.stringify({
      type: twist.type ?? type,
      challenge: twist.challenge ?? challenge,
      origin: twist.origin ?? this.origin,
      crossOrigin: twist.crossOrigin ?? false,
    })
    return utf8(twist.clientData?.(text) ?? text)
  }

  async #sign(held: Held, data: Uint8Array, client: Uint8Array, twist: Twist): Promise<Uint8Array> {
    const signed = join(data, await sha256(client))
    const algorithm = { name: "ECDSA", hash: "SHA-256" }
    const raw = new Uint8Array(await subtle.sign(algorithm, held.keys.privateKey, signed))
    return twist.signature?.(der(raw)) ?? der(raw)
  }
}

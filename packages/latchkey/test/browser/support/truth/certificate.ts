import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto"

/** A certificate of a test's own, and what tells Chromium to believe it. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the public key, for `--ignore-certificate-errors-spki-list`. */
  readonly fingerprint: string
}

const SEQUENCE = 0x30
const OID = 0x06

/** Makes one for these host names, signed by itself, for two days (RFC 5280 §4.1). */
export function certificateOf(hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const spki = publicKey.export({ type: "spki", format: "der" })
  const algorithm = tlv(SEQUENCE, oid("2a8648ce3d040302"))
  const name = tlv(SEQUENCE, tlv(0x31, tlv(SEQUENCE, oid("550403"), tlv(0x0c, text("test")))))
  const day = 86_400_000
  const validity = tlv(SEQUENCE, time(Date.now() - day), time(Date.now() + day))
  const names = tlv(SEQUENCE, ...hosts.map((host) => tlv(0x82, text(host))))
  const extension = tlv(SEQUENCE, oid("551d11"), tlv(0x04, names))
  const body = tlv(
    SEQUENCE,
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    validity,
    name,
    spki,
    tlv(0xa3, tlv(SEQUENCE, extension)),
  )
  const signature = tlv(0x03, Buffer.from([0]), sign("sha256", body, privateKey))
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem(tlv(SEQUENCE, body, algorithm, signature)),
    fingerprint: createHash("sha256").update(spki).digest("base64"),
  }
}

function tlv(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}

const text = (value: string): Buffer => Buffer.from(value)
const oid = (hex: string): Buffer => tlv(OID, Buffer.from(hex, "hex"))

function time(at: number): Buffer {
  return tlv(0x17, text(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`))
}

function pem(der: Buffer): string {
  const lines = der
    .toString("base64")
    .match(/.{1,64}/g)!
    .join("\n")
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

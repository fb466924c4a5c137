import * as simpleWebAuthn from "@simplewebauthn/server"
import type { WebAuthnConfig } from "../../../src/contracts/webauthn.ts"
import { WebAuthnVerificationError } from "../../../src/errors.ts"
import { fromAnyBase64, isCredentialId } from "../../../src/passkeys/base64.ts"
import { readResponse } from "../../../src/passkeys/response.ts"
import { verifyAuthentication, verifyRegistration } from "../../../src/passkeys/verify.ts"
import { holds, latin, refusable, type Target } from "../target.ts"

const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const clientData = (type: string): string =>
  text({ type, challenge: text("x"), origin: "https://app.example", crossOrigin: false })

export const answers: Target = {
  seeds: [
    JSON.stringify({
      id: "AAAA",
      rawId: "AAAA",
      type: "public-key",
      response: { clientDataJSON: clientData("webauthn.get"), transports: ["usb"] },
    }),
    '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30"}}',
    "{}",
  ],
  run: async (input) => {
    const read = await refusable([WebAuthnVerificationError], () =>
      readResponse(input.toString(), []),
    )
    if (!read) return
    holds(isCredentialId(read.id) && fromAnyBase64(read.id), "it names a credential")
    holds(
      read.transports.every((one) => /^[a-z-]{1,20}$/.test(one)),
      "transports are words",
    )
  },
}

const provider = { simpleWebAuthn } as unknown as WebAuthnConfig
const party = { id: "app.example", origins: ["https://app.example"] }

/** CBOR and authenticator data, as the library reads them that verifies. */
export const attestations: Target = {
  seeds: [
    Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461582500", "hex"),
    Buffer.from("a0", "hex"),
    Buffer.from("bf63666d74646e6f6e65ff", "hex"),
    Buffer.alloc(37, 1),
  ],
  run: async (input) => {
    const bytes = input.toString("base64url")
    const parts = { clientDataJSON: clientData("webauthn.create"), attestationObject: bytes }
    const response = {
      id: "AAAA",
      transports: [],
      parts,
      json: {
        id: "AAAA",
        rawId: "AAAA",
        type: "public-key",
        clientExtensionResults: {},
        response: parts,
      },
    }
    const ceremony = { provider, party, challenge: text("x"), isNamed: false, response }
    const made = await refusable([WebAuthnVerificationError], () => verifyRegistration(ceremony))
    holds(made === undefined || made.id === "AAAA", "a registration is of the credential it names")
    const said = {
      clientDataJSON: clientData("webauthn.get"),
      authenticatorData: bytes,
      signature: bytes.slice(0, 96),
    }
    const asserted = { ...response, parts: said, json: { ...response.json, response: said } }
    const stored = {
      credentialID: "AAAA",
      credentialPublicKey: bytes,
      counter: 0,
      credentialDeviceType: "singleDevice",
      credentialBackedUp: false,
      userId: "1",
      providerAccountId: "AAAA",
      transports: latin(input).slice(0, 4),
    }
    const used = await refusable([WebAuthnVerificationError], () =>
      verifyAuthentication({ ...ceremony, response: asserted }, stored),
    )
    holds(used === undefined, "no signature is right")
  },
}

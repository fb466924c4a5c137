import { ED, type Mutation } from "../../support/webauthn/ceremony.ts"
import { says, sends } from "./shared.ts"

/** What differs between browsers and must not matter. */
export const accepted: readonly (readonly [what: string, mutation: Mutation])[] = [
  ["what is right", {}],
  ["client data without crossOrigin", { client: (client) => delete client["crossOrigin"] }],
  [
    "members of the client data that are not known (WA-A13)",
    says({ other_keys_can_be_added_here: "do not compare" }),
  ],
  ["a byte order mark before the client data (WA-A13)", { text: (text) => `\ufeff${text}` }],
  ["spaces in the client data", { text: (text) => text.replaceAll(",", " ,\n ") }],
  ["token binding that is not used (WA-A14)", says({ tokenBinding: { status: "supported" } })],
  [
    "what extensions answer in the browser (WA-R14)",
    sends({ clientExtensionResults: { credProps: { rk: true }, prf: {} } }),
  ],
  [
    "an attachment, and members of the answer that are not known",
    sends({ authenticatorAttachment: "platform", more: 1 }),
  ],
  [
    "extensions that nobody asked for (WA-R14)",
    {
      data: (all) => {
        all.flags |= ED
        all.extensions = [["credProtect", 2]]
      },
    },
  ],
  [
    "a model of authenticator that is not known",
    {
      data: (all) => {
        all.aaguid = new Uint8Array(16).fill(7)
      },
    },
  ],
]

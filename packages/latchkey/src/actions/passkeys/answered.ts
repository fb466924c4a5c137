import type { Context } from "../../config/context.ts"
import type { PasskeyAdapter } from "../../config/passkeys.ts"
import type { AdapterUser } from "../../contracts/adapter.ts"
import { WebAuthnVerificationError } from "../../errors.ts"
import type { CredentialResponse } from "../../passkeys/response.ts"
import { takeChallenge } from "../../passkeys/used-challenges.ts"
import type { Ceremony } from "../../passkeys/verify.ts"
import type { Entrant } from "../complete.ts"
import type { Provisioned } from "../provision.ts"
import type { OpenedChallenge } from "./challenge.ts"

/** A ceremony that the browser has answered. */
export interface Answered {
  readonly context: Context
  readonly adapter: PasskeyAdapter
  readonly ceremony: Ceremony
  readonly challenge: OpenedChallenge
  readonly response: CredentialResponse
  readonly signedIn: AdapterUser | null
}

/** Who came in, and what is left to write down once the application let them. */
export interface Admission {
  readonly entrant: Entrant
  readonly provision: () => Promise<Provisioned>
}

/** @throws WebAuthnVerificationError where the challenge was answered before */
export async function consume({ adapter, challenge }: Answered): Promise<void> {
  if (await takeChallenge(adapter, challenge.challenge, challenge.expires)) return
  throw new WebAuthnVerificationError("The challenge was answered before", { problem: "used" })
}

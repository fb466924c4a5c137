import type { Context } from "../../config/context.ts"
import { assertPasskeys } from "../../config/passkeys.ts"
import { withOptions } from "../../config/providers.ts"
import type { WebAuthnAction, WebAuthnConfig } from "../../contracts/webauthn.ts"
import { WebAuthnVerificationError } from "../../errors.ts"
import { readResponse } from "../../passkeys/response.ts"
import type { Ceremony } from "../../passkeys/verify.ts"
import { askSignIn, completeSignIn, type Entrant } from "../complete.ts"
import { signedInUser } from "../provision.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { attempt } from "../throttled.ts"
import { burnChallenge, openChallenge } from "./challenge.ts"
import type { Admission, Answered } from "./answered.ts"
import { authenticateCredential } from "./authenticate.ts"
import { registerCredential } from "./register.ts"
import { subjectOf } from "./subject.ts"

/** POST /callback/:provider with `action` and the browser's answer as JSON in `data`. */
export async function webAuthnCallback(
  context: Context,
  request: RequestInternal,
  config: WebAuthnConfig,
  callbackUrl: string,
): Promise<ResponseInternal> {
  const adapter = assertPasskeys(context)
  const wentRight = await attempt(context, "passkey")
  const provider = withOptions(config)
  const action = readAction(request.body["action"])
  const challenge = await openChallenge(context, { provider: provider.id, action })
  const topOrigins = [provider.verifyAuthenticationOptions?.expectedTopOrigin ?? []].flat()
  const response = readResponse(request.body["data"], topOrigins)
  const signedIn = await signedInUser(context, adapter)
  // WA-R2: the answer belongs to whoever was asked.
  if (action === "register" && challenge.by !== (signedIn?.id ?? null)) {
    throw new WebAuthnVerificationError("Someone else is signed in than when the options were made")
  }
  const { party } = subjectOf(context, adapter, provider, request)
  const isNamed = challenge.of !== null
  const ceremony: Ceremony = {
    provider,
    party,
    response,
    challenge: challenge.challenge,
    isNamed,
  }
  const answered: Answered = { context, adapter, ceremony, challenge, response, signedIn }
  const admit = action === "register" ? registerCredential : authenticateCredential
  const { entrant, provision } = await admit(answered)
  await wentRight()
  return finish(context, entrant, provision, callbackUrl)
}

async function finish(
  context: Context,
  entrant: Entrant,
  provision: Admission["provision"],
  callbackUrl: string,
): Promise<ResponseInternal> {
  const burnt = burnChallenge(context)
  const redirect = await askSignIn(context, entrant)
  if (redirect !== undefined) return { redirect, cookies: burnt }
  const provisioned = await provision()
  const known = { ...entrant, user: provisioned.user }
  const result = await completeSignIn(context, provisioned, known, callbackUrl)
  return { ...result, cookies: [...burnt, ...(result.cookies ?? [])] }
}

function readAction(action: unknown): WebAuthnAction {
  if (action === "register" || action === "authenticate") return action
  throw new WebAuthnVerificationError("`action` is neither register nor authenticate")
}
